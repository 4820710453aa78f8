"""Guards of the services, each with what breaks it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from rhi_app.database import db
from rhi_app.domain import hours, requirements
from rhi_app.domain.entry_words import words_of
from rhi_app.domain.record_lines import lines_of
from rhi_app.domain.requirements import Done
from rhi_app.models import Account, Child, Episode, OutboxRow, Record
from rhi_app.services.allocation import CaseIsOver, NotAnInterviewer, allocate
from rhi_app.services.children import child_details, initials_of
from rhi_app.services.demonstration_children import kofi
from rhi_app.services.intake import add_episode
from tests.portal.cast import notice
from tests.portal.strict import Browser

Sign = Callable[[str], Browser]


@pytest.fixture
def episode_id(app: Flask, cast: dict[str, str], now: datetime) -> str:
    with app.app_context():
        episode = add_episode(db.session, person(cast["ben"]), kofi(now), now)
        db.session.commit()
        return episode.id


def person(account_id: str) -> Account:
    return db.session.get_one(Account, account_id)


def test_only_an_interviewer_of_the_provider_takes_a_case(app: Flask, cast: dict[str, str], now: datetime, episode_id: str) -> None:
    with app.app_context():
        episode = db.session.get_one(Episode, episode_id)
        for name in ("priya", "cerys", "olu"):
            with pytest.raises(NotAnInterviewer):
                allocate(db.session, person(cast["ben"]), episode, person(cast[name]), now)


def test_a_finished_case_stays_with_whoever_held_it(app: Flask, cast: dict[str, str], now: datetime, episode_id: str) -> None:
    with app.app_context():
        episode = db.session.get_one(Episode, episode_id)
        allocate(db.session, person(cast["ben"]), episode, person(cast["amira"]), now).finished_at = now
        with pytest.raises(CaseIsOver):
            allocate(db.session, person(cast["ben"]), episode, person(cast["amira"]), now)


def test_the_mail_of_an_allocation_holds_opaque_ids_alone(app: Flask, cast: dict[str, str], now: datetime, episode_id: str) -> None:
    with app.app_context():
        allocate(db.session, person(cast["ben"]), db.session.get_one(Episode, episode_id), person(cast["amira"]), now)
        payload = db.session.scalars(select(OutboxRow).where(OutboxRow.kind == "send_mail")).one().payload
        assert payload.keys() == {"account", "reason", "record", "mail"}
        assert "Kofi" not in str(payload)


def test_names_lie_sealed_and_the_columns_hold_codes(app: Flask, episode_id: str) -> None:
    with app.app_context():
        child = db.session.scalars(select(Child)).one()
        assert b"Kofi" not in child.sealed
        assert child_details(db.session, child)["name"] == "Kofi Marlow"
        assert b"argument" not in db.session.get_one(Episode, episode_id).sealed


def test_a_notice_that_comes_back_after_signing_in_again_is_shown_and_not_saved(
    app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]
) -> None:
    ben = as_person("ben")
    ben.get("/episodes/add")
    page = ben.send(notice(now, cast) | {"restored": "1"})
    assert dict(page.forms[-1].fields)["child_name"] == "Kofi Marlow"
    with app.app_context():
        assert db.session.scalar(select(func.count(Episode.id))) == 0
        assert db.session.scalar(select(func.count(Record.id))) == 0


START = datetime(2026, 11, 20, 6, 30, tzinfo=UTC)
DUE = START + timedelta(hours=72)


def test_where_the_hours_went_stops_at_what_has_not_happened() -> None:
    events = {"referred": START + timedelta(hours=2), "allocated": START + timedelta(hours=3), "offered": None, "held": None}
    found = hours.where_the_hours_went(START, DUE, events, START + timedelta(hours=20))
    assert [(one.label, one.length) for one in found] == [
        ("Notice", timedelta(hours=2)),
        ("Allocation", timedelta(hours=1)),
        ("To the offer, until now", timedelta(hours=17)),
        ("Left", timedelta(hours=52)),
    ]
    assert sum(one.percent for one in found) == 100


def test_nothing_is_left_once_the_visit_was_held() -> None:
    held = START + timedelta(hours=40)
    events = {"referred": START, "allocated": START + timedelta(hours=1), "offered": START + timedelta(hours=2), "held": held}
    found = hours.where_the_hours_went(START, DUE, events, START + timedelta(hours=60))
    assert found[-1].label == "Offer to the visit"
    assert sum((one.length for one in found), timedelta()) == timedelta(hours=40)


@pytest.mark.parametrize(("started", "due"), [(None, DUE), (START, None), (DUE, START)])
def test_without_a_clock_no_hours_went(started: datetime | None, due: datetime | None) -> None:
    assert hours.where_the_hours_went(started, due, {}, START) == []


@pytest.mark.parametrize(("name", "initials"), [("Kofi Marlow", "K.M."), ("Ada", "A."), ("Ana Maria de Souza", "A.S."), ("", "")])
def test_initials_are_the_first_and_the_last(name: str, initials: str) -> None:
    assert initials_of(name) == initials


def test_an_entry_of_a_later_version_still_has_words() -> None:
    assert words_of({"kind": "something_new", "answers": {}}, {}) == ("Something new", "")
    assert words_of({"kind": "attempt", "answers": {"attempt.how": "pigeon"}}, {"child": "the young person"}) == ("Attempt", "Tried.")


def test_an_answer_whose_question_is_gone_is_still_read() -> None:
    entry = {"answers": {"old.question_of_ours": "Yes indeed"}}
    assert [(line.kind, line.label, line.text) for line in lines_of(entry, {}, {}, "Kofi")] == [("fact", "Question of ours", "Yes indeed")]


def test_short_names_read_as_a_person_writes_them() -> None:
    assert requirements.short_name("isle-of-wight") == "Isle of Wight"


def test_a_rule_that_says_no_is_told_where_it_matters_and_nowhere_else() -> None:
    answer = {"rule": "r", "verdict": "no", "say": "No parent is asked.", "value": {}, "provenance": "own", "authority": "x",
              "citation": {"short": "x 1"}}  # fmt: skip
    answered = {"answers": [answer], "possible": [], "verdict": "no"}
    assert [row.state for row in requirements.rows_of_topic("consent", "parent", answered, Done({}))] == ["none"]
    assert requirements.rows_of_topic("interviewer", "choice", answered, Done({})) == []
