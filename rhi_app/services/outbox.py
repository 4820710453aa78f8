"""What must happen is a row, written in the transaction of its cause: rolled back with it, or there for good."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import Problem
from rhi_app.models import OutboxRow
from rhi_app.models.base import table_of

FIRST_WAIT = timedelta(seconds=2)
LONGEST_WAIT = timedelta(minutes=15)
LEASE = timedelta(minutes=3)  # longer than anything that a handler waits for outside
ALARM_AFTER = timedelta(minutes=30)
UNEXPECTED = "unexpected"
POKE = "poke"  # where a session says that the queue is to be woken after its commit


def put(session: Session, kind: str, payload: dict[str, Any], now: datetime, urgent: bool = False) -> OutboxRow:
    """`payload` holds opaque ids only."""
    row = OutboxRow(id=new_id(), kind=kind, payload=payload, is_urgent=urgent, created_at=now, due_at=now)
    session.add(row)
    session.info[POKE] = True
    return row


def put_all(session: Session, kind: str, payloads: Iterable[tuple[dict[str, Any], bool]], now: datetime) -> None:
    """Several at one go, each urgent or not."""
    rows = [{"id": new_id(), "kind": kind, "payload": each, "is_urgent": urgent, "created_at": now, "due_at": now} for each, urgent in payloads]
    session.execute(insert(table_of(OutboxRow)), rows)
    session.info[POKE] = True


def find_next(session: Session, now: datetime) -> OutboxRow | None:
    """The row to do next: urgent first, then by time. On PostgreSQL, another worker's row is passed over."""
    due = select(OutboxRow).where(OutboxRow.done_at.is_(None), OutboxRow.due_at <= now)
    ordered = due.order_by(OutboxRow.is_urgent.desc(), OutboxRow.due_at, OutboxRow.id).limit(1)
    return session.scalar(ordered.with_for_update(skip_locked=True))


def lease(session: Session, row: OutboxRow, now: datetime) -> None:
    """Committed before somebody outside is waited for: no lock is held meanwhile, and a worker that died leaves the row to the next."""
    row.due_at = now + LEASE
    session.commit()


def find_stuck(session: Session, now: datetime) -> list[OutboxRow]:
    """Mails that have not got through for half an hour."""
    waiting = select(OutboxRow).where(OutboxRow.kind == "send_mail", OutboxRow.done_at.is_(None), OutboxRow.tries > 0)
    return list(session.scalars(waiting.where(OutboxRow.created_at <= now - ALARM_AFTER).order_by(OutboxRow.created_at)))


def count_alarmed(session: Session) -> int:
    """Mails that somebody was warned of and that still wait."""
    return session.scalar(select(func.count(OutboxRow.id)).where(OutboxRow.alarmed_at.is_not(None), OutboxRow.done_at.is_(None))) or 0


def mark_done(session: Session, row_id: str, now: datetime) -> None:
    row = session.get_one(OutboxRow, row_id)
    row.done_at, row.problem = now, ""


def put_off(session: Session, row_id: str, error: Exception, now: datetime) -> None:
    """Tries again later, and later each time; never gives up, since whoever waits for it has no other way."""
    row = session.get_one(OutboxRow, row_id)
    row.tries += 1
    row.problem = error.slug if isinstance(error, Problem) else UNEXPECTED
    hopeless = isinstance(error, Problem) and not error.try_again
    row.due_at = now + (LONGEST_WAIT if hopeless else wait_after(row.tries))


def wait_after(tries: int) -> timedelta:
    return min(FIRST_WAIT * (1 << min(tries - 1, 20)), LONGEST_WAIT)
