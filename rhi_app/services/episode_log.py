"""Who did what to a case, from the audit chain: opaque ids turned into names of staff, never of a child."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.models import Account, AuditLine, Delivery, Entry, Episode, Synopsis

WORDS = {
    "child.add": "Added the child",
    "child.read": "Opened names and addresses",
    "child.correct": "Put the child’s details right",
    "episode.add": "Added the episode",
    "episode.correct": "Corrected the episode",
    "episode.return": "Recorded the return",
    "episode.decide": "Recorded a decision",
    "duty.tick": "Ticked a duty as done",
    "duty.take_back": "Took a tick back",
    "record.allocate": "Allocated the case",
    "record.read": "Opened the record",
    "record.begin": "Began the record",
    "record.match": "Said whose record it is",
    "record.join": "Serves this episode too",
    "entry.add": "Added to the record",
}


@dataclass(frozen=True)
class Line:
    at: datetime
    who: str
    what: str
    detail: str


def lines_of(session: Session, episode: Episode) -> list[Line]:
    """The newest first."""
    found = session.scalars(select(AuditLine).where(AuditLine.object_id.in_(list(_ids(session, episode)))).order_by(AuditLine.number.desc()))
    return [_line(session, line) for line in found]


def _ids(session: Session, episode: Episode) -> Iterator[str]:
    yield from (episode.id, episode.child_id)
    if episode.record is None:
        return
    records = episode.record.ids
    yield from records
    yield from session.scalars(select(Entry.id).where(Entry.record_id.in_(records)))
    synopses = session.scalars(select(Synopsis.id).where(Synopsis.record_id.in_(records))).all()
    yield from synopses
    yield from session.scalars(select(Delivery.id).where(Delivery.synopsis_id.in_(synopses)))


def _line(session: Session, line: AuditLine) -> Line:
    actor = session.get(Account, line.actor_id) if line.actor_id else None
    what = WORDS.get(line.action, line.action.replace(".", ": ").replace("_", " ").capitalize())
    return Line(line.at, actor.name if actor else "The installation", what, line.detail.replace("_", " "))
