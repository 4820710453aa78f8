"""The sealed details of children and their episodes: opened here, sealed here, always under the child's own data key."""

from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.addresses import FIELDS
from rhi_app.domain.problems import NotHere
from rhi_app.models import Child, Episode
from rhi_app.services.at_rest import open_json, seal_json

Details = dict[str, Any]


def get_child(session: Session, child_id: str) -> Child:
    child = session.get(Child, child_id)
    if child is None:
        raise NotHere
    return child


def get_episode(session: Session, episode_id: str) -> Episode:
    episode = session.get(Episode, episode_id)
    if episode is None:
        raise NotHere
    return episode


def others_of(episode: Episode) -> list[Episode]:
    """The child's other absences."""
    return [other for other in episode.child.episodes if other.id != episode.id]


def child_details(session: Session, child: Child) -> Details:
    """Name, called, initials, born_on, gender, language, addresses, school, contacts."""
    return dict(open_json(session, "child", child.id, "children", child.id, "sealed", child.sealed))


def addresses_of(details: Details) -> list[str]:
    """Home and placement, as they are and as they were before they were put right."""
    before = [one["was"] for one in details.get("corrections", []) if one["name"] in FIELDS]
    return [text for text in [*(details.get(name) for name in FIELDS), *before] if isinstance(text, str) and text]


def episode_details(session: Session, episode: Episode) -> Details:
    """Circumstances, police_reference, contact_first, visiting_risk, earlier absences as told, decisions."""
    return dict(open_json(session, "child", episode.child_id, "episodes", episode.id, "sealed", episode.sealed))


def seal_child(session: Session, child_id: str, details: Details) -> bytes:
    return seal_json(session, "child", child_id, "children", child_id, "sealed", details)


def seal_episode(session: Session, child_id: str, episode_id: str, details: Details) -> bytes:
    return seal_json(session, "child", child_id, "episodes", episode_id, "sealed", details)


def initials_of(name: str) -> str:
    """`K.M.` of Kofi Marlow: what a list may show."""
    parts = name.split()
    ends = parts[:1] + parts[1:][-1:]
    return "".join(f"{part[0].upper()}." for part in ends)
