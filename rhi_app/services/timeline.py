"""What has happened in a case, newest first: the notice, the entries, who read what."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.clock import read_moment
from rhi_app.domain.clock_words import date_words, time_words
from rhi_app.domain.duties import Tick
from rhi_app.domain.entry_words import PART, people_of, words_of
from rhi_app.domain.synopsis_words import length_words
from rhi_app.domain.time_proof import proof_of_time
from rhi_app.models import Account, Delivery, Envelope, Episode, Record, Synopsis
from rhi_app.services.leases import LATE
from rhi_app.services.protocols import label_of

LATE_NEWS = timedelta(minutes=5)
BEFORE_HANDOVER = "Made before the case went to somebody else."
LADDER = {"Delivered": "mailed_at", "Opened": "opened_at", "Acknowledged": "acknowledged_at", "Acted on": "acted_at"}


@dataclass(frozen=True)
class Event:
    """`at` is when it happened; `received_at` stands beside it where the server heard of it later."""

    at: datetime
    title: str
    who: str = ""
    text: str = ""
    received_at: datetime | None = None
    proof: str = ""  # of the time of an entry


@dataclass(frozen=True)
class Reader:
    """How far one synopsis has come to one person or desk."""

    kind: str
    name: str
    organisation: str
    is_urgent: bool
    version: int
    steps: tuple[tuple[str, datetime | None], ...]
    is_printed: bool = True  # False: given up; the page stays readable in the portal
    role: str = ""
    delivery: Delivery | None = None


@dataclass(frozen=True)
class Step:
    """One rung of the ladder: done for all, or how far."""

    name: str
    is_done: bool
    words: str
    kind: str = ""


def events_of(
    session: Session, episode: Episode, entries: list[dict[str, Any]], details: dict[str, Any], ticked: list[tuple[Tick, str]]
) -> list[Event]:
    """`ticked`: each duty that was done, with what its rule says."""
    done = [Event(read_moment(tick.at), "Duty done", tick.by, say) for tick, say in ticked]
    found = [*_of_the_episode(episode), *done, *_of_the_record(session, episode.record), *_of_entries(entries, details)]
    return _once(sorted(found, key=lambda event: event.at, reverse=True))


def _once(events: list[Event]) -> list[Event]:
    """A talk is saved part by part: what follows one upon the other is one line, by its newest."""
    kept: list[Event] = []
    for event in events:
        before = kept[-1] if kept else None
        if event.title != PART or before is None or (before.title, before.who) != (PART, event.who):
            kept.append(event)
    return kept


def _of_the_episode(episode: Episode) -> Iterator[Event]:
    yield Event(episode.missing_from_at, "Missing from", "", _away(episode))
    if episode.reported_at:
        yield Event(episode.reported_at, "Reported to the police")
    if episode.found_at:
        yield Event(episode.found_at, "Found")
    if episode.returned_at:
        yield Event(episode.returned_at, "Returned", text="The clock starts." if episode.due_at else "")
    yield Event(episode.referred_at, "Notice came in")


def _away(episode: Episode) -> str:
    end = episode.returned_at or episode.found_at
    if end is None:
        return ""
    return f"{length_words(int((end - episode.missing_from_at).total_seconds() * 1000))} away."


def _of_the_record(session: Session, record: Record | None) -> Iterator[Event]:
    if record is None:
        return
    if record.allocated_at and record.interviewer:
        by = session.get(Account, record.allocated_by_id) if record.allocated_by_id else None
        yield Event(record.allocated_at, "Allocated", by.name if by else "", f"To {record.interviewer.name}.")
    for reader in readers_of(session, record):
        what = "Urgent notice" if reader.is_urgent else "Synopsis"
        for step, at in reader.steps:
            if at is not None:
                yield Event(at, f"{what} {step.lower()}", f"{reader.name}, {reader.role}")


def _of_entries(entries: list[dict[str, Any]], details: dict[str, Any]) -> Iterator[Event]:
    people = people_of(details["called"], details["contacts"], by_name=False)
    for entry in entries:
        title, text = words_of(entry, people)
        at, received_at = read_moment(entry["happened_at"]), read_moment(entry["received_at"])
        later = received_at if received_at - at > LATE_NEWS else None
        text = f"{text} {BEFORE_HANDOVER}".strip() if LATE in entry["flag"].split() else text
        yield Event(at, title, entry["author_name"], text, later, proof_of_time(entry))


def readers_of(session: Session, record: Record) -> list[Reader]:
    """Each reader of each synopsis, as far as it has come; the newest version of a kind stands for the older ones."""
    rows = session.scalars(
        select(Delivery).join(Synopsis).where(Synopsis.record_id.in_(record.ids)).order_by(Synopsis.recipient_kind, Synopsis.version, Delivery.id)
    )
    newest = {(row.synopsis.recipient_kind, row.synopsis.is_urgent, row.account_id, row.desk_id): row for row in rows}
    return [_reader(delivery) for delivery in newest.values()]


def custody_of(session: Session, record: Record, readers: list[Reader]) -> list[Step]:
    """How far the record has come, from the phone to the word that it was read."""
    states = list(session.scalars(select(Envelope.state).where(Envelope.record_id.in_(record.ids))))
    looked_at = sum(1 for state in states if state in ("quarantined", "held"))
    last = max((entry.received_at for entry in record.entries), default=None)
    synopses = [reader for reader in readers if not reader.is_urgent]
    steps = [Step("Received", last is not None, f"{counted(len(record.entries))}, the last {_at(last)}" if last else "Nothing yet")]
    if states:
        processed = sum(1 for state in states if state == "processed")
        steps.append(Step("Processed", processed == len(states), f"{processed} of {len(states)} from the phone"))
    if looked_at or record.is_flagged:
        steps.append(Step("Being looked at", False, f"{looked_at} from the phone" if looked_at else "A person looks at what came in", "wait"))
    return steps + [_reached(name, synopses) for name in LADDER if synopses]


def counted(entries: int) -> str:
    return "1 entry" if entries == 1 else f"{entries} entries"


def _reached(name: str, readers: list[Reader]) -> Step:
    there = [reader.name for reader in readers if dict(reader.steps)[name]]
    return Step(name, len(there) == len(readers), ", ".join(there) or "Nobody yet")


def _at(moment: datetime) -> str:
    return f"{date_words(moment)}, {time_words(moment)}"


def _reader(delivery: Delivery) -> Reader:
    steps = tuple((name, getattr(delivery, column)) for name, column in LADDER.items())
    synopsis, names = delivery.synopsis, (delivery.reader_name, delivery.organisation_name)
    made, episodes = (synopsis.is_urgent, synopsis.version), synopsis.record.whole.episodes
    role = label_of(episodes[-1].authority, "roles", synopsis.recipient_kind) if episodes else synopsis.recipient_kind.replace("_", " ")
    return Reader(synopsis.recipient_kind, *names, *made, steps, not synopsis.pdf_problem, role, delivery)
