"""Where the sources disagree or are silent, a person decides, and the decision is recorded."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.forms.decision import DecisionForm
from rhi_app.models import Episode
from rhi_app.services import children, episode_view
from rhi_app.services.corrections import record_decision
from rhi_app.services.time import now

bp = Blueprint("decisions", __name__)


@bp.get("/episodes/<episode_id>/decision")
def show(episode_id: str) -> ResponseReturnValue:
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(current.get_account(), "episode.decide", episode)
    return _page(DecisionForm(now=now()), episode)


@bp.post("/episodes/<episode_id>/decision")
def save(episode_id: str) -> ResponseReturnValue:
    account, moment = current.get_account(), now()
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(account, "episode.decide", episode)
    form = DecisionForm(now=moment)
    if not current.is_saving() or not form.validate():
        return _page(form, episode), 422 if form.problems() else 200
    record_decision(db.session, account, episode, form.decided.data, form.by.data, form.reason.data, moment)
    db.session.commit()
    return redirect(url_for("episodes.show", episode_id=episode.id))


def _page(form: DecisionForm, episode: Episode) -> str:
    return render_template("portal/decision.html", form=form, view=episode_view.view_of(db.session, episode, now()))
