"""The access table: every door stands in it, strangers learn nothing, and looking changes nothing."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import Table, select
from werkzeug.routing import Rule

from rhi_app import access
from rhi_app.database import db
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Account, Base, Delivery, Desk, Device, DirectoryChange, EnrolmentCode, Episode, Invitation, Snapshot, Synopsis
from rhi_app.services import accounts, quarantine
from rhi_app.services.allocation import allocate
from rhi_app.services.at_rest import seal_json
from rhi_app.services.demonstration_children import kofi
from rhi_app.services.intake import add_episode
from rhi_app.services.recoveries import open_recovery
from tests.portal.cast import signed_in
from tests.portal.strict import Browser

STRANGERS = ("erin", "olu")  # a social worker of another authority, a coordinator of another provider
# Who looked at what, and that the browser is in use: looking itself, written down.
WRITTEN_BY_LOOKING = {"audit_lines", "sign_ins"}
OF_NOBODY = {"authority", "version", "filename", "path", "name", "version_asked"}  # arguments that name no object


@dataclass
class Case:
    """One child's case, all the way to a synopsis that was delivered, and the words that nobody else may see."""

    ids: dict[str, str]
    words: tuple[str, ...]

    def path(self, rule: Rule) -> str:
        values: dict[str, Any] = {name: self.ids.get(name, "") for name in rule.arguments}
        unknown = {name for name in rule.arguments if not values[name]}
        assert not unknown, f"{rule.endpoint}: tell tests/server/test_access.py what {unknown} stands for"
        return str(rule.build(values)[1])  # type: ignore[index]


@pytest.fixture
def database_engine() -> str:
    """Who may do what is the same on either."""
    return "sqlite"


@pytest.fixture
def case(app: Flask, cast: dict[str, str]) -> Case:
    app.config["WTF_CSRF_ENABLED"] = False  # the table is asked before the token; here nothing else may refuse
    with app.app_context():  # left before the test: an open transaction would keep everybody else out
        return _add_case(cast, datetime.now(UTC))


def _add_case(cast: dict[str, str], now: datetime) -> Case:
    ben, amira = (db.session.get_one(Account, cast[name]) for name in ("ben", "amira"))
    readers = {"social_worker_id": cast["cerys"], "police_liaison_id": cast["dan"]}
    notice = kofi(now) | readers
    episode = add_episode(db.session, ben, notice, now)
    record = allocate(db.session, ben, episode, amira, now)
    device = _add_device(amira, ben, now)
    delivery = _add_delivery(record.id, cast["cerys"], now)
    line = quarantine.note(db.session, device, quarantine.PHONE, device.id, "number-seen", now)
    snapshot = Snapshot(id=new_id(), device=device, slot="slot", number=1, hash="hash", received_at=now, receipt={}, state="stored")
    db.session.add(snapshot)
    ids = {
        "line_id": line.id, "episode_id": episode.id, "record_id": record.id, "child_id": episode.child_id, "device_id": device.id,
        "delivery_id": delivery.id, "synopsis_id": delivery.synopsis_id, "account_id": amira.id, "contact_id": notice["contacts"][0]["id"],
        "recovery_id": open_recovery(db.session, ben, amira, "broken_phone", now).id, "snapshot_id": snapshot.id,
    }  # fmt: skip
    desk = Desk(id=new_id(), organisation_id=db.session.get_one(Account, cast["cerys"]).organisation_id, role="team", name="A desk", created_at=now)
    invitation = Invitation(id=new_id(), account_id=cast["dan"], code_hash="no hash", created_at=now, open_until=now)
    change = DirectoryChange(
        id=new_id(), organisation_id=desk.organisation_id, name="New", email="new@essex.example", role="recipient", state="proposed",
        proposed_at=now, proposed_by_id=ben.id,
    )  # fmt: skip
    db.session.add_all([desk, invitation, change])
    ids |= {"desk_id": desk.id, "organisation_id": desk.organisation_id, "invitation_id": invitation.id, "change_id": change.id}
    words = (record.reference, "Kofi", "Marlow", "K.M.", episode.id, record.id)
    db.session.commit()
    return Case(ids | WORDS, words)


