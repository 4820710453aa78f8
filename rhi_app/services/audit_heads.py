"""Heads of the audit chain, noted in a file outside the database: whoever cuts the chain off, or writes it anew, does not reach them there."""

from datetime import datetime
from pathlib import Path

from sqlalchemy.orm import Session

from rhi_app.domain.clock import write_moment
from rhi_app.services.audit import find_head

LINE_AT_MOST = 120


def note_head(session: Session, path: Path, now: datetime) -> None:
    """One line for each head that was met: number, hash, time."""
    number, digest = find_head(session)
    session.rollback()  # only read; on SQLite, it would hold up everybody else
    if number == 0 or number == _last_number(path):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(f"{number} {digest} {write_moment(now)}\n")


def read_heads(path: Path) -> dict[int, str]:
    """What was noted, by number of the line."""
    return _parse(path.read_bytes()) if path.is_file() else {}


def _last_number(path: Path) -> int:
    """Read from the end: the file grows for years, and this is asked every few seconds."""
    if not path.is_file():
        return 0
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - 2 * LINE_AT_MOST))
        return max(_parse(file.read()), default=0)


def _parse(text: bytes) -> dict[int, str]:
    """A line cut in half, by a seek or a power cut, is none."""
    lines = [line.decode("ascii", "replace").split() for line in text.splitlines()]
    return {int(line[0]): line[1] for line in lines if len(line) == 3 and line[0].isdigit() and len(line[1]) == 64}
