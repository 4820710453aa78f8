"""The portal with its cast on each database, a record that tells the story, and a job worker that runs when it is told to."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.database import db
from rhi_app.domain.clock import read_moment
from rhi_app.domain.identifiers import new_id
from rhi_app.jobs.context import JobContext
from rhi_app.jobs.handlers import HANDLERS
from rhi_app.jobs.runner import Runner
from rhi_app.models import Account, Delivery, OutboxRow, Record, Synopsis
from rhi_app.services import duties, episode_view, intake, synopses
from rhi_app.services.allocation import allocate
from rhi_app.services.entries import store_entry
from rhi_app.services.mail import Letter
from rhi_app.services.synopsis_pdf import Renderer
from tests.portal.conftest import app, as_person, cast, database_template, now
from tests.portal.strict import Browser, Page
from tests.synopsis import story

__all__ = ["app", "as_person", "cast", "database_template", "now"]

STARTED = datetime(2026, 11, 22, 8, 10, tzinfo=UTC)


@dataclass
class Letterbox:
    """Stands where the mailer stands: takes letters, or fails as it is told."""

    letters: list[Letter] = field(default_factory=list)
    problem: Exception | None = None

    def send(self, letter: Letter, now: datetime) -> None:
        if self.problem is not None:
            raise self.problem
        self.letters.append(letter)


@dataclass
class Press:
    """Stands where the renderer stands, in a moment: for tests that are about something else."""

    problem: Exception | None = None
    pages: int = 0

    def render(self, content: dict[str, Any]) -> bytes:
        self.pages += 1
        if self.problem is not None:
            raise self.problem
        return b"%PDF-1.7 of nothing"


@dataclass
class Office:
    """The server side: takes records in, works, and lets time pass."""

    app: Flask
    cast: dict[str, str]
    renderer: Renderer | Press = field(default_factory=Press)
    letterbox: Letterbox = field(default_factory=Letterbox)
    time: datetime = STARTED

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Committed at its end, as a route does."""
        with self.app.app_context(), db.sessionmaker() as session:
            yield session
            session.commit()

    def take_in(self, entries: list[dict[str, Any]], **changes: Any) -> str:
        """A record with these entries, as phones and desk sent them; its id."""
        with self.session() as session:
            ben, amira = (session.get_one(Account, self.cast[name]) for name in ("ben", "amira"))
            episode = intake.add_episode(session, ben, notice(self.cast) | changes, STARTED)
            record = allocate(session, ben, episode, amira, STARTED)
            self.add(session, record, entries)
            return record.id

    def add_to(self, record_id: str, *entries: dict[str, Any]) -> None:
        with self.session() as session:
            self.add(session, session.get_one(Record, record_id), list(entries))

    def add(self, session: Session, record: Record, entries: list[dict[str, Any]]) -> None:
        for number, told in enumerate(entries, 1):
            entry = {name: value for name, value in told.items() if name not in ("received_at", "author_name")}
            entry |= {"id": new_id(), "record": record.id, "number": number, "digest": "d" * 43, "author": self.cast["amira"]}
            author = self.cast["priya"] if told["device"] is None else self.cast["amira"]
            store_entry(
                session, record, entry, author_id=author, device_id=told["device"], envelope_id=None, flags=(),
                received_at=read_moment(told["received_at"]),
            )  # fmt: skip

    def context(self) -> JobContext:
        context = JobContext(self.app.config["SETTINGS"], now=lambda: self.time)
        context.__dict__ |= {"mailer": self.letterbox, "renderer": self.renderer}
        return context

    def work(self, **handlers: Callable[..., None]) -> None:
        """What the job worker does until nothing is due now; phones are not told here."""
        quiet: dict[str, Callable[..., None]] = {"make_bundle": lambda *_: None}
        with self.app.app_context():
            Runner(db.sessionmaker, self.context(), handlers={**HANDLERS, **quiet, **handlers}).drain()

    def wait(self, **length: float) -> None:
        self.time += timedelta(**length)

    def contents(self, record_id: str, **about: Any) -> dict[str, dict[str, Any]]:
        """The newest content for each reader."""
        with self.session() as session:
            made = select(Synopsis).filter_by(record_id=record_id, **({"is_urgent": False} | about)).order_by(Synopsis.version)
            return {one.recipient_kind: synopses.open_content(session, one) for one in session.scalars(made)}

    def pdfs(self, record_id: str) -> dict[str, bytes | None]:
        with self.session() as session:
            made = select(Synopsis).filter_by(record_id=record_id, is_urgent=False).order_by(Synopsis.version)
            return {one.recipient_kind: synopses.open_pdf(session, one) for one in session.scalars(made)}

    def delivery_to(self, name: str, **about: Any) -> str:
        """The id of the newest delivery to somebody of the cast."""
        with self.session() as session:
            own = select(Delivery).join(Synopsis).filter(Delivery.account_id == self.cast[name]).order_by(Delivery.id.desc())
            return str(next(one.id for one in session.scalars(own) if all(getattr(one.synopsis, key) == value for key, value in about.items())))

    def undone(self) -> list[OutboxRow]:
        with self.session() as session:
            return list(session.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None))))


