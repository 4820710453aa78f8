"""Entries of a record: added, numbered, read. From a phone or from the portal, one way in."""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from heapq import merge
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from rhi_app.domain.clock import read_moment, write_moment
from rhi_app.domain.entry_checks import digest_of, join_flags
from rhi_app.domain.entry_order import in_order
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import Problem
from rhi_app.domain.record_answers import ANSWERING, follows, writers_beside
from rhi_app.domain.record_state import CHANGES_STATE, ENDS, RecordState, after_entry
from rhi_app.domain.time_proof import proved_at
from rhi_app.models import Account, Entry, Record
from rhi_app.services.at_rest import open_json, seal_json
from rhi_app.services.audit import record_audit
from rhi_app.services.duties import work_out
from rhi_app.services.episode_rules import EVENT_OF_KIND
from rhi_app.services.locks import take_lock
from rhi_app.services.outbox import put

CHANGES_SYNOPSIS = ANSWERING | {"record_finished", "decline", "amendment", "consent", "withdrawal", "release"}  # also what arrives after the end
IN_THE_PORTAL = "portal"  # where a phone names its shell's version


def add_portal_entry(
    session: Session,
    actor: Account,
    record: Record,
    kind: str,
    form: str,
    version: int,
    answers: dict[str, Any],
    happened_at: datetime,
    now: datetime,
) -> Entry:
    """An entry made at a desk: same form, same chain, but no device."""
    take_lock(session, f"record:{record.id}")
    made = list_made_by(session, record, None)
    entry: dict[str, Any] = {
        "id": new_id(),
        "record": record.id,
        "number": len(made) + 1,
        "kind": kind,
        "form": form,
        "form_version": version,
        "author": actor.id,
        "device": None,
        "protocol": _protocol_of(record),
        "app": IN_THE_PORTAL,
        "happened_at": write_moment(happened_at),
        "recorded_at": write_moment(now),
        "offset_ms": 0,
        "previous": made[-1]["digest"] if made else "",
        "answers": answers,
    }
    if kind in ANSWERING:
        entry["follows"] = follows(list_entries(session, record), answers, record.id, None)
    entry["digest"] = digest_of(entry)
    row = store_entry(session, record, entry, author_id=actor.id, device_id=None, envelope_id=None, flags=(), received_at=now)
    record_audit(session, actor, "entry.add", "entry", row.id, now, detail=kind)
    return row


def store_entry(
    session: Session,
    record: Record,
    entry: dict[str, Any],
    *,
    author_id: str,
    device_id: str | None,
    envelope_id: str | None,
    flags: Iterable[str],
    received_at: datetime,
) -> Entry:
    """The row, the record's state after it, and what must happen now. The caller holds the record's lock and writes the audit line."""
    row = Entry(
        id=entry["id"],
        record_id=record.id,
        sequence=_next_number(session, record),
        kind=entry["kind"],
        form=entry["form"],
        form_version=entry["form_version"],
        author_id=author_id,
        device_id=device_id,
        envelope_id=envelope_id,
        happened_at=read_moment(entry["happened_at"]),
        recorded_at=read_moment(entry["recorded_at"]),
        offset_ms=entry["offset_ms"],
        received_at=received_at,
        digest=entry["digest"],
        flag=join_flags(flags),
        sealed=seal_json(session, "record", record.id, "entries", entry["id"], "sealed", entry),
    )
    session.add(row)
    session.flush()
    _change_record(session, record.whole, row)
    _change_times(session, record, row, received_at)
    _ask_for_what_follows(session, record.whole, row, received_at)
    return row


def list_entries(session: Session, record: Record) -> list[dict[str, Any]]:
    """Everything that was ever added, in the order of the server, with what only the server knows.

    What was sealed first and arrived last (the network broke in between) stands where its maker made it: else the older answer would count.
    """
    return in_order([_open(session, row) for row in _rows(session, record)])


