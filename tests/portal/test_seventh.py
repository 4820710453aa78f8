"""A seventh authority, written with FORMAT.md alone: notice, page, allocation, phone and readers take it as they take the six, without code."""

import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from rhi_app.database import db
from rhi_app.domain import record_rules
from rhi_app.domain.recipients import rule_for
from rhi_app.models import Account, Episode, Organisation
from rhi_app.services import accounts, allocation, demonstration, duties, protocol_versions
from rhi_app.services.bundles import content_of
from rhi_app.services.case_view import case_of
from rhi_app.services.episode_view import view_of
from rhi_app.services.protocols import authorities, protocols
from rhi_app.services.synopses import selection, view_of_record
from tests.engines.node import NODE
from tests.portal.cases import an_episode, person
from tests.portal.cast import PASSWORD, signed_in

FILE = demonstration.PROPOSED
NOW = datetime(2027, 3, 3, 9, 12, tzinfo=UTC)
SCRIPT = Path(__file__).with_name("on_the_phone.js")


@pytest.fixture
def in_force(app: Flask, cast: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Proposed, and confirmed by two administrators. Its check has tests of its own, and takes a second."""
    monkeypatch.setattr(protocol_versions, "check", lambda *_: [])
    with app.app_context():
        organisation = db.session.get_one(Organisation, person(cast["ben"]).organisation_id)
        row = protocol_versions.propose(db.session, FILE.read_text(encoding="utf-8"), FILE.name, "2027-01-01", NOW)
        for name in ("maren", "idris"):
            account: Account = accounts.add_account(
                db.session, None, organisation, email=f"{name}@wayside.example", name=name.title(), roles={"administrator"},
                password=PASSWORD, now=NOW, is_demonstration=True,
            )  # fmt: skip
            protocol_versions.confirm(db.session, account, row, NOW)
        db.session.commit()


@pytest.fixture
def episode_id(app: Flask, cast: dict[str, str], in_force: None) -> str:
    with app.app_context():
        db.session.get(Episode, "none")  # a transaction, so that the version in force is seen
        facts = {"district": "harbour"}
        episode = an_episode(cast, NOW, "port-anywhere", services=[], facts=facts)
        allocation.allocate(db.session, person(cast["ben"]), episode, person(cast["amira"]), NOW)
        db.session.commit()
        return episode.id


def test_the_notice_offers_its_own_words(app: Flask, cast: dict[str, str], in_force: None) -> None:
    ben = signed_in(app, cast["ben"], datetime.now(UTC))
    ben.get("/episodes/add")
    page = ben.send({"authority": "port-anywhere"}, button=("look", "yes"))
    assert "Port Anywhere Council" in page.text
    for own in ("Edge of care team", "Overdue"):
        assert own in page.text
    assert "Family Solutions" not in page.text


def test_the_page_says_what_it_requires_in_its_words(app: Flask, cast: dict[str, str], episode_id: str) -> None:
    with app.app_context():
        view = view_of(db.session, db.session.get_one(Episode, episode_id), NOW)
        assert view.verdict == "A welcome-back talk must be offered."
        assert "The North team." in [row.what for row in view.rows]
        assert "Port Anywhere adds" in [row.applies for row in view.rows]
    page = signed_in(app, cast["ben"], datetime.now(UTC)).get(f"/episodes/{episode_id}")
    assert "port-anywhere 2.1" in page.text


def test_allocation_goes_by_its_rules(app: Flask, cast: dict[str, str], episode_id: str) -> None:
    with app.app_context():
        episode = db.session.get_one(Episode, episode_id)
        kinds = [allocation.standing_for(db.session, episode, person(cast["amira"]), role, NOW)[0].kind for role in ("north_team", "south_team")]
        assert kinds == ["assigned", "not_named"]


def test_the_phone_decides_the_same_offline_from_its_bundle(app: Flask, cast: dict[str, str], episode_id: str) -> None:
    with app.app_context():
        episode = db.session.get_one(Episode, episode_id)
        record, duty = episode.record, next(duty for duty in view_of(db.session, episode, NOW).duties if duty.may_be_ticked)
        duties.tick(db.session, person(cast["ben"]), episode, duty, by="Ruth Ames", at=NOW, note="", now=NOW)
        phone: Any = type("Phone", (), {"account": person(cast["amira"])})()
        bundle = content_of(db.session, phone, NOW)
        here = record_rules.rules_of(case_of(db.session, record), protocols())
    done = subprocess.run([NODE, SCRIPT], input=json.dumps(bundle), capture_output=True, text=True, check=True)
    there = json.loads(done.stdout)
    assert there["rules"] == json.loads(json.dumps(here))
    assert there["interview"] == "welcome-back talk"
    assert there["offer"] == {"verdict": "yes", "cite": "port-anywhere 2.1"}
    assert there["done"] == [duty.say.removesuffix(".")]
    assert "Ruth" not in done.stdout, "who did it stays sealed at the office"


def test_its_readers_are_those_that_its_rules_name(app: Flask, cast: dict[str, str], episode_id: str) -> None:
    with app.app_context():
        record = db.session.get_one(Episode, episode_id).record
        rules = record_rules.rules_of(case_of(db.session, record), protocols())
        view = view_of_record(db.session, record)
    assert rules["label"] == "welcome-back talk"
    assert rules["sources"] == {"edge_of_care_worker": "port-anywhere 6.2"}
    assert rules["sharing"]["edge_of_care_worker"]["role"] == "edge of care worker"
    kinds = {"help.trust": "ticked", "analysis.opinion": "never", "analysis.carer_view": "offered", "harm.words": "always"}
    assert {name: rule_for(selection()["questions"][name], view, "edge_of_care_worker") for name in kinds} == kinds


def test_it_is_one_of_the_authorities(app: Flask, in_force: None) -> None:
    with app.app_context():
        db.session.get(Episode, "none")
        assert authorities()["port-anywhere"] == "Port Anywhere Council"