def tick_first_duty(office: Office, record_id: str) -> str:
    """Somebody says that the social worker did it; what it was. The protocol may know of none."""
    with office.session() as session:
        ben, episode = session.get_one(Account, office.cast["ben"]), session.get_one(Record, record_id).episodes[-1]
        own = (one for one in episode_view.view_of(session, episode, office.time).duties if "social_worker" in one.who)
        duty = next((one for one in own if one.may_be_ticked), None)
        if duty is not None:
            duties.tick(session, ben, episode, duty, by="Cerys Vaughan", at=office.time - timedelta(hours=18), note="", now=office.time)
        return duty.say if duty else ""


def opened(browser: Browser, path: str) -> Page:
    """The page behind the cover."""
    browser.get(path)
    return browser.send(form="/open")


def notice(cast: dict[str, str]) -> dict[str, Any]:
    """Kofi Marlow's, as the story has it."""
    told, case = story.episode(), story.case_of([])
    moments = {name: read_moment(told[name]) for name in ("missing_from_at", "reported_at", "found_at", "returned_at")}
    plain = {name: told[name] for name in ("authority", "missing_from", "category", "grade", "legal_status", "services", "placement")}
    said = {name: told[name] for name in ("circumstances", "police_reference", "contact_first", "visiting_risk")}
    readers = {"social_worker_id": cast["cerys"], "police_liaison_id": cast["dan"]}
    return {**case["child"], **moments, **plain, **said, **readers, "contacts": case["contacts"], "host_authority": None, "earlier": []}


class Remembering(Renderer):
    """The same content is printed once: many tests look at the same page, each at something else."""

    def __init__(self) -> None:
        super().__init__(seconds=120)  # a busy machine is not what these tests are about
        self.printed: dict[str, bytes] = {}

    def render(self, content: dict[str, Any]) -> bytes:
        known = json.dumps(content, sort_keys=True)
        if known not in self.printed:
            self.printed[known] = super().render(content)
        return self.printed[known]


@pytest.fixture(scope="session")
def renderer() -> Iterator[Renderer]:
    """One for all tests: it is made for that."""
    renderer = Remembering()
    yield renderer
    renderer.close()


@pytest.fixture
def the_day() -> Iterator[None]:
    """The story has dates: while it is told, the portal's clock goes too. What somebody does there is due when the worker looks next."""
    with time_machine.travel(STARTED - timedelta(hours=1)):
        yield


@pytest.fixture
def office(app: Flask, cast: dict[str, str], the_day: None) -> Office:
    return Office(app, cast)


@pytest.fixture
def printing_office(app: Flask, cast: dict[str, str], the_day: None, renderer: Renderer) -> Office:
    """With the real renderer."""
    return Office(app, cast, renderer)


@pytest.fixture
def letterbox(office: Office) -> Letterbox:
    return office.letterbox
