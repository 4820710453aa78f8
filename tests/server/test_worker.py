"""The job worker as a process of its own, as bin/run starts it."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.jobs.queue import Poke
from rhi_app.models import OutboxRow
from rhi_app.services import audit, audit_heads, outbox
from rhi_app.services.time import now as clock

PROJECT = Path(__file__).parents[2]
WITHIN_SECONDS = 20.0
AT_ONCE_SECONDS = 2.0


def start(state: Path, database_url: str) -> subprocess.Popen[bytes]:
    ours = {"RHI_STATE": str(state), "RHI_DATABASE_URL": database_url, "RHI_DEMO": "1"}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("RHI_")} | ours
    return subprocess.Popen([sys.executable, "-m", "rhi_app.jobs"], env=environment, cwd=PROJECT, stderr=subprocess.PIPE)


@pytest.fixture
def worker(app: Flask, database_url: str) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    started: list[subprocess.Popen[bytes]] = []

    def begin() -> subprocess.Popen[bytes]:
        started.append(start(app.config["SETTINGS"].state, database_url))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.communicate()


def put(app: Flask) -> str:
    with app.app_context():
        row = outbox.put(db.session, "nobody-knows-this", {}, clock())
        db.session.commit()
        return row.id


def was_tried(app: Flask, row_id: str, within: float = WITHIN_SECONDS) -> bool:
    until = time.monotonic() + within
    while time.monotonic() < until:
        with app.app_context():
            if db.session.scalar(select(OutboxRow.tries).where(OutboxRow.id == row_id)):
                return True
        time.sleep(0.05)
    return False


def test_the_worker_does_what_waited_is_woken_for_what_comes_and_looks_by_itself(app: Flask, worker: Callable[[], object]) -> None:
    waited = put(app)
    worker()
    assert was_tried(app, waited)
    assert was_tried(app, put(app), AT_ONCE_SECONDS)
    app.extensions["rhi_poke"].close()
    app.extensions["rhi_poke"] = Asleep()  # the queue is gone, as far as the web knows
    assert was_tried(app, put(app))


def test_wakings_that_nobody_has_heard_yet_are_one(app: Flask) -> None:
    poke = Poke(app.config["SETTINGS"])
    try:
        for _ in range(2):
            for _ in range(3):
                poke()
            assert poke.queue is not None
            assert poke.queue.pending_count() == 1
            poke.queue.dequeue()
    finally:
        poke.close()


class Asleep:
    def __call__(self) -> None:
        raise OSError("gone")

    def close(self) -> None:
        """Nothing to let go of."""


def test_a_worker_that_was_killed_loses_nothing(app: Flask, worker: Callable[[], "subprocess.Popen[bytes]"]) -> None:
    first = worker()
    assert was_tried(app, put(app))
    first.kill()
    first.wait()
    waited = put(app)
    worker()
    assert was_tried(app, waited)


def test_the_worker_notes_the_head_of_the_audit_chain_outside_the_database(app: Flask, worker: Callable[[], object]) -> None:
    worker()
    assert was_tried(app, put(app))
    until = time.monotonic() + WITHIN_SECONDS
    file = app.config["SETTINGS"].audit_heads_file
    while not audit_heads.read_heads(file) and time.monotonic() < until:
        time.sleep(0.1)
    with app.app_context():
        number, digest = audit.find_head(db.session)
    assert audit_heads.read_heads(file) == {number: digest}


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_a_worker_without_its_keys_says_so_and_does_not_start(app: Flask, database_url: str) -> None:
    state = app.config["SETTINGS"].state
    (state / "worker-keys" / "opening.pem").unlink()
    process = start(state, database_url)
    _, said = process.communicate(timeout=WITHIN_SECONDS)
    assert process.returncode == 1
    assert b"opening.pem is missing" in said
    assert b"Traceback" not in said
