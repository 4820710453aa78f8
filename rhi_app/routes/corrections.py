"""Add what has become known of an episode, or put it right."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.clock import read_moment
from rhi_app.domain.interviewers import as_list
from rhi_app.domain.protocol.engine import layers_in_force
from rhi_app.domain.protocol.moments import day_of
from rhi_app.domain.protocol.named import codes_named
from rhi_app.domain.requirements import missing_facts
from rhi_app.forms import correction, fields
from rhi_app.forms.child_return import CHANGED
from rhi_app.forms.portal_form import say
from rhi_app.models import Episode
from rhi_app.routes.intake import NONE_OF_THESE, WORDS_OF, give_choices, only_looks, overlaps
from rhi_app.services import children
from rhi_app.services.corrected import is_same
from rhi_app.services.corrections import correct_episode, known_of_episode, tell_earlier
from rhi_app.services.episode_rules import decide_episode
from rhi_app.services.protocols import label_of, protocols
from rhi_app.services.time import now

bp = Blueprint("corrections", __name__)

AT_RETURN = ("legal_status", "services", "placement_type")


@bp.get("/episodes/<episode_id>/correct")
def show(episode_id: str) -> ResponseReturnValue:
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(current.get_account(), "episode.correct", episode)
    return _page(_form(episode), episode)


@bp.post("/episodes/<episode_id>/correct")
def save(episode_id: str) -> ResponseReturnValue:
    account, moment = current.get_account(), now()
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(account, "episode.correct", episode)
    form = _form(episode)
    if only_looks(form) or not form.validate() or _overlaps(form, episode):
        return _page(form, episode), 422 if form.problems() else 200
    was = known_of_episode(db.session, episode, form.changes(), form.facts(), form.earlier_told())
    if lacks_why(form, was):
        return _page(form, episode), 422
    tell_earlier(db.session, episode, form.earlier_told())
    correct_episode(db.session, account, episode, form.changes(), form.facts(), moment, was=was, why=form.why.data)
    db.session.commit()
    return redirect(url_for("episodes.show", episode_id=episode.id))


def _overlaps(form: Any, episode: Episode) -> bool:
    """Only where a time is changed: what stood there before keeps nobody from putting something else right."""
    is_moved = any(not is_same(getattr(episode, name), form[name].data) for name in ("missing_from_at", "found_at", "returned_at"))
    return is_moved and overlaps(form.missing_from_at, form.missing_from_at.data, form, children.others_of(episode))


def lacks_why(form: Any, was: dict[str, Any]) -> bool:
    """What somebody had said is changed: the next reader must learn why."""
    if was and not form.why.data:
        say(form.why, "Say why it is put right.")
    return bool(form.why.errors)


def _form(episode: Episode) -> Any:
    moment = now()
    asked = _askable(episode, missing_facts(decide_episode(db.session, episode, moment)))
    shown = as_shown(episode) | {f"fact_{name}": correction.shown(fact, episode.facts.get(name)) for name, fact in asked.items()}
    form = correction.correction_form(asked)(data=shown, now=moment)
    give_choices(form, episode.authority, episode.missing_from_at)
    keep_stored(form, episode, shown)
    return form


def keep_stored(form: Any, episode: Episode, shown: dict[str, Any]) -> None:
    """A code that is stored and no longer offered stays among the choices: else saving the page would lose it without a word."""
    words = WORDS_OF | {f"return_{name}": WORDS_OF[name] for name in AT_RETURN}
    for name in AT_RETURN:
        form[f"return_{name}"].choices = list(form[name].choices)
    for name, codes in {name: as_list(shown.get(name)) for name in words}.items():
        offered = {choice.value for choice in form[name].choices}
        gone = {code: f"{label_of(episode.authority, words[name], code)} (no longer offered)" for code in codes if code not in offered}
        form[name].choices = [*form[name].choices, *fields.as_choices(gone)]
    for name in correction.READERS:
        person = getattr(episode, name)
        if person is not None and person.id not in {choice.value for choice in form[name].choices}:
            form[name].choices = [*form[name].choices, *fields.as_choices({person.id: f"{person.name} (no longer here)"})]


def _askable(episode: Episode, missing: list[str]) -> dict[str, Any]:
    """What is still asked for, and what was answered here before; a code with those that the rules name."""
    registry = protocols()["facts"]
    layers = layers_in_force(protocols(), episode.authority, day_of(episode.missing_from_at), episode.protocol_version)
    names = [name for name in dict.fromkeys([*missing, *episode.facts]) if name in registry and correction.can_be_asked(registry[name])]
    return {name: {"choices": codes_named(layers, name), **registry[name]} for name in names}


def as_shown(episode: Episode) -> dict[str, Any]:
    placement, told = episode.placement or {}, children.episode_details(db.session, episode).get("earlier")
    return {
        **{name: getattr(episode, name) for name in (*correction.MOMENTS, "category", "grade", "missing_from", "legal_status")},
        "came_back": correction.YES_NO_OPEN[True if episode.returned_at else episode.came_back],
        "services": episode.services if episode.services is None else episode.services or list(NONE_OF_THESE),
        **_at_return(episode.at_return or {}),
        "placement_in_area": correction.YES_NO_OPEN[placement.get("in_area")],
        "placement_type": placement.get("type"),
        "placement_run_by": placement.get("run_by"),
        "social_worker": episode.social_worker_id,
        "police_liaison": episode.police_liaison_id,
        "missing_before": "unknown" if told is None else "yes" if told else "no",
        "earlier": [{"at": read_moment(one)} for one in told or []],
    }


def _at_return(changed: dict[str, Any]) -> dict[str, Any]:
    placement, services = changed.get("placement") or {}, changed.get("services")
    return {
        "return_legal_status": changed.get("legal_status"),
        "return_services": services if services is None else services or list(NONE_OF_THESE),
        "return_placement_in_area": correction.YES_NO_OPEN[placement.get("in_area")],
        "return_placement_type": placement.get("type"),
    }


def _page(form: Any, episode: Episode) -> str:
    groups = {
        "Asked for by the protocol": [f"fact_{name}" for name in form.asked],
        "Times": correction.TIMES,
        "Status at the time": correction.STATUS,
        "Earlier absences": correction.BEFORE,
        "Changed before the return": CHANGED,
        "Who reads it": correction.READERS,
        "Why": ("why",),
    }
    initials = children.child_details(db.session, episode.child)["initials"]
    filled = {title: names for title, names in groups.items() if names}
    return render_template("portal/correction.html", form=form, episode=episode, initials=initials, groups=filled)
