"""Where the sources disagree, are silent, or leave it to somebody, a person decides, and the decision is recorded."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.decisions import Ask
from rhi_app.domain.problems import NotHere
from rhi_app.forms.decision import DecisionForm, decision_form
from rhi_app.services import children, episode_view
from rhi_app.services.corrections import record_decision
from rhi_app.services.episode_view import EpisodeView
from rhi_app.services.protocols import label_of
from rhi_app.services.time import now

bp = Blueprint("decisions", __name__)


@bp.get("/episodes/<episode_id>/decision/<question>/<topic>")
def show(episode_id: str, question: str, topic: str) -> ResponseReturnValue:
    view, ask = _asked(episode_id, question, topic)
    return _page(_form(view, ask), view, ask)


@bp.post("/episodes/<episode_id>/decision/<question>/<topic>")
def save(episode_id: str, question: str, topic: str) -> ResponseReturnValue:
    view, ask = _asked(episode_id, question, topic)
    form = _form(view, ask)
    if not current.is_saving() or not form.validate():
        return _page(form, view, ask), 422 if form.problems() else 200
    code = (question, topic, form.decided.data)
    reference = form.reference.data if ask.needs_reference else ""
    record_decision(
        db.session, current.get_account(), view.episode, code, by=form.by.data, reason=form.reason.data, reference=reference, now=now()
    )
    db.session.commit()
    return redirect(url_for("episodes.show", episode_id=episode_id))


def _asked(episode_id: str, question: str, topic: str) -> tuple[EpisodeView, Ask]:
    """Only what the protocol leaves to a person can be decided here."""
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(current.get_account(), "episode.decide", episode)
    view = episode_view.view_of(db.session, episode, now())
    ask = next((one for one in view.asks if (one.question, one.topic) == (question, topic)), None)
    if ask is None:
        raise NotHere
    return view, ask


def _form(view: EpisodeView, ask: Ask) -> DecisionForm:
    role = label_of(view.episode.authority, "roles", ask.agreed_by) if ask.agreed_by else ""
    return decision_form(ask, role, now=now())


def _page(form: DecisionForm, view: EpisodeView, ask: Ask) -> str:
    return render_template("portal/decision.html", form=form, view=view, ask=ask)
