"""Put right who the child is, and whom and how to reach."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.forms.child_correction import GROUPS, ChildCorrectionForm, as_shown
from rhi_app.models import Episode
from rhi_app.routes.corrections import lacks_why
from rhi_app.routes.intake import only_looks
from rhi_app.routes.opened import open_names
from rhi_app.services import children
from rhi_app.services.corrections import correct_child, known_of_child
from rhi_app.services.time import now

bp = Blueprint("child_corrections", __name__)


@bp.post("/episodes/<episode_id>/people/correct")
def show(episode_id: str) -> ResponseReturnValue:
    episode = children.get_episode(db.session, episode_id)
    open_names("child.correct", episode.child, episode.child_id)
    return _page(_form(episode, filled=False), episode)


@bp.post("/episodes/<episode_id>/people/corrected")
def save(episode_id: str) -> ResponseReturnValue:
    account = current.get_account()
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(account, "child.correct", episode.child)
    form = _form(episode)
    if only_looks(form) or not form.validate():
        return _page(form, episode), 422 if form.problems() else 200
    child, told = form.child(children.child_details(db.session, episode.child)), form.episode()
    if lacks_why(form, known_of_child(db.session, episode, child, told)):
        return _page(form, episode), 422
    correct_child(db.session, account, episode, child, told, form.now, why=form.why.data)
    db.session.commit()
    return redirect(url_for("episodes.show", episode_id=episode.id, added="yes"))


def _form(episode: Episode, *, filled: bool = True) -> Any:
    """`filled`: with what was typed; else as it is stored."""
    details = children.child_details(db.session, episode.child)
    shown = as_shown(details, children.episode_details(db.session, episode))
    form = ChildCorrectionForm(data=shown, now=now()) if filled else ChildCorrectionForm(None, data=shown, now=now())
    form.started, form.known_people = episode.reported_at or episode.missing_from_at, len(details["contacts"])
    return form


def _page(form: Any, episode: Episode) -> str:
    initials = children.child_details(db.session, episode.child)["initials"]
    return render_template("portal/child_correction.html", form=form, episode=episode, initials=initials, groups=GROUPS)
