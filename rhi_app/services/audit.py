"""The audit chain: each line carries the hash of the one before, and is written in the transaction of what it tells."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.models import Account, AuditLine
from rhi_app.services.locks import take_lock

START = "0" * 64


def record_audit(
    session: Session,
    actor: Account | None,
    action: str,
    object_kind: str,
    object_id: str,
    now: datetime,
    detail: str = "",
    device: str | None = None,
) -> AuditLine:
    """`detail` is a coded word, never what a person wrote; no actor: the installation itself."""
    return record_audits(session, actor, action, object_kind, [object_id], now, detail, device)[0]


def record_audits(
    session: Session,
    actor: Account | None,
    action: str,
    object_kind: str,
    object_ids: Sequence[str],
    now: datetime,
    detail: str = "",
    device: str | None = None,
) -> list[AuditLine]:
    """The same of several things, a line for each."""
    session.flush()  # rows are locked before the chain is: taken the other way round, two transactions could wait for each other
    take_lock(session, "audit")
    number, previous = find_head(session)
    lines: list[AuditLine] = []
    for object_id in object_ids:
        number += 1
        line = AuditLine(
            number=number, at=now.astimezone(UTC), actor_id=actor.id if actor else None, device_id=device, action=action,
            object_kind=object_kind, object_id=object_id, detail=detail, previous_hash=previous,
        )  # fmt: skip
        line.hash = previous = hash_of(line)
        lines.append(line)
    session.add_all(lines)
    session.flush()
    return lines


def find_head(session: Session) -> tuple[int, str]:
    """Number and hash of the last line; of an empty chain, zero and zeros."""
    newest = select(AuditLine.number, AuditLine.hash).order_by(AuditLine.number.desc()).limit(1)
    row = session.execute(newest).first()
    return (row.number, row.hash) if row else (0, START)


def hash_of(line: AuditLine) -> str:
    """Over every column: a list, so that no two lines have one text."""
    at = line.at.astimezone(UTC).isoformat(timespec="microseconds")
    told = [
        line.number, at, line.actor_id, line.device_id, line.action, line.object_kind, line.object_id, line.detail,
        line.previous_hash,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(told, ensure_ascii=True, separators=(",", ":")).encode()).hexdigest()


def find_faults(session: Session, heads: dict[int, str] | None = None) -> Iterator[str]:
    """Where the chain is broken. `heads`, noted elsewhere earlier, shows what the chain alone cannot: a cut-off end, a chain written anew."""
    number, previous = 0, START
    noted = dict(heads or {})
    for line in session.scalars(select(AuditLine).order_by(AuditLine.number).execution_options(yield_per=1000)):
        number += 1
        yield from _faults_of(line, number, previous)
        number, previous = line.number, line.hash
        if noted.pop(line.number, line.hash) != line.hash:
            yield f"line {line.number} is not the one that was noted"
    for missing in sorted(noted):
        yield f"line {missing} was noted and is gone"


def _faults_of(line: AuditLine, number: int, previous: str) -> Iterator[str]:
    if line.number != number:
        yield f"line {number} is missing"
    if line.previous_hash != previous:
        yield f"line {line.number} does not follow the line before"
    if hash_of(line) != line.hash:
        yield f"line {line.number} was changed"
