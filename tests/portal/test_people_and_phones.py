"""Who sees what: the outsider nothing, the interviewer their own records, a phone only when two people have compared its words."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from rhi_app import access
from rhi_app.database import db
from rhi_app.domain import trust
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Account, AuditLine, Base, Device, Record
from rhi_app.services import crypto, enrolment
from rhi_app.services.entries import add_portal_entry
from tests.portal.strict import Browser, Page
from tests.portal.test_story import allocate, episode_path, take_in

Sign = Callable[[str], Browser]


@pytest.fixture
def case(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]) -> dict[str, str]:
    """An allocated case: the addresses of its pages."""
    ben = as_person("ben")
    take_in(ben, now, cast)
    allocate(ben, cast)
    with app.app_context():
        record = db.session.scalars(select(Record)).one()
        return {"episode": episode_path(ben), "record": record.id, "child": record.child_id}


def pages(case: dict[str, str]) -> list[str]:
    below = ("", "/agreement", "/record", "/log", "/allocate", "/correct", "/why/deadlines/held")
    return [case["episode"] + end for end in below] + [f"/children/{case['child']}/episodes/add"]


@pytest.mark.parametrize("name", ["erin", "olu"])
def test_an_outsider_sees_nothing(as_person: Sign, case: dict[str, str], name: str) -> None:
    """Another authority's social worker, and the coordinator of another provider: each gets the answer of a page that is not there."""
    browser = as_person(name)
    unknown = case["episode"].rsplit("/", 1)[0] + "/" + new_id()
    for path in pages(case):
        there = browser.client.get(path)
        nowhere = browser.client.get(path.replace(case["episode"], unknown).replace(case["child"], new_id()))
        assert there.status_code == nowhere.status_code
        assert there.status_code in (403, 404)
        assert Page(there.text).text == Page(nowhere.text).text
        assert "K.M." not in there.text
    if name == "olu":
        assert "K.M." not in browser.get("/episodes").text


def test_the_social_worker_and_the_police_do_not_reach_the_desk(as_person: Sign, case: dict[str, str]) -> None:
    for name in ("cerys", "dan"):
        for path in (*pages(case), "/episodes", "/agreements", "/phones"):
            assert as_person(name).client.get(path).status_code in (403, 404)


def test_no_page_of_the_desk_changes_anything_when_it_is_looked_at(app: Flask, as_person: Sign, case: dict[str, str]) -> None:
    ben, before = as_person("ben"), counts(app)
    for path in (*pages(case), "/episodes", "/episodes/add", "/agreements", "/phones"):
        ben.get(path)
    assert counts(app) == before


def counts(app: Flask) -> dict[str, int]:
    with app.app_context():
        return {table.name: db.session.scalar(select(func.count()).select_from(table)) or 0 for table in Base.metadata.sorted_tables}


def test_every_page_of_the_portal_has_its_row(app: Flask) -> None:
    mine = {"episodes", "intake", "why", "children", "corrections", "child_corrections", "decisions", "allocation", "agreements", "records", "phones", "protocols"}
    for endpoint in app.view_functions:
        if endpoint.split(".")[0] in mine:
            assert access.ENDPOINTS[endpoint] not in ("anyone", "signed_in") or endpoint.startswith("protocols.")


SAID = {"before.what_happened": "They were shouting.", "during.slept": {"unanswered": "did_not_want_to_say"}}


def test_an_interviewer_reads_their_own_record_again_and_the_log_notes_it(
    app: Flask, as_person: Sign, case: dict[str, str], cast: dict[str, str]
) -> None:
    moment = datetime.now(UTC)
    with app.app_context():
        record, amira = db.session.get_one(Record, case["record"]), db.session.get_one(Account, cast["amira"])
        add_portal_entry(db.session, amira, record, "interview", "interview", 1, SAID, moment, moment)
        db.session.commit()
    amira = as_person("amira")
    page = amira.get("/records")
    assert "K.M." in page.text
    assert "They were shouting." not in page.html
    page = amira.send(form=case["record"])
    assert "They were shouting." in page.text
    assert "didn’t want to say" in page.text
    assert "rhi-kind--words" in page.html
    with app.app_context():
        assert db.session.scalars(select(AuditLine).where(AuditLine.action == "record.read")).one().actor_id == cast["amira"]
    for name in ("priya", "cerys", "olu"):
        browser = as_person(name)
        browser.get("/protocols") if name == "cerys" else browser.get("/episodes")
        answer = browser.client.post(f"/records/{case['record']}", data={"csrf_token": token_of(browser)})
        assert answer.status_code in (403, 404)


def token_of(browser: Browser) -> str:
    assert browser.page is not None
    return dict(browser.page.forms[0].fields)["csrf_token"]


def proved_phone(app: Flask, code: str) -> str:
    """What a phone does: claims the code, opens the challenge, signs it."""
    signing, agreement = crypto.make_private(), crypto.make_private()
    publics = crypto.public_point(signing), crypto.public_point(agreement)
    with app.app_context():
        answer = enrolment.claim(db.session, app.config["SETTINGS"], code, *publics, datetime.now(UTC))
        device = db.session.get_one(Device, answer["enrolment"])
        assert device.challenge is not None
        signature = crypto.sign(signing, trust.ENROL, trust.proof_body(device.challenge, *publics))
        enrolment.prove(db.session, device.id, signature, datetime.now(UTC))
        db.session.commit()
        return device.id


def test_a_phone_is_ready_when_the_coordinator_says_that_the_words_match(app: Flask, as_person: Sign, cast: dict[str, str]) -> None:
    ben = as_person("ben")
    ben.get("/phones")
    page = ben.send(form=f"{cast['amira']}/code")
    code = page.html.split('class="rhi-code" translate="no">')[1].split("<")[0]
    assert code not in ben.get("/phones").html, "a code is shown once"
    device = proved_phone(app, code)
    assert "Waits for you to compare the words" in ben.get("/phones").text
    page = ben.get(f"/phones/{device}/compare")
    with app.app_context():
        words = enrolment.six_words(app.config["SETTINGS"], db.session.get_one(Device, device))
    assert " ".join(words) in page.text
    amira = as_person("amira")
    assert words[0] not in amira.get("/my-phone").html, "they are read from the phone, or comparing proves nothing"
    page = ben.send(form="/activate")
    assert "The phone is ready." in page.text
    ben.get(f"/phones/{device}/revoke")
    page = ben.send(form="/revoke")
    assert "Taken out" in page.text


def test_nobody_else_brings_in_or_takes_out_a_phone(app: Flask, as_person: Sign, cast: dict[str, str]) -> None:
    ben = as_person("ben")
    ben.get("/phones")
    page = ben.send(form=f"{cast['amira']}/code")
    device = proved_phone(app, page.html.split('class="rhi-code" translate="no">')[1].split("<")[0])
    for name in ("olu", "priya", "erin", "amira"):
        browser = as_person(name)
        browser.get("/protocols")
        for path in (f"/phones/{device}/activate", f"/phones/{device}/revoke", f"/phones/{cast['amira']}/code"):
            assert browser.client.post(path, data={"csrf_token": token_of(browser)}).status_code in (403, 404)
    with app.app_context():
        assert db.session.get_one(Device, device).state == "proved"
