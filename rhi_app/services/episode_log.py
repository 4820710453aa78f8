"""Who did what to a case, from the audit chain: opaque ids turned into names of staff, never of a child."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.models import Account, AuditLine, Delivery, Entry, Episode, Synopsis
from rhi_app.services.protocols import authorities

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
    "record.tell": "Told the coordinators that it needs a person",
    "record.choose": "Chose between two answers",
    "child.begin": "Began with a child who was not on the list",
    "child.forget": "Forgot the child who stood for this one",
    "episode.name_reader": "Chose who reads",
    "episode.confirm_reader": "Confirmed the new reader",
    "episode.case_note": "Opened the case note",
    "episode.export": "Took the data file",
    "entry.add": "Added to the record",
    "synopsis.make": "Made a synopsis",
    "synopsis.print": "Made its PDF",
    "synopsis.not_printed": "The PDF could not be made",
    "delivery.make": "Delivered it, and mailed that it waits",
    "delivery.open": "Opened a synopsis",
    "delivery.read": "Read a synopsis",
    "delivery.download": "Downloaded the PDF",
    "delivery.acknowledge": "Acknowledged a synopsis",
    "delivery.act": "Said what was done",
    "delivery.claim": "Took it on for the desk",
    "delivery.ask_others": "Asked others, since nobody had opened it",
    "delivery.close": "Closed a synopsis to its reader",
    "delivery.open_again": "Opened it to its reader again",
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
    return Line(line.at, actor.name if actor else "The installation", what, authorities().get(line.detail) or line.detail.replace("_", " "))
