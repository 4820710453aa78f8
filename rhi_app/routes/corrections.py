"""Add what has become known of an episode, or put it right."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.requirements import missing_facts
from rhi_app.forms import correction
from rhi_app.models import Episode
from rhi_app.routes.intake import NONE_OF_THESE, give_choices
from rhi_app.services import children
from rhi_app.services.corrections import correct_episode
from rhi_app.services.episode_rules import decide_episode
from rhi_app.services.protocols import protocols
from rhi_app.services.time import now

bp = Blueprint("corrections", __name__)


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
    if not current.is_saving() or not form.validate():
        return _page(form, episode), 422 if form.problems() else 200
    correct_episode(db.session, account, episode, form.changes(), form.facts(), moment)
    db.session.commit()
    return redirect(url_for("episodes.show", episode_id=episode.id))


def _form(episode: Episode) -> Any:
    moment = now()
    asked = _askable(episode, missing_facts(decide_episode(db.session, episode, moment)))
    form = correction.correction_form(asked)(data=_as_shown(episode, asked), now=moment)
    give_choices(form, episode.authority, episode.missing_from_at)
    for name in ("legal_status", "services", "placement_type"):
        form[f"return_{name}"].choices = form[name].choices
    return form


def _askable(episode: Episode, missing: list[str]) -> dict[str, Any]:
    """What is still asked for, and what was answered here before."""
    registry = protocols()["facts"]
    names = list(dict.fromkeys([*missing, *episode.facts]))
    return {name: registry[name] for name in names if name in registry and correction.can_be_asked(registry[name])}


def _as_shown(episode: Episode, asked: dict[str, Any]) -> dict[str, Any]:
    placement = episode.placement or {}
    shown: dict[str, Any] = {name: getattr(episode, name) for name in (*correction.TIMES, "category", "grade", "missing_from", "legal_status")}
    shown["services"] = episode.services if episode.services is None else episode.services or list(NONE_OF_THESE)
    shown |= _at_return(episode.at_return or {})
    shown["placement_in_area"] = correction.YES_NO_OPEN[placement.get("in_area")]
    shown |= {"placement_type": placement.get("type"), "social_worker": episode.social_worker_id, "police_liaison": episode.police_liaison_id}
    return shown | {f"fact_{name}": correction.shown(fact, episode.facts.get(name)) for name, fact in asked.items()}


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
        "Changed before the return": correction.CHANGED,
        "Who reads it": correction.READERS,
    }
    initials = children.child_details(db.session, episode.child)["initials"]
    filled = {title: names for title, names in groups.items() if names}
    return render_template("portal/correction.html", form=form, episode=episode, initials=initials, groups=filled)