def _rows(session: Session, record: Record) -> Iterator[Entry]:
    """Also those of the records that were joined to it, as the server got them: each record keeps its own order."""
    lists = (session.scalars(select(Entry).where(Entry.record_id == each).order_by(Entry.sequence)) for each in record.ids)
    return merge(*lists, key=lambda row: row.received_at)


def list_made_by(session: Session, record: Record, device_id: str | None) -> list[dict[str, Any]]:
    """What one maker added to the record: a phone, or (None) the portal."""
    made = select(Entry).where(Entry.record_id == record.id, Entry.device_id.is_not_distinct_from(device_id))
    return [_open(session, row) for row in session.scalars(made.order_by(Entry.sequence))]


def _open(session: Session, row: Entry) -> dict[str, Any]:
    entry: dict[str, Any] = open_json(session, "record", row.record_id, "entries", row.id, "sealed", row.sealed)
    known = {"sequence": row.sequence, "received_at": write_moment(row.received_at), "author_name": row.author.name, "flag": row.flag}
    return entry | known | _writers(session, entry)


def _writers(session: Session, entry: dict[str, Any]) -> dict[str, Any]:
    """Who else wrote of it, in a draft that was handed on: names by account. A phone says who; that they are people of ours is looked up."""
    written_by = entry.get("written_by")
    told = [*(written_by.values() if isinstance(written_by, dict) else ()), *writers_beside(entry)]
    accounts = {account for account in told if isinstance(account, str)}
    found = session.execute(select(Account.id, Account.name).where(Account.id.in_(accounts))) if accounts else ()
    return {"writers": {account: name for account, name in found}} if accounts else {}


def _next_number(session: Session, record: Record) -> int:
    return (session.scalar(select(func.max(Entry.sequence)).where(Entry.record_id == record.id)) or 0) + 1


def _change_record(session: Session, record: Record, row: Entry) -> None:
    record.is_flagged = record.is_flagged or bool(row.flag)
    if row.kind in CHANGES_STATE:
        work_out_state(session, record)


def work_out_state(session: Session, record: Record) -> None:
    """From the first entry on: an end that arrives late must not undo what came after it. A part that was joined ends for itself."""
    state = RecordState()
    for entry in list_entries(session, record):
        if entry["kind"] in ENDS and entry["record"] != record.id:
            continue
        each = session.get_one(Entry, entry["id"])
        state = after_entry(state, each.kind, _proved_at(each), each.received_at)
    record.held_at, record.finished_at = state.held_at, state.finished_at
    record.outcome, record.is_withdrawn = state.outcome, state.is_withdrawn


def _change_times(session: Session, record: Record, row: Entry, now: datetime) -> None:
    """A time may run from it. What was entered is kept in any case: with a protocol that is not here, the times stay as they are."""
    if row.kind not in EVENT_OF_KIND and row.kind not in CHANGES_STATE:
        return
    session.expire(record, ["own_entries"])
    for episode in record.whole.episodes:
        with suppress(Problem):
            work_out(session, episode, now)


def _proved_at(row: Entry) -> datetime:
    if row.device_id is None:
        return row.happened_at
    return proved_at(row.happened_at, row.recorded_at, row.offset_ms, row.received_at)


def _ask_for_what_follows(session: Session, record: Record, row: Entry, now: datetime) -> None:
    """Harm at once and for itself; the synopses when the record is finished, and again after an amendment or an agreement that came late."""
    if row.kind == "harm":
        put(session, "urgent_notice", {"record": record.id, "entry": row.id}, now, urgent=True)
    if record.finished_at is not None and row.kind in CHANGES_SYNOPSIS:
        put(session, "make_synopses", {"record": record.id}, now)


def _protocol_of(record: Record) -> dict[str, str]:
    """The one that the newest episode is decided under; a record begun on a phone has none before a person gives it one."""
    newest = record.episodes[-1] if record.episodes else None
    return {"authority": newest.authority if newest else "", "version": newest.protocol_version if newest else ""}
