"""What must happen is a row in the transaction of its cause; the worker finds it, urgent first, and never gives up."""

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.database import db
from rhi_app.domain.problems import Problem
from rhi_app.jobs.__main__ import pause_of
from rhi_app.jobs.context import JobContext
from rhi_app.jobs.runner import Runner
from rhi_app.models import Organisation, OutboxRow
from rhi_app.services import outbox
from rhi_app.services.time import now as clock


@dataclass
class Clock:
    """A worker's clock that we turn."""

    at: datetime = field(default_factory=clock)

    def __call__(self) -> datetime:
        return self.at

    def turn(self, by: timedelta) -> None:
        self.at += by


class MailAway(Problem):
    slug = "mail-away"
    try_again = True


class NoAddress(Problem):
    slug = "no-address"


@dataclass
class Worker:
    app: Flask
    clock: Clock
    done: list[str] = field(default_factory=list)
    error: Exception | None = None

    def put(self, name: str, urgent: bool = False) -> None:
        with self.app.app_context():
            outbox.put(db.session, "note", {"name": name}, self.clock(), urgent=urgent)
            db.session.commit()

    def handle(self, session: Session, payload: dict[str, Any], context: JobContext) -> None:
        session.add(Organisation(id=f"{payload['name']}-{len(self.done)}", name=payload["name"], kind="force"))
        session.flush()
        if self.error:
            raise self.error
        self.done.append(payload["name"])

    def drain(self) -> int:
        with self.app.app_context():
            context = JobContext(self.app.config["SETTINGS"], now=self.clock)
            return Runner(db.sessionmaker, context, {"note": self.handle}).drain()

    def rows(self) -> list[OutboxRow]:
        with self.app.app_context():
            return list(db.session.scalars(select(OutboxRow).where(OutboxRow.kind.in_(["note", "unknown"])).order_by(OutboxRow.id)))

    def effects(self) -> list[str]:
        with self.app.app_context():
            return list(db.session.scalars(select(Organisation.name).where(Organisation.kind == "force", Organisation.id.like("%-_"))))


@pytest.fixture
def worker(app: Flask) -> Worker:
    return Worker(app, Clock())


def test_a_cause_that_was_rolled_back_leaves_no_row(worker: Worker) -> None:
    with worker.app.app_context():
        outbox.put(db.session, "note", {"name": "never"}, clock())
        db.session.flush()
        db.session.rollback()
    assert worker.rows() == []


def test_what_is_due_is_done_once(worker: Worker) -> None:
    worker.put("one")
    assert worker.drain() == 1
    assert worker.drain() == 0
    assert worker.done == ["one"]
    assert worker.rows()[0].done_at == worker.clock()


def test_urgent_goes_first_then_by_time(worker: Worker) -> None:
    for name in ("first", "second"):
        worker.put(name)
        worker.clock.turn(timedelta(seconds=1))
    worker.put("harm", urgent=True)
    worker.drain()
    assert worker.done == ["harm", "first", "second"]


def test_between_two_rows_the_worker_lets_others_write(worker: Worker) -> None:
    """However much there is to do, a phone is not turned away: nobody holds the database meanwhile."""
    wrote: list[str] = []

    def write() -> None:
        with db.sessionmaker() as session:
            session.add(Organisation(id=f"between-{len(wrote)}", name="between", kind="provider"))
            session.commit()
            wrote.append("between")

    for name in ("one", "two", "three"):
        worker.put(name)
    with worker.app.app_context():
        context = JobContext(worker.app.config["SETTINGS"], now=worker.clock)
        Runner(db.sessionmaker, context, {"note": worker.handle}, breathe=write).drain()
    assert (worker.done, wrote) == (["one", "two", "three"], ["between"] * 3)
    assert pause_of(worker.app.config["SETTINGS"]) > 0 or worker.app.config["SETTINGS"].is_postgresql


