"""Add an episode: the notice on one page, and at once what the protocol says of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.absences import find_overlapped
from rhi_app.domain.problems import ProtocolNotInForce
from rhi_app.forms import fields
from rhi_app.forms.notice import GROUPS, NONE, EpisodeForm, NoticeForm
from rhi_app.forms.portal_form import say
from rhi_app.models import Child, Episode
from rhi_app.services import children, intake
from rhi_app.services.directory import organisations, readers_with_role
from rhi_app.services.protocols import authorities, last_authority, offered
from rhi_app.services.time import now

bp = Blueprint("intake", __name__)

WORDS_OF = {"category": "categories", "grade": "grades", "legal_status": "legal_statuses", "services": "services", "placement_type": "placements"}
NONE_OF_THESE = {NONE: "None of these"}


@bp.get("/episodes/add")
def add() -> ResponseReturnValue:
    may_or_refuse(current.get_account(), "episode.add")
    return _page(_ready(NoticeForm(now=now())))


@bp.post("/episodes/add")
def save() -> ResponseReturnValue:
    account, moment = current.get_account(), now()
    may_or_refuse(account, "episode.add")
    form = _ready(NoticeForm(now=moment))
    if only_looks(form) or not form.validate():
        return _page(form), 422 if form.problems() else 200
    try:
        episode = intake.add_episode(db.session, account, form.notice(), moment)
    except ProtocolNotInForce as problem:
        return _not_in_force(form, problem)
    return _added(episode)


@bp.get("/children/<child_id>/episodes/add")
def add_for(child_id: str) -> ResponseReturnValue:
    child = children.get_child(db.session, child_id)
    may_or_refuse(current.get_account(), "episode.add", child)
    return _page(_ready(EpisodeForm(now=now())), child)


@bp.post("/children/<child_id>/episodes/add")
def save_for(child_id: str) -> ResponseReturnValue:
    account, moment = current.get_account(), now()
    child = children.get_child(db.session, child_id)
    may_or_refuse(account, "episode.add", child)
    form = _ready(EpisodeForm(now=moment))
    if only_looks(form) or not form.validate() or overlaps(form.missing_from_at, form.missing_from_at.data, form, child.episodes):
        return _page(form, child), 422 if form.problems() else 200
    try:
        episode = intake.add_episode_of(db.session, account, child, form.notice(), moment)
    except ProtocolNotInForce as problem:
        return _not_in_force(form, problem, child)
    return _added(episode)


def overlaps(field: Any, start: datetime, form: Any, others: Iterable[Episode]) -> bool:
    """Whether the child was missing then already: said at the field."""
    other = find_overlapped(start, form.found_at.data or form.returned_at.data, others)
    if other is not None:
        say(field, f"The child was missing then in episode {other.number} already. Check the dates.")
    return other is not None


def _ready(form: EpisodeForm) -> Any:
    """The choices that the installation's protocols and directory give."""
    form.authority.choices = fields.as_choices(authorities())
    form.authority.data = form.authority.data or last_authority(db.session, current.get_account().organisation_id)
    give_choices(form, form.authority.data, form.missing_from_at.data or now())
    return form


def give_choices(form: Any, authority: str, on: datetime) -> None:
    """What the authority that is responsible offers on that day, in its words: two authorities may call one thing by two names."""
    choices = {
        **{name: offered(authority, words, on) | (NONE_OF_THESE if name == "services" else {}) for name, words in WORDS_OF.items()},
        "placement_run_by": organisations(db.session),
        "social_worker": readers_with_role(db.session, "social_worker"),
        "police_liaison": readers_with_role(db.session, "police_liaison"),
    }
    for name, given in choices.items():
        form[name].choices = fields.as_choices(given)


def only_looks(form: Any) -> bool:
    """“Add another”, or another authority's words: the page comes back with everything that was typed."""
    name = request.form.get("add", "")
    if name in ("contacts", "earlier") and name in form and len(form[name].entries) < form[name].max_entries:
        form[name].append_entry()
    return bool(name) or "look" in request.form or not current.is_saving()


def _not_in_force(form: EpisodeForm, problem: ProtocolNotInForce, child: Child | None = None) -> ResponseReturnValue:
    db.session.rollback()
    say(form.missing_from_at, problem.sentence)
    return _page(form, child), 422


def _added(episode: Episode) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for("episodes.show", episode_id=episode.id, added="yes"))


def _page(form: EpisodeForm, child: Child | None = None) -> str:
    asked = {field.short_name for field in form.questions()}
    groups = {title: [name for name in names if name in asked] for title, names in GROUPS.items()}
    details = children.child_details(db.session, child) if child else None
    return render_template(
        "portal/intake.html", form=form, groups={title: names for title, names in groups.items() if names}, child=child, details=details
    )
