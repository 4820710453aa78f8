"""The audit chain: each line carries the hash of the one before, and is written in the transaction of what it tells."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from rhi_app.models import Account, AuditLine
from rhi_app.models.base import table_of
from rhi_app.services.locks import take_lock

START = "0" * 64
HASHED = ("number", "at", "actor_id", "device_id", "action", "object_kind", "object_id", "detail", "previous_hash")
NEWEST = select(AuditLine.number, AuditLine.hash).order_by(AuditLine.number.desc()).limit(1)


def record_audit(
    session: Session,
    actor: Account | None,
    action: str,
    object_kind: str,
    object_id: str,
    now: datetime,
    detail: str = "",
    device: str | None = None,
) -> None:
    """`detail` is a coded word, never what a person wrote; no actor: the installation itself."""
    record_audits(session, actor, action, object_kind, [(object_id, device)], now, detail)


def record_audits(
    session: Session,
    actor: Account | None,
    action: str,
    object_kind: str,
    things: Sequence[tuple[str, str | None]],
    now: datetime,
    detail: str = "",
) -> None:
    """The same of several things, each with its phone, a line for each."""
    session.flush()  # rows are locked before the chain is: taken the other way round, two transactions could wait for each other
    take_lock(session, "audit")
    number, previous = find_head(session)
    same = {"at": now, "actor_id": actor.id if actor else None, "action": action, "object_kind": object_kind, "detail": detail}
    lines: list[dict[str, Any]] = []
    for object_id, device in things:
        number += 1
        line = same | {"number": number, "object_id": object_id, "device_id": device, "previous_hash": previous}
        line["hash"] = previous = _hash_of(line)
        lines.append(line)
    session.execute(insert(table_of(AuditLine)), lines)


def find_head(session: Session) -> tuple[int, str]:
    """Number and hash of the last line; of an empty chain, zero and zeros."""
    row = session.execute(NEWEST).first()
    return (row.number, row.hash) if row else (0, START)


def hash_of(line: AuditLine) -> str:
    return _hash_of({name: getattr(line, name) for name in HASHED})


def _hash_of(line: Mapping[str, Any]) -> str:
    """Over every column: a list, so that no two lines have one text."""
    at = line["at"].astimezone(UTC).isoformat(timespec="microseconds")
    told = [at if name == "at" else line[name] for name in HASHED]
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
