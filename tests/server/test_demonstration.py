"""The demonstration: an invented cast and three children, made by the services that the screens use, and shut away outside of it."""

import json
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from rhi_app import create_app, current
from rhi_app.database import db
from rhi_app.jobs.queue import close_app
from rhi_app.models import Account, AuditLine, Desk, Episode, OutboxRow, Record
from rhi_app.services import demonstration, directory
from rhi_app.services.children import child_details
from rhi_app.services.role_numbers import numbers_of
from rhi_app.services.time import now as clock
from rhi_app.services.trust import check_manifest
from rhi_app.settings import Settings
from tests.portal.strict import Browser


@pytest.fixture
def cast() -> dict[str, str]:
    """None but the demonstration's own."""
    return {}


@pytest.fixture
def app(empty_app: Flask) -> Flask:
    with empty_app.app_context():
        demonstration.seed(db.session, check_manifest(empty_app.config["SETTINGS"])["organisation"], clock())
        db.session.commit()
    return empty_app


def test_three_children_are_there_and_their_cases_are_with_the_interviewer(app: Flask) -> None:
    with app.app_context():
        episodes = list(db.session.scalars(select(Episode).order_by(Episode.missing_from_at)))
        names = {child_details(db.session, episode.child)["name"] for episode in episodes}
        interviewers = {record.interviewer.name for record in db.session.scalars(select(Record)) if record.interviewer}
        assert names == {"Kofi Marlow", "Tia Adeyemi", "Leo Okafor"}
        assert interviewers == {"Amira Haddad"}


def test_the_first_child_is_the_storys(app: Flask) -> None:
    with app.app_context():
        kofi = next(e for e in db.session.scalars(select(Episode)) if child_details(db.session, e.child)["called"] == "Kofi")
        assert kofi.returned_at is not None
        assert kofi.returned_at - kofi.missing_from_at == timedelta(hours=12, minutes=30)
        assert timedelta(hours=20) <= clock() - kofi.returned_at < timedelta(hours=20, minutes=6)
        assert kofi.due_at == kofi.returned_at + timedelta(hours=72)
        assert (kofi.age, kofi.authority, kofi.number, kofi.services) == (14, "essex", 1, ["child_in_need"])


def test_seeding_leaves_an_audit_line_for_each_change_and_a_mail_for_each_case(app: Flask) -> None:
    with app.app_context():
        actions = dict(db.session.execute(select(AuditLine.action, func.count()).group_by(AuditLine.action)).all())
        mails = db.session.scalars(select(OutboxRow).where(OutboxRow.kind == "send_mail")).all()
    assert (actions["episode.add"], actions["record.allocate"], actions["account.add"], len(mails)) == (3, 3, 10, 3)


def test_two_people_read_for_one_desk(app: Flask) -> None:
    with app.app_context():
        desk = db.session.scalars(select(Desk)).one()
        assert (desk.name, sorted(member.name for member in desk.members)) == ("Camden MASH", ["Erin Castell", "Imani Rowe"])
        assert desk.role in directory.desk_roles(desk.organisation), "the protocol sends to it by itself"


def test_the_duty_desk_can_be_rung_from_the_harm_screen(app: Flask) -> None:
    with app.app_context():
        assert numbers_of(db.session) == {"essex": demonstration.NUMBERS}


def test_two_administrators_put_the_invented_protocol_in_force(app: Flask) -> None:
    with app.app_context():
        demonstration.propose(db.session, clock())
        db.session.commit()
    for name, words in (("nadia", "confirmed by 1 of 2"), ("tomos", "Port Anywhere Council")):
        told = json.loads(app.test_cli_runner().invoke(args=["cast", "--json"]).output)[name]
        browser = Browser(app)
        browser.get("/sign-in")
        browser.send({"email": told["email"], "password": told["password"]})
        assert "Proposed" in browser.send({"code": told["code"]}).text  # where they land
        browser.get("/protocols/port-anywhere/2027-a/proposed")
        assert words in browser.send({}, form="/confirm").text


def test_seeding_twice_is_refused(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["seed-demo"])
    assert told.exit_code == 1
    assert "empty database" in told.output


@pytest.mark.parametrize("name", demonstration.CAST)
def test_everybody_of_the_cast_signs_in_with_what_is_printed(app: Flask, name: str) -> None:
    told = json.loads(app.test_cli_runner().invoke(args=["cast", "--json"]).output)[name]
    browser = Browser(app)
    browser.get("/sign-in")
    page = browser.send({"email": told["email"], "password": told["password"]})
    assert "Demonstration The code is" in page.text
    browser.send({"code": told["code"]})
    with browser.client.session_transaction() as cookie:
        assert current.TOKEN in cookie


def test_the_cast_is_printed_for_people_too(app: Flask) -> None:
    told = app.test_cli_runner().invoke(args=["cast"]).output
    assert all(person.email in told and person.password in told for person in demonstration.CAST.values())


def test_every_password_is_four_words_and_every_account_is_marked(app: Flask) -> None:
    assert {len(person.password.split()) for person in demonstration.CAST.values()} == {4}
    with app.app_context():
        assert all(db.session.scalars(select(Account.is_demonstration)))


@pytest.mark.parametrize("command", ["cast", "seed-demo"])
def test_outside_of_the_demonstration_there_is_none(app: Flask, command: str) -> None:
    other = create_app(Settings(**(app.config["SETTINGS"].__dict__ | {"demo": False})))
    told = other.test_cli_runner().invoke(args=[command])
    close_app(other)
    assert told.exit_code == 1
    assert "RHI_DEMO=1" in told.output