WORDS = {
    "section": "people", "question": "offer", "authority": "essex", "version": "1", "topic": "offer", "recipient": "social_worker", "kind": "mash_manager", "rule": "notify-of-return",
    "part": "analysis",
}  # fmt: skip


def _add_device(amira: Account, ben: Account, now: datetime) -> Device:
    code = EnrolmentCode(
        id=new_id(), code_hash="0" * 64, account_id=amira.id, issued_by_id=ben.id, issued_at=now, expires_at=now + timedelta(hours=1)
    )
    db.session.add(code)
    db.session.flush()
    device = Device(
        id=new_id(), account_id=amira.id, organisation_id=amira.organisation_id, code_id=code.id, signing_public=b"s" * 65,
        agreement_public=b"a" * 65, state="proved", enrolled_at=now,
    )  # fmt: skip
    db.session.add(device)
    return device


def _add_delivery(record_id: str, account_id: str, now: datetime) -> Delivery:
    synopsis_id = new_id()
    content = seal_json(db.session, "record", record_id, "synopses", synopsis_id, "content", {"title": "Kofi Marlow", "sections": []})
    db.session.add(Synopsis(id=synopsis_id, record_id=record_id, recipient_kind="social_worker", version=1, content=content, created_at=now))
    delivery = Delivery(id=new_id(), synopsis_id=synopsis_id, account_id=account_id, created_at=now, open_until=now + timedelta(days=7))
    db.session.add(delivery)
    return delivery


def guarded(app: Flask) -> list[tuple[Rule, str]]:
    """Every door that is not open to anyone, with each method that it takes."""
    rules = [rule for rule in app.url_map.iter_rules() if access.ENDPOINTS.get(rule.endpoint) != access.ANYONE]
    return [(rule, method) for rule in rules for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})]


def about_an_object(rule: Rule) -> bool:
    return bool(rule.arguments - OF_NOBODY)


def test_every_door_stands_in_the_table(app: Flask) -> None:
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert endpoints - access.ENDPOINTS.keys() == set()


def test_every_row_is_about_a_door_that_there_is(app: Flask) -> None:
    assert access.ENDPOINTS.keys() - {rule.endpoint for rule in app.url_map.iter_rules()} == set()


def test_every_row_names_an_action_and_every_role_is_one_of_ours() -> None:
    named = set(access.ENDPOINTS.values()) - {access.ANYONE, access.SIGNED_IN}
    assert named - access.ACTIONS.keys() == set()
    assert {role for row in access.ACTIONS.values() for role in row} <= set(access.ROLES)


def test_a_row_that_stands_twice_is_an_error() -> None:
    with pytest.raises(ValueError, match="another file"):
        access._add({"a": 1}, {"a": 2}, "other")


def test_without_a_sign_in_every_guarded_door_asks_for_it(app: Flask, case: Case) -> None:
    client = app.test_client()
    answers = {f"{method} {rule.endpoint}": client.open(case.path(rule), method=method).status_code for rule, method in guarded(app)}
    assert {door: status for door, status in answers.items() if status != 401} == {}


@pytest.mark.parametrize("stranger", STRANGERS)
def test_a_stranger_gets_no_answer_about_anybodys_case(app: Flask, case: Case, cast: dict[str, str], stranger: str) -> None:
    client = signed_in(app, cast[stranger], datetime.now(UTC)).client
    doors = [(rule, method) for rule, method in guarded(app) if about_an_object(rule)]
    assert len(doors) > 10
    answers = {f"{method} {rule.endpoint}": client.open(case.path(rule), method=method).status_code for rule, method in doors}
    assert {door: status for door, status in answers.items() if status not in (403, 404)} == {}


