"""Who reads for each recipient: the protocol says which roles, the case says which people, the directory which desk has that role."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.clock import write_moment
from rhi_app.domain.decisions import COPIES, route_of
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import NotHere, Problem
from rhi_app.domain.protocol import content_of
from rhi_app.domain.recipients import NAMED, page_named
from rhi_app.domain.synopsis_words import capital
from rhi_app.models import Account, Desk, Episode, EpisodeReader, Organisation, ReaderChange, Record
from rhi_app.services.accounts import list_with_role
from rhi_app.services.audit import record_audit
from rhi_app.services.protocols import label_of, protocols

Reader = Account | Desk
OF_AN_ORGANISATION = ("team", "duty_manager")  # asked when somebody else has not opened it; no protocol sends to them


class ConfirmedAlready(Problem):
    slug = "confirmed-already"
    sentence = "Somebody has confirmed this already."


@dataclass(frozen=True)
class Choice:
    """Somebody who can be named: `value` is what a form sends."""

    value: str
    words: str


def readers_of(session: Session, record: Record, kind: str, page: str) -> list[Reader]:
    """Of the newest episode that names somebody. A copy for the family goes to whoever hands it over."""
    if kind == "coordinator":
        return list(coordinators_of(session, record))
    if page in COPIES:
        return _who_hands_over(session, record, page)
    found = named_readers(session, record).get(kind)
    return [found] if found is not None and found.is_active else []


def named_readers(session: Session, record: Record) -> dict[str, Reader]:
    """By the protocol's code of the recipient."""
    found: dict[str, Reader] = {}
    for episode in record.episodes:
        found |= _desks_of(session, episode) | {one.kind: reader for one in _named(session, episode) if (reader := one.desk or one.account)}
        found |= {kind: account for kind in NAMED if (account := getattr(episode, kind)) is not None}
    return found


def coordinators_of(session: Session, record: Record) -> list[Account]:
    return list_with_role(session, record.child.organisation_id, "coordinator")


def name_reader(session: Session, actor: Account, episode: Episode, kind: str, value: str, now: datetime) -> None:
    """A person or a desk, as `choices` gave it; empty: nobody."""
    row = session.get(EpisodeReader, (episode.id, kind)) or EpisodeReader(episode_id=episode.id, kind=kind)
    what, _, chosen = value.partition(":")
    row.account_id, row.desk_id, row.named_at = (chosen if what == "account" else None), (chosen if what == "desk" else None), now
    session.add(row)
    record_audit(session, actor, "episode.name_reader", "episode", episode.id, now, detail=kind)


def named_value(session: Session, episode: Episode, kind: str) -> str:
    """As a form sends it; empty: nobody is named."""
    row = session.get(EpisodeReader, (episode.id, kind))
    if row is None:
        return ""
    return f"desk:{row.desk_id}" if row.desk_id else f"account:{row.account_id}" if row.account_id else ""


def further_readers(session: Session, episode: Episode, decision: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Code, role and who reads as it, for each recipient whom the protocol does not leave out; the two whom the notice names stand there."""
    answered = decision["questions"]["recipients"]["topics"].items()
    kinds = [str(one["value"]["kind"]) for topic, result in answered if topic not in COPIES for one in result["answers"] if result["verdict"] != "no"]
    desks = _desks_of(session, episode) | {one.kind: one.desk or one.account for one in _named(session, episode)}
    pages = content_of(protocols(), episode.authority, write_moment(episode.missing_from_at), episode.protocol_version or None)["sharing"] or {}
    further = [kind for kind in dict.fromkeys(kinds) if kind not in NAMED and page_named(kind, pages)]
    return [(kind, capital(label_of(episode.authority, "roles", kind)), reader.name if (reader := desks.get(kind)) else "") for kind in further]


def choices_for(session: Session, kind: str) -> list[Choice]:
    """Desks of that role first; then everybody who reads."""
    desks = select(Desk).where(Desk.is_active, Desk.role.not_in(OF_AN_ORGANISATION)).order_by(Desk.role != kind, Desk.name)
    people = {one.id: one for role in ("recipient", "social_worker", "police_liaison") for one in _holders(session, role)}
    found = [Choice(f"desk:{desk.id}", f"{desk.name}, {desk.organisation.name}") for desk in session.scalars(desks)]
    ordered = sorted(people.values(), key=lambda one: one.name)
    return found + [Choice(f"account:{one.id}", f"{one.name}, {one.organisation.name}") for one in ordered]


def note_changes(session: Session, episode: Episode, changes: dict[str, Any], now: datetime) -> None:
    """Somebody else is to read, once a case is with an interviewer: a person is asked before anything but harm goes to them."""
    for kind in NAMED:
        before, after = getattr(episode, f"{kind}_id"), changes.get(f"{kind}_id")
        if episode.record is not None and before and after and before != after:
            session.add(ReaderChange(id=new_id(), episode_id=episode.id, kind=kind, before_id=before, after_id=after, asked_at=now))


def open_changes(session: Session, record: Record) -> list[ReaderChange]:
    """Those that still hold: who was changed back has nothing to confirm."""
    ids = {episode.id: episode for episode in record.episodes}
    rows = session.scalars(select(ReaderChange).where(ReaderChange.episode_id.in_(ids), ReaderChange.confirmed_at.is_(None)))
    return [row for row in rows if getattr(ids[row.episode_id], f"{row.kind}_id") == row.after_id]


def confirm_change(session: Session, actor: Account, change_id: str, episode: Episode, now: datetime) -> ReaderChange:
    row = session.get(ReaderChange, change_id)
    if row is None or row.episode_id != episode.id:
        raise NotHere
    if row.confirmed_at is not None:
        raise ConfirmedAlready
    row.confirmed_at, row.confirmed_by_id = now, actor.id
    record_audit(session, actor, "episode.confirm_reader", "episode", episode.id, now, detail=row.kind)
    return row


def desk_of(session: Session, organisation_id: str, role: str) -> Desk | None:
    """The one of that role; of several, the oldest."""
    found = select(Desk).where(Desk.organisation_id == organisation_id, Desk.role == role, Desk.is_active)
    return session.scalar(found.order_by(Desk.created_at, Desk.id).limit(1))


def _desks_of(session: Session, episode: Episode) -> dict[str, Reader]:
    """The desks of the responsible authority: each reads for the role whose code it has."""
    own = select(Desk).join(Organisation).where(Organisation.authority == episode.authority, Desk.is_active, Desk.role.not_in(OF_AN_ORGANISATION))
    return {desk.role: desk for desk in session.scalars(own.order_by(Desk.created_at.desc()))}


def _named(session: Session, episode: Episode) -> list[EpisodeReader]:
    return list(session.scalars(select(EpisodeReader).where(EpisodeReader.episode_id == episode.id)))


def _who_hands_over(session: Session, record: Record, page: str) -> list[Reader]:
    routes = [route for episode in record.episodes if (route := route_of(episode.decided, page))]
    if not routes:
        return []
    worker = next((one.social_worker for one in reversed(record.episodes) if one.social_worker is not None), None)
    if routes[-1] == "by_social_worker" and worker is not None and worker.is_active:
        return [worker]
    return list(coordinators_of(session, record))


def _holders(session: Session, role: str) -> list[Account]:
    organisations = session.scalars(select(Organisation.id))
    return [account for organisation in organisations for account in list_with_role(session, organisation, role)]
