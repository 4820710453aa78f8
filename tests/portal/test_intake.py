"""A notice comes in: one page, and nothing typed is lost."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from rhi_app.database import db
from tests.portal.cases import an_episode
from tests.portal.cast import moment, notice
from tests.portal.strict import Browser, Page

Sign = Callable[[str], Browser]
# What a form says does not hang on the database.
ONE_ENGINE = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)


@ONE_ENGINE
def test_the_notice_asks_for_nothing_twice_and_every_question_stands_in_one_group(as_person: Sign) -> None:
    page = as_person("ben").get("/episodes/add")
    assert "Add an episode" in page.title
    names = [name for name, _ in page.forms[-1].fields]
    assert {"missing_from_at-day", "contacts-0-name", "visiting_risk_text", "police_liaison"} <= set(names)


@ONE_ENGINE
def test_one_more_person_keeps_everything_that_was_typed(as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    browser = as_person("ben")
    browser.get("/episodes/add")
    page = browser.send(notice(now, cast), button=("add", "contacts"))
    given = dict(page.forms[-1].fields)
    assert given["child_name"] == "Kofi Marlow"
    assert given["contacts-1-do_not_contact_reason"] == "The child is afraid of him."
    assert given["contacts-2-name"] == ""


WRONG = [
    ({"returned_at": timedelta(hours=3)}, "The return is in the future. Check the date."),
    ({"missing_from_at": timedelta(hours=3)}, "The child goes missing in the future. Check the date."),
    ({"returned_at": timedelta(hours=-200)}, "The return is before the child went missing. Check the dates."),
    ({"found_at": timedelta(hours=-2)}, "The child was found after the return. Check the times."),
    ({"reported_at": timedelta(hours=-300)}, "It was reported before the child went missing. Check the dates."),
]


@ONE_ENGINE
@pytest.mark.parametrize(("shift", "sentence"), WRONG)
def test_a_wrong_date_is_said_at_its_field_and_nothing_is_lost(
    as_person: Sign, now: datetime, cast: dict[str, str], shift: dict[str, timedelta], sentence: str
) -> None:
    browser = as_person("ben")
    browser.get("/episodes/add")
    changed: dict[str, Any] = {key: value for name, by in shift.items() for key, value in moment(name, now + by).items()}
    page = browser.send(notice(now, cast) | changed, status=422)
    assert "There is something to look at" in page.text
    assert sentence in page.text
    given = dict(page.forms[-1].fields)
    assert given["circumstances"] == "Left after an argument."
    assert [given[key] for key in changed] == list(changed.values())


@ONE_ENGINE
def test_who_must_not_be_rung_needs_a_reason(as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    browser = as_person("ben")
    browser.get("/episodes/add")
    page = browser.send(notice(now, cast) | {"contacts-1-do_not_contact_reason": ""}, status=422)
    assert "Say why this person must not be rung or asked." in page.text
    assert ("#contacts-1-do_not_contact_reason", "") in page.links


@ONE_ENGINE
def test_a_child_is_not_missing_twice_at_once(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    """The first absence: from fifteen to three hours ago."""
    with app.app_context():
        child_id = an_episode(cast, now, "essex").child_id
        db.session.commit()
    browser = as_person("ben")
    address, told = f"/children/{child_id}/episodes/add", notice(now, cast)

    def sent(start: int, end: int, status: int) -> Page:
        browser.get(address)
        times = {"missing_from_at": start, "reported_at": start, "returned_at": end}
        empty = {name: "" for name in told if name.startswith("found_at")}
        typed = {key: value for name, hours in times.items() for key, value in moment(name, now - timedelta(hours=hours)).items()}
        return browser.send(told | empty | typed, status=status)

    assert "The child was missing then in episode 1 already. Check the dates." in sent(4, 1, 422).text
    assert "missing then in episode 1" in sent(20, 14, 422).text
    assert "missing then in episode 1" in sent(15, 14, 422).text
    assert "missing then" not in sent(3, 1, 200).text