def without_tokens(html: str) -> str:
    """A form's token tells the second it was made in: two pages alike differ by it where a second begins between them."""
    return re.sub(r'name="csrf_token" value="[^"]+"', "", html)


def test_someone_elses_case_and_one_that_there_is_not_answer_alike(app: Flask, case: Case, cast: dict[str, str]) -> None:
    client = signed_in(app, cast["olu"], datetime.now(UTC)).client
    theirs = client.get(f"/episodes/{case.ids['episode_id']}")
    nobodys = client.get(f"/episodes/{new_id()}")
    assert theirs.status_code == nobodys.status_code == 404
    assert without_tokens(theirs.text) == without_tokens(nobodys.text)


@pytest.mark.parametrize("stranger", STRANGERS)
def test_no_list_shows_a_stranger_anything_of_the_case(app: Flask, case: Case, cast: dict[str, str], stranger: str) -> None:
    client = signed_in(app, cast[stranger], datetime.now(UTC)).client
    pages = [case.path(rule) for rule, method in guarded(app) if method == "GET" and not about_an_object(rule)]
    shown = {path: client.get(path, follow_redirects=True, buffered=True).text for path in pages}
    assert {(path, word) for path, text in shown.items() for word in case.words if word in text} == set()


def test_the_people_of_the_case_do_see_it(app: Flask, case: Case, cast: dict[str, str]) -> None:
    """The negative control: the words that strangers do not find are there to be found."""
    client = signed_in(app, cast["ben"], datetime.now(UTC)).client
    shown = client.get("/episodes").text
    assert {"K.M.", case.ids["episode_id"]} <= {word for word in case.words if word in shown}


@pytest.mark.parametrize("person", ["amira", "ben", "priya", "cerys", "dan", "erin"])
def test_looking_changes_nothing(app: Flask, case: Case, cast: dict[str, str], person: str) -> None:
    client = signed_in(app, cast[person], datetime.now(UTC)).client
    before = contents(app)
    answers = {}
    for rule, method in guarded(app):
        if method == "GET":
            answers[rule.endpoint] = client.get(case.path(rule), buffered=True).status_code
    assert {endpoint for endpoint, status in answers.items() if status >= 500} == set()
    assert 200 in answers.values()
    assert contents(app) == before


def contents(app: Flask) -> dict[str, list[Any]]:
    tables: list[Table] = [table for table in Base.metadata.sorted_tables if table.name not in WRITTEN_BY_LOOKING]
    with app.app_context():
        return {table.name: [tuple(row) for row in db.session.execute(select(table))] for table in tables}


def test_a_door_without_a_row_stays_shut(app: Flask, as_person: Callable[[str], Browser], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(access.ENDPOINTS, "health.healthz")
    assert app.test_client().get("/healthz").status_code == 500


def test_a_page_whose_view_forgot_to_ask_does_not_leave(app: Flask, case: Case, cast: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "episodes.show", lambda **ids: "Kofi Marlow")
    response = signed_in(app, cast["ben"], datetime.now(UTC)).client.get(f"/episodes/{case.ids['episode_id']}")
    assert response.status_code == 500
    assert "Kofi" not in response.text


def test_a_role_counts_in_its_own_organisation_alone(app: Flask, case: Case, cast: dict[str, str]) -> None:
    """A coordinator elsewhere, who is an interviewer here, coordinates nothing here."""
    with app.app_context():
        episode = db.session.get_one(Episode, case.ids["episode_id"])
        olu, ben = (db.session.get_one(Account, cast[name]) for name in ("olu", "ben"))
        assert access.may(ben, "episode.read", episode)
        assert not access.may(olu, "episode.read", episode)
        accounts.give_role(db.session, ben, olu, ben.organisation, "interviewer", datetime.now(UTC))
        assert not access.may(olu, "episode.read", episode)
        accounts.give_role(db.session, ben, olu, ben.organisation, "coordinator", datetime.now(UTC))
        assert access.may(olu, "episode.read", episode)
