"""An installation with a cast, an allocated case and an enrolled phone, on each database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from rhi_app import create_app
from rhi_app.database import db
from rhi_app.domain.identifiers import new_id
from rhi_app.jobs.context import JobContext
from rhi_app.jobs.opening import make_bundle, open_envelope, read_snapshot, rehearse_recovery, sign_order
from rhi_app.jobs.runner import Runner
from rhi_app.models import Account, Device
from rhi_app.services import enrolment, intake
from rhi_app.services.allocation import allocate
from rhi_app.services.case_view import case_of
from rhi_app.services.keys import KeyFolders
from rhi_app.settings import Settings
from tests.engines.offices import KeptOffice
from tests.phone_simulator import Phone, to_app
from tests.portal.conftest import database_template

__all__ = ["database_template"]

CANARY = "Quokka-Marzipan"  # a name that stands nowhere else


@dataclass
class Office:
    """The server side of the story: who works there, and what they press."""

    app: Flask
    settings: Settings
    folders: KeyFolders
    cast: dict[str, str]

    @contextmanager
    def session(self) -> Iterator[Session]:
        """Committed at its end, as a route does."""
        with self.app.app_context(), db.sessionmaker() as session:
            yield session
            session.commit()

    def now(self) -> datetime:
        return datetime.now(UTC)

    def issue_code(self, name: str) -> str:
        with self.session() as session:
            people = [session.get_one(Account, self.cast[who]) for who in ("ben", name)]
            return enrolment.issue_code(session, *people, self.now())

    def press(self, action: Callable[..., None], device: str) -> None:
        with self.session() as session:
            action(session, session.get_one(Account, self.cast["ben"]), session.get_one(Device, device), self.now())

    def new_phone(self, name: str = "amira", **options: Any) -> Phone:
        """Enrolled, compared, active."""
        phone = Phone(to_app(self.app), **options).enrol(self.issue_code(name))
        self.press(enrolment.activate, phone.device)
        return phone

    def allocate(self, name: str = "amira", **changes: Any) -> dict[str, Any]:
        """A notice taken in and given to an interviewer: the case as plain values."""
        with self.session() as session:
            episode = intake.add_episode(session, session.get_one(Account, self.cast["ben"]), notice(self.now(), self.cast) | changes, self.now())
            people = [session.get_one(Account, self.cast[who]) for who in ("ben", name)]
            return case_of(session, allocate(session, people[0], episode, people[1], self.now()))

    def work(self) -> None:
        """What the job worker does until nothing is due; other people's jobs are not this folder's to test."""
        handlers = {
            "open_envelope": open_envelope, "make_bundle": make_bundle, "read_snapshot": read_snapshot, "sign_order": sign_order,
            "rehearse_recovery": rehearse_recovery,
        }  # fmt: skip
        quiet = dict.fromkeys(("make_synopses", "urgent_notice", "send_mail"), lambda *_: None)
        with self.app.app_context():
            Runner(db.sessionmaker, JobContext(self.worker_settings()), handlers=handlers | quiet).drain()

    def worker_settings(self) -> Settings:
        values = self.settings.__dict__ | {"opening_key_file": self.folders.opening_file, "worker_key_file": self.folders.worker_file}
        return Settings(**values)


def notice(now: datetime, cast: dict[str, str]) -> dict[str, Any]:
    """The story's boy, back for twenty hours."""
    back = (now - timedelta(hours=20)).replace(microsecond=0)
    return {
        "authority": "essex", "category": "missing", "grade": "medium", "missing_from": "home", "returned_at": back,
        "missing_from_at": back - timedelta(hours=12, minutes=30), "reported_at": back - timedelta(hours=9), "found_at": back,
        "legal_status": "none", "services": ["child_in_need"], "placement": None, "social_worker_id": cast["cerys"],
        "police_liaison_id": cast["dan"], "name": f"Kofi {CANARY}", "born_on": "2012-05-05", "address": f"1 {CANARY} Street",
        "placement_address": f"2 {CANARY} House", "circumstances": f"Left after {CANARY}.", "earlier": [],
        "contacts": [
            contact("Joanna Marlow", "mother", "01632 960001"),
            contact("Neil Draper", "stepfather", "01632 960002") | {"do_not_contact": True, "do_not_contact_reason": "The child is afraid of him."},
        ],
    }  # fmt: skip


def contact(name: str, relation: str, telephone: str) -> dict[str, Any]:
    return {
        "id": new_id(), "name": name, "relation": relation, "telephone": telephone, "how": "", "parental_responsibility": True,
        "lives_with": True, "do_not_contact": False, "do_not_contact_reason": "", "asked_by_at": None,
    }  # fmt: skip


@pytest.fixture
def office(kept_office: KeptOffice, database_url: str, tmp_path: Path) -> Iterator[Office]:
    state = kept_office.copy_keys(tmp_path / "state")
    settings = Settings.under(state, database_url=database_url, demo=True, light_kdf=True)
    app = create_app(settings)
    app.extensions["rhi_poke"] = lambda: None  # no worker waits here: tests say when it works
    yield Office(app, settings, KeyFolders.under(state), kept_office.cast)
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def phone(office: Office) -> Phone:
    """Amira's, in use."""
    return office.new_phone()


@pytest.fixture
def case(office: Office) -> dict[str, Any]:
    """Amira's, allocated."""
    return office.allocate()
