"""Record the return of a child who was still missing: the clocks start, and the case can be given to somebody."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.forms import fields
from rhi_app.forms.child_return import CHANGED, TIMES, ReturnForm
from rhi_app.models import Episode
from rhi_app.routes.intake import NONE_OF_THESE, WORDS_OF, overlaps
from rhi_app.services import children, corrections
from rhi_app.services.protocols import offered
from rhi_app.services.time import now

bp = Blueprint("returns", __name__)


@bp.get("/episodes/<episode_id>/return")
def show(episode_id: str) -> ResponseReturnValue:
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(current.get_account(), "episode.return", episode)
    return _page(_form(episode), episode)


@bp.post("/episodes/<episode_id>/return")
def save(episode_id: str) -> ResponseReturnValue:
    account, moment = current.get_account(), now()
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(account, "episode.return", episode)
    form = _form(episode)
    if not current.is_saving() or not form.validate() or overlaps(form.returned_at, episode.missing_from_at, form, children.others_of(episode)):
        return _page(form, episode), 422 if form.problems() else 200
    corrections.record_return(db.session, account, episode, form.changes(), moment)
    db.session.commit()
    return redirect(url_for("episodes.show", episode_id=episode.id))


def _form(episode: Episode) -> ReturnForm:
    if episode.returned_at is not None:
        raise corrections.IsBack
    form = ReturnForm(now=now(), data={"found_at": episode.found_at})
    form.went = episode.missing_from_at
    for name in ("legal_status", "services", "placement_type"):
        choices = offered(episode.authority, WORDS_OF[name], episode.missing_from_at) | (NONE_OF_THESE if name == "services" else {})
        form[f"return_{name}"].choices = fields.as_choices(choices)
    return form


def _page(form: ReturnForm, episode: Episode) -> str:
    initials = children.child_details(db.session, episode.child)["initials"]
    groups = {"Times": TIMES, "Changed before the return": CHANGED}
    return render_template("portal/return.html", form=form, episode=episode, initials=initials, groups=groups)
