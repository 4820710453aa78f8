"""Taking in a notice: the child, the episode, and at once what the protocol says of it."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.clock import write_moment
from rhi_app.domain.facts import facts_of_episode
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.protocol import decide, due_times
from rhi_app.models import Account, Child, Episode
from rhi_app.services.audit import record_audit
from rhi_app.services.children import child_details, initials_of, seal_child, seal_episode
from rhi_app.services.episode_rules import interview_due_at, number_of
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
    plain = _plain(notice, child_details(session, child).get("born_on"))
    facts = facts_of_episode(plain, write_moment(now))
    decision = decide(protocols(), notice["authority"], facts, notice["missing_from_at"])
    times = {"missing": plain["missing_from_at"], "returned": plain["returned_at"], "found": plain["found_at"]}
    due = due_times(decision, times | {"referred": write_moment(now), "reported": plain["reported_at"]}, protocols()["holidays"])
    episode_id = new_id()
    episode = Episode(
        id=episode_id,
        child_id=child.id,
        provider_id=actor.organisation_id,
        protocol_version=decision["version"],
        number=number_of(session, child, notice.get("earlier")),
        age=facts.get("age"),
        referred_at=notice.get("referred_at") or now,
        due_at=interview_due_at(due),
        sealed=seal_episode(session, child.id, episode_id, _details_of_episode(notice)),
        created_at=now,
        **_columns(notice),
    )
    session.add(episode)
    session.flush()
    record_audit(session, actor, "episode.add", "episode", episode.id, now, detail=episode.authority)
    return episode


COLUMNS = (
    "authority", "host_authority", "category", "grade", "missing_from", "missing_from_at", "reported_at", "found_at", "returned_at",
    "legal_status", "services", "placement", "social_worker_id", "police_liaison_id",
)  # fmt: skip


def _columns(notice: Notice) -> dict[str, Any]:
    return {name: notice.get(name) for name in COLUMNS} | {"facts": notice.get("facts") or {}}


def _plain(notice: Notice, born_on: str | None) -> dict[str, Any]:
    plain = _columns(notice) | {"born_on": born_on, "age": notice.get("age"), "previous_episodes": notice.get("earlier")}
    for name in ("missing_from_at", "reported_at", "found_at", "returned_at"):
        plain[name] = write_moment(plain[name]) if plain[name] else None
    return plain


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
