"""Where runs happen: an office with its keys in a folder of its own, quickly made, and what its server has stored."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select

from rhi_app.database import db
from rhi_app.models import Envelope, Record, Snapshot
from rhi_app.services.entries import list_entries
from tests.browser.site import new_office
from tests.engines.databases import upgrade
from tests.faults.checker import Stored
from tests.sync.conftest import Office


@contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="rhi-faults-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@cache
def empty_database() -> bytes:
    """An empty, migrated database; made once in a process."""
    with folder() as place:
        file = place / "template.sqlite"
        upgrade(f"sqlite:///{file}")
        return file.read_bytes()


@contextmanager
def office(place: Path) -> Iterator[Office]:
    """Nobody but the test wakes its worker."""
    empty = place / "empty.sqlite"
    empty.write_bytes(empty_database())
    made = new_office(place / "state", empty)
    made.app.extensions["rhi_poke"] = lambda: None
    try:
        yield made
    finally:
        with made.app.app_context():
            db.engine.dispose()


def copy_of(place: Path, to: Path) -> None:
    shutil.copytree(place, to, symlinks=True)


def stored_in(office: Office) -> list[Stored]:
    with office.session() as session:
        return [Stored(row.id, row.hash, row.bytes) for row in session.scalars(select(Envelope).order_by(Envelope.server_sequence))]


def snapshots_in(office: Office) -> list[Stored]:
    with office.session() as session:
        return [Stored(row.id, row.hash, row.sealed) for row in session.scalars(select(Snapshot).where(Snapshot.sealed.is_not(None)))]


def entries_in(office: Office) -> list[dict[str, Any]]:
    """Of every record, each in the server's order."""
    with office.session() as session:
        return [entry for record in session.scalars(select(Record).order_by(Record.id)) for entry in list_entries(session, record)]
