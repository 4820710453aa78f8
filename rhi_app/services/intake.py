"""Taking in a notice: the child, the episode, and at once what the protocol says of it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.identifiers import new_id
from rhi_app.domain.protocol.engine import layers_in_force, version_of
from rhi_app.domain.protocol.moments import day_of
from rhi_app.models import Account, Child, Episode
from rhi_app.services.audit import record_audit
from rhi_app.services.children import initials_of, seal_child, seal_episode
from rhi_app.services.duties import work_out
from rhi_app.services.episode_rules import number_of
from rhi_app.services.protocols import protocols

Notice = dict[str, Any]


def add_episode(session: Session, actor: Account, notice: Notice, now: datetime) -> Episode:
    """A child who is new here, and the first episode that we hear of."""
    child = Child(id=new_id(), organisation_id=actor.organisation_id, created_at=now)
    child.sealed = seal_child(session, child.id, _details_of_child(notice))
    session.add(child)
    record_audit(session, actor, "child.add", "child", child.id, now)
    return add_episode_of(session, actor, child, notice, now)


def add_episode_of(session: Session, actor: Account, child: Child, notice: Notice, now: datetime) -> Episode:
    """One more episode of a child who is here; decided by the protocol in force when the child went missing."""
    layers = layers_in_force(protocols(), notice["authority"], day_of(notice["missing_from_at"]))
    episode_id = new_id()
    episode = Episode(
        id=episode_id,
        child_id=child.id,
        provider_id=actor.organisation_id,
        protocol_version=version_of(layers),
        number=number_of(session, child, notice.get("earlier")),
        age=notice.get("age"),
        referred_at=notice.get("referred_at") or now,
        sealed=seal_episode(session, child.id, episode_id, _details_of_episode(notice)),
        created_at=now,
        **_columns(notice),
    )
    session.add(episode)
    session.flush()
    work_out(session, episode, now)
    record_audit(session, actor, "episode.add", "episode", episode.id, now, detail=episode.authority)
    return episode


COLUMNS = (
    "authority", "host_authority", "category", "grade", "missing_from", "missing_from_at", "reported_at", "found_at", "returned_at", "came_back",
    "legal_status", "services", "placement", "social_worker_id", "police_liaison_id",
)  # fmt: skip


def _columns(notice: Notice) -> dict[str, Any]:
    return {name: notice.get(name) for name in COLUMNS} | {"facts": notice.get("facts") or {}}


def _details_of_child(notice: Notice) -> dict[str, Any]:
    name = notice["name"]
    texts = ("gender", "language", "address", "placement_address", "school")
    return {
        "name": name,
        "called": notice.get("called") or name.split()[0],
        "initials": initials_of(name),
        "born_on": notice.get("born_on"),
        "contacts": notice.get("contacts") or [],
        **{field: notice.get(field) or "" for field in texts},
    }


def _details_of_episode(notice: Notice) -> dict[str, Any]:
    return {
        "circumstances": notice.get("circumstances") or "",
        "police_reference": notice.get("police_reference") or "",
        "contact_first": notice.get("contact_first") or "",
        "visiting_risk": notice.get("visiting_risk") or {"known": None, "text": ""},
        "earlier": notice.get("earlier"),
        "decisions": [],
    }
