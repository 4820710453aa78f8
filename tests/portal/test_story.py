"""Steps one and two of the story: the notice, what is required, who takes it on, and the mother's agreement by telephone."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.models import AuditLine, Episode, OutboxRow, Record
from rhi_app.services.entries import list_entries
from tests.portal.cast import moment, notice
from tests.portal.strict import Browser, Page

Sign = Callable[[str], Browser]


def take_in(browser: Browser, now: datetime, cast: dict[str, str], **changes: Any) -> Page:
    browser.get("/episodes/add")
    return browser.send(notice(now, cast) | changes)


def episode_path(browser: Browser) -> str:
    assert browser.response is not None
    return browser.response.request.path


def allocate(browser: Browser, cast: dict[str, str]) -> Page:
    browser.get(f"{episode_path(browser)}/allocate")
    return browser.send({"interviewer": cast["amira"]})


def test_the_notice_says_at_once_what_is_required_and_why(as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    browser = as_person("ben")
    page = take_in(browser, now, cast)
    assert "A missing chat must be offered." in page.text
    assert "First missing episode: make an additional verbal offer." in page.text
    assert "The Involvement Service or Family Solutions holds the missing chat." in page.text
    assert "A parent must agree: sign, or say so if not seen." in page.text
    assert "The young person must agree too" in page.text
    assert "Hold the interview within 72 hours of the return to home or care setting." in page.text
    assert "51 h left" in page.text
    for source in ("essex 5.2", "and england 31", "essex 5.3, note", "england 32"):
        assert source in page.text
    for applies in ("Inherited", "Essex adds"):
        assert applies in page.text


def test_no_title_or_address_says_who_it_is_about(as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    browser = as_person("ben")
    page = take_in(browser, now, cast)
    assert "K.M., episode 1" in page.text
    for secret in ("Kofi", "Marlow", "Joanna", "Draper", "Example Street"):
        assert secret not in page.html
    assert page.title == "Episode – Daybook"


def test_a_name_opens_on_request_and_the_log_notes_it(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    browser = as_person("ben")
    take_in(browser, now, cast)
    page = browser.send(form="/people")
    assert "Kofi Marlow" in page.text
    assert "Do not ring or ask Neil Draper" in page.text
    assert "01632 960002" not in page.html, "nobody is offered the number of somebody who must not be rung"
    with app.app_context():
        line = db.session.scalars(select(AuditLine).where(AuditLine.action == "child.read")).one()
        assert line.actor_id == cast["ben"]


def test_the_time_opens_to_rule_paragraph_and_inheritance(as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    browser = as_person("ben")
    take_in(browser, now, cast)
    page = browser.get(f"{episode_path(browser)}/why/deadlines/held")
    assert "Essex County Council Silent" in page.text
    assert "72 hours" in page.text
    assert "starts this clock" in page.text
    assert "kept, does not start this clock" in page.text


def test_allocation_sends_a_mail_that_names_nobody_and_asks_for_a_bundle(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    browser = as_person("ben")
    take_in(browser, now, cast)
    page = allocate(browser, cast)
    assert "To Amira Haddad." in page.text
    with app.app_context():
        row = db.session.scalars(select(OutboxRow).where(OutboxRow.kind == "send_mail")).one()
        assert row.payload["account"] == cast["amira"]
        record = db.session.scalars(select(Record)).one()
        assert record.interviewer_id == cast["amira"]
        assert db.session.scalars(select(AuditLine).where(AuditLine.action == "record.allocate")).one().object_id == record.id


def test_the_desk_logs_that_the_mother_agreed_by_telephone(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    ben, priya = as_person("ben"), as_person("priya")
    take_in(ben, now, cast)
    allocate(ben, cast)
    page = priya.get("/agreements")
    assert "Not asked yet" in page.text
    page = priya.send(form="/ask")
    assert "Joanna Marlow, mother, 01632 960001" in page.text
    assert "Neil Draper" not in page.html
    assert "what my child says is not shown to me" in page.text
    mother = next(value for name, value in _choices(page) if name == "contact")
    page = priya.send({"contact": mother, "way": "indicated_not_seen", "how": "telephone", "read": "yes", **moment("at", now - timedelta(minutes=30))})
    assert "Said yes, not seen" in page.text
    with app.app_context():
        entry = list_entries(db.session, db.session.scalars(select(Record)).one())[0]
        assert entry["kind"] == "consent"
        assert entry["answers"]["consent.wording"] | {"digest": ""} == {"authority": "essex", "who": "parent", "version": "1", "language": "en", "digest": ""}
        assert entry["answers"]["consent.heard_by"] == "Priya Nair"
    page = ben.get(episode_path(ben))
    assert "Mother: agreed, not seen" in page.text


def _choices(page: Page) -> list[tuple[str, str]]:
    return re.findall(r'name="(contact)" type="radio" value="([^"]+)"', page.html)


AGREED = {"way": "indicated_not_seen", "how": "telephone"}
BROKEN = [
    (AGREED, "Tick that the person heard or read them"),
    ({"way": "not_asked_harm", "how": "telephone"}, "Enter who decided that asking could harm."),
    ({"way": "signed", "how": "telephone", "read": "yes"}, "A signature comes on paper."),
    ({"how": "telephone"}, "Choose what was answered."),
]


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("given", "sentence"), BROKEN)
def test_half_an_agreement_is_said_and_nothing_is_lost(
    as_person: Sign, now: datetime, cast: dict[str, str], given: dict[str, str], sentence: str
) -> None:
    ben, priya = as_person("ben"), as_person("priya")
    take_in(ben, now, cast)
    allocate(ben, cast)
    priya.get("/agreements")
    page = priya.send(form="/ask")
    mother = _choices(page)[0][1]
    page = priya.send({"contact": mother, "said": "She rang back.", **given, **moment("at", now)}, status=422)
    assert sentence in page.text
    assert "She rang back." in page.html


def test_nobody_logs_an_answer_of_somebody_who_must_not_be_asked(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    ben, priya = as_person("ben"), as_person("priya")
    take_in(ben, now, cast)
    allocate(ben, cast)
    priya.get("/agreements")
    priya.send(form="/ask")
    page = priya.send({"contact": "someone-else", **AGREED, "read": "yes", **moment("at", now)}, status=422)
    assert "Choose one of these." in page.text


def test_in_care_no_parent_is_asked(as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    ben, priya = as_person("ben"), as_person("priya")
    page = take_in(ben, now, cast, legal_status="looked_after", services=["none"], missing_from="care", placement_in_area="yes")
    assert "No parent is asked" in page.text
    assert "A parent must agree" not in page.text
    allocate(ben, cast)
    page = priya.get("/agreements")
    assert "No parent is asked" in page.text
    assert not [form for form in page.forms if form.action.endswith("/ask")]


def test_under_ten_both_paragraphs_are_shown_and_a_decision_is_recorded(as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    ben = as_person("ben")
    page = take_in(ben, now, cast, **{"born_on-year": str(now.year - 9)})
    assert "Two sources disagree. Someone decides" in page.text
    for source in ("essex 5.2", "england 31"):
        assert source in page.text
    path = episode_path(ben)
    ben.get(f"{path}/decision/offer/offer")
    page = ben.send({"decided": "offer"}, status=422)
    assert "Say why, for whoever reads it later." in page.text
    page = ben.send({"decided": "offer", "by": "Ruth Ames, team manager", "reason": "The guidance says every child."})
    assert "It is offered." in page.text
    assert "The guidance says every child." in page.text


def test_what_is_not_known_is_said_and_asked_for(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    ben = as_person("ben")
    blank = dict.fromkeys((f"returned_at-{part}" for part in ("day", "month", "year", "time")), "")
    page = take_in(ben, now, cast, legal_status="", services=[], came_back="unknown", **blank)
    assert "status not known yet" in page.text
    assert "services not known yet" in page.text
    assert "No due time · return not known" in page.text or "No due time return not known" in page.text
    assert "Not known yet" in page.text
    path = episode_path(ben)
    page = ben.get(f"{path}/correct")
    page = ben.send({"legal_status": "looked_after", "services": ["none"], **moment("returned_at", now - timedelta(hours=1))})
    assert "71 h left" in page.text or "70 h left" in page.text
    assert "No parent is asked" in page.text
    with app.app_context():
        assert db.session.scalars(select(Episode)).one().services == []


def test_the_work_list_puts_first_who_has_nobody(as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    ben = as_person("ben")
    assert "Nothing needs you." in ben.get("/episodes").text
    take_in(ben, now, cast)
    page = ben.get("/episodes")
    assert "Needs you 1" in page.text
    assert "Nobody yet" in page.text
    take_in(ben, now, cast)
    allocate(ben, cast)
    page = ben.get("/episodes")
    assert "With an interviewer 1" in page.text
    page = ben.get("/episodes?show=needs")
    assert "With an interviewer 1" not in page.text


def test_every_section_of_an_episode_opens(as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    ben = as_person("ben")
    take_in(ben, now, cast)
    allocate(ben, cast)
    path = episode_path(ben)
    for section in ("agreement", "record", "sharing", "duties", "log"):
        ben.get(f"{path}/{section}")
    ben.get(f"{path}/nothing", status=404)
