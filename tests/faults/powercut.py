"""The power of the server's machine fails: the application's own statements and PRAGMAs, replayed on a simulated disk, cut anywhere."""

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import apsw
from sqlalchemy import event

from rhi_app.database import db
from tests.faults import traced, workplace
from tests.faults.checker import Found, Stored
from tests.faults.history import History
from tests.faults.killed import sealed
from tests.faults.kinds import Kind, Outcome
from tests.faults.simulated_disk import FLAGS, VFS_NAME, Disk, Durable, SimulatedVfs
from tests.sync.conftest import Office

UPLOADS = 24
OPENED_EACH = 4  # uploads, then the job worker has its turn
PAGES_TO_CHECKPOINT = 60  # a thousand in service: here each recording holds several
DATABASE = "/rhi.sqlite"
READS = ("SELECT", "PRAGMA TABLE_INFO")


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    chance, outcome = random.Random(seed), Outcome()
    with workplace.folder() as place, workplace.office(place) as office:
        base, statements, history = record(office)
        disk = replay(base, [weaker(text) for text in statements] if broken else statements)
        points = sorted(chance.randrange(len(disk.steps)) for _ in range(count))
        for said, left in cuts(disk, base, points, chance):
            outcome.add(said_until(history, said), look_at(left, place / "after"), 1)
        if not broken and traced.is_possible():  # bin/faults sees to it that it is
            outcome.faults += traced.receipts_before_their_fsync(office)
    return outcome


def record(office: Office) -> tuple[bytes, list[str], History]:
    """The database at the start, every statement that the application then ran, with "-- receipt" where a phone was told "stored"."""
    phone, case = office.new_phone(), office.allocate()
    with office.app.app_context():
        engine, file = db.engine, Path(office.settings.database_url.removeprefix("sqlite:///"))
        engine.dispose()  # the last connection puts the write-ahead log into the file, and new ones say their PRAGMAs again
    base, history, statements = file.read_bytes(), History(), []
    with noted(engine, statements):
        for number in range(UPLOADS):
            receipt = phone.upload(sealed(phone, case, history))
            history.acknowledged(receipt)
            statements.append(f"-- receipt {receipt['envelope']}")
            if number % OPENED_EACH == OPENED_EACH - 1:
                office.work()
    return base, statements, history


@contextmanager
def noted(engine: Any, statements: list[str]) -> Iterator[None]:
    def listen(connection: Any, _record: Any) -> None:
        connection.set_trace_callback(statements.append)

    event.listen(engine, "connect", listen, insert=True)  # before the application's own, whose PRAGMAs count
    yield
    event.remove(engine, "connect", listen)


def weaker(statement: str) -> str:
    """The control: a commit that does not wait for the disk."""
    return statement.replace("synchronous=FULL", "synchronous=NORMAL")


def replay(base: bytes, statements: list[str]) -> Disk:
    disk = Disk({DATABASE: bytearray(base)})
    vfs = SimulatedVfs(disk)
    connection = apsw.Connection(DATABASE, flags=FLAGS[0], vfs=VFS_NAME)
    # No shared memory here, so one connection has the file to itself; when it waits for the disk does not hang on that.
    for own in ("locking_mode=EXCLUSIVE", "journal_mode=WAL", f"wal_autocheckpoint={PAGES_TO_CHECKPOINT}"):
        connection.execute(f"PRAGMA {own}").fetchall()
    for statement in statements:
        if statement.startswith("-- receipt"):
            disk.mark("receipt", statement.rsplit(" ", 1)[1])
        elif not statement.upper().startswith(READS):
            connection.execute(statement).fetchall()
    disk.mark("end", "")
    del vfs  # closing would write what a cut does not
    return disk


def cuts(disk: Disk, base: bytes, points: list[int], chance: random.Random) -> Iterator[tuple[set[str], dict[str, bytearray]]]:
    """At each point: who had been told "stored", and what the disk has."""
    durable, told, wanted = Durable({DATABASE: bytearray(base)}), set[str](), iter([*points, -1])
    point = next(wanted)
    for at, step in enumerate(disk.steps):
        while at == point:
            yield told, durable.after_a_cut(chance)
            point = next(wanted)
        durable.take(step)
        if step.what == "receipt":
            told.add(step.file)


def said_until(history: History, told: set[str]) -> History:
    return History([line for line in history.lines if line.what == "sealed" or (line.what == "receipt" and line.of in told)])


def look_at(left: dict[str, bytearray], place: Path) -> Found:
    """As the service finds it at its next start, with the SQLite that it uses."""
    place.mkdir(exist_ok=True)
    for old in place.iterdir():
        old.unlink()
    for name, content in left.items():
        (place / Path(name).name).write_bytes(content)
    with closing(sqlite3.connect(place / Path(DATABASE).name)) as connection:
        try:
            said = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            rows = connection.execute("SELECT id, hash, bytes FROM envelopes").fetchall()
        except sqlite3.DatabaseError as error:
            return Found(stored=[], integrity=[str(error)])
    return Found(stored=[Stored(*row) for row in rows], integrity=[word for word in said if word != "ok"])


KIND = Kind(
    "powercut", "power cut of the server’s SQLite", 500, 10_000, run, "says synchronous=NORMAL", frozenset({"lost"}), 200
)