def test_a_failure_leaves_nothing_behind_but_its_slug_and_a_later_try(worker: Worker) -> None:
    worker.put("mail")
    worker.error = MailAway()
    assert worker.drain() == 0
    row = worker.rows()[0]
    assert (row.tries, row.problem, row.done_at) == (1, "mail-away", None)
    assert row.due_at == worker.clock() + timedelta(seconds=2)
    assert worker.effects() == []


def test_one_that_fails_does_not_hold_up_the_others(worker: Worker) -> None:
    worker.put("mail", urgent=True)
    worker.error = MailAway()
    worker.drain()
    worker.error = None
    worker.put("other")
    worker.drain()
    assert worker.done == ["other"]


def test_a_mail_server_that_is_away_for_days_loses_nothing(worker: Worker) -> None:
    worker.put("mail")
    worker.error = MailAway()
    tries = 0
    for _ in range(300):
        worker.drain()
        tries = worker.rows()[0].tries
        worker.clock.turn(timedelta(minutes=15))
    assert tries > 250
    worker.error = None
    worker.drain()
    assert worker.done == ["mail"]
    assert worker.rows()[0].problem == ""


def test_each_wait_is_longer_up_to_a_quarter_of_an_hour() -> None:
    waits = [outbox.wait_after(tries).total_seconds() for tries in range(1, 12)]
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]
    assert outbox.wait_after(10_000) == outbox.LONGEST_WAIT


def test_what_trying_again_does_not_help_is_tried_seldom_and_never_dropped(worker: Worker) -> None:
    worker.put("mail")
    worker.error = NoAddress()
    worker.drain()
    assert worker.rows()[0].due_at == worker.clock() + outbox.LONGEST_WAIT


def test_an_unexpected_failure_is_named_as_such_and_tried_again(worker: Worker) -> None:
    worker.put("mail")
    worker.error = ZeroDivisionError("Kofi Marlow")
    worker.drain()
    assert worker.rows()[0].problem == "unexpected"


def test_a_kind_that_nobody_knows_waits(worker: Worker) -> None:
    with worker.app.app_context():
        outbox.put(db.session, "unknown", {}, worker.clock())
        db.session.commit()
    worker.drain()
    assert worker.rows()[0].problem == "no-handler"


def test_a_worker_that_dies_in_the_middle_has_done_nothing_and_the_next_does_it(worker: Worker) -> None:
    worker.put("one")
    worker.error = KeyboardInterrupt()  # type: ignore[assignment]
    with pytest.raises(KeyboardInterrupt):
        worker.drain()
    assert (worker.effects(), worker.rows()[0].done_at) == ([], None)
    worker.error = None
    assert worker.drain() == 1
    assert worker.effects() == ["one"]


def test_two_workers_share_the_rows_and_do_none_twice(worker: Worker) -> None:
    for number in range(20):
        worker.put(f"row {number}")
    threads = [threading.Thread(target=worker.drain) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(worker.done) == sorted(f"row {number}" for number in range(20))


def test_a_commit_with_a_row_wakes_the_worker_and_any_other_does_not(worker: Worker) -> None:
    woken: list[bool] = []
    with worker.app.app_context():
        worker.app.extensions["rhi_poke"] = Poke(woken)
        db.session.add(Organisation(id="o", name="o", kind="force"))
        db.session.commit()
        assert woken == []
        outbox.put(db.session, "note", {}, clock())
        db.session.rollback()
        db.session.commit()
        assert woken == []
        outbox.put(db.session, "note", {}, clock())
        db.session.commit()
        assert woken == [True]


def test_a_queue_that_is_away_does_not_undo_what_was_committed(worker: Worker, tmp_path: Any) -> None:
    with worker.app.app_context():
        worker.app.extensions["rhi_poke"] = Poke([], OSError("gone"))
        outbox.put(db.session, "note", {"name": "safe"}, worker.clock())
        db.session.commit()
    worker.drain()
    assert worker.done == ["safe"]


@dataclass
class Poke:
    woken: list[bool]
    error: Exception | None = None

    def __call__(self) -> None:
        if self.error:
            raise self.error
        self.woken.append(True)

    def close(self) -> None:
        """Nothing was opened."""
