"""What the notice said is put right later: what was said stays beside it, and what is required is worked out again."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.models import AuditLine, Episode
from rhi_app.services import allocation, intake
from rhi_app.services.bundles import content_of
from rhi_app.services.children import child_details
from rhi_app.services.corrected import known_before
from tests.portal.cases import a_notice, an_episode, person
from tests.portal.cast import moment
from tests.portal.strict import Browser, Page

Sign = Callable[[str], Browser]


def taken_in(app: Flask, cast: dict[str, str], now: datetime, **told: Any) -> str:
    """With an interviewer, whose phone is to hear of it."""
    with app.app_context():
        episode = an_episode(cast, now, "essex", services=["child_in_need"], **told)
        allocation.allocate(db.session, person(cast["ben"]), episode, person(cast["amira"]), now)
        db.session.commit()
        return episode.id


def details_page(ben: Browser, episode_id: str) -> Page:
    ben.get(f"/episodes/{episode_id}")
    ben.send(form="/people")
    return ben.send(form="/people/correct")


def on_the_phone(episode_id: str, cast: dict[str, str], now: datetime) -> dict[str, Any]:
    phone: Any = SimpleNamespace(account=person(cast["amira"]))
    return next(case for case in content_of(db.session, phone, now)["cases"] if case["episodes"][0]["id"] == episode_id)


@pytest.mark.parametrize(
    ("before", "after", "is_kept"),
    [
        (None, "high", False),
        ("", "Example Road", False),
        ("low", "high", True),
        ("low", None, True),
        ({"in_area": True}, {"in_area": True, "type": "foster"}, False),
        ({"in_area": True}, {"in_area": False}, True),
        ({"in_area": True}, None, True),
        (["child_in_need"], ["early_help", "child_in_need"], False),
        (["child_in_need"], ["early_help"], True),
        ({"known": None, "text": ""}, {"known": True, "text": "A dog."}, False),
    ],
)  # fmt: skip
def test_what_was_known_and_is_taken_back_is_kept_and_what_is_only_added_is_not(before: Any, after: Any, is_kept: bool) -> None:
    assert known_before({"one": before}, {"one": after}) == ({"one": before} if is_kept else {})


def test_a_day_of_birth_put_right_decides_again(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    """essex 5.2: ten or over, on both sides. The old day stays, and goes nowhere else."""
    episode_id = taken_in(app, cast, now, years=9)
    ben, year = as_person("ben"), now.year - 14
    assert "Two sources disagree" in ben.get(f"/episodes/{episode_id}").text
    details_page(ben, episode_id)
    right = {"born_on-day": "9", "born_on-month": "3", "born_on-year": str(year)}
    assert "Say why it is put right." in ben.send(right, status=422).text
    page = ben.send(right | {"why": "The mother showed the passport."})
    assert "A missing chat must be offered." in page.text
    assert "passport" not in page.text, "a name or a birthday opens on the page of the people alone"
    page = ben.send(form="/people")
    assert f"Born 9 March {year}" in page.text
    assert "Day of birth was:" in page.text
    assert "The mother showed the passport." in page.text
    with app.app_context():
        case = on_the_phone(episode_id, cast, now)
        assert (case["child"]["born_on"], case["episodes"][0]["age"]) == (f"{year}-03-09", db.session.get_one(Episode, episode_id).age)
        assert "passport" not in json.dumps(case)
        lines = db.session.scalars(select(AuditLine).where(AuditLine.action == "child.correct")).all()
        assert [line.detail for line in lines] == ["born_on"]


def test_an_impossible_day_of_birth_is_refused_and_nothing_typed_is_lost(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    ben = as_person("ben")
    details_page(ben, taken_in(app, cast, now))
    page = ben.send({"born_on-year": "1990", "school": "Invented School"}, status=422)
    assert "The young person was 18 or older then." in page.text
    assert "Invented School" in page.html
    assert "The day of birth is in the future." in ben.send({"born_on-year": "2090"}, status=422).text
    assert "Enter the child’s name." in ben.send({"child_name": "", "born_on-year": str(now.year - 12)}, status=422).text


def test_somebody_who_must_not_be_rung_is_marked_later(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    """The same person by the same id, since entries name it; a new one is added; nobody is taken away."""
    barred = {"contacts-0-do_not_contact": "yes", "contacts-0-do_not_contact_reason": "Named in the last assessment."}
    ben, episode_id = as_person("ben"), taken_in(app, cast, now)
    details_page(ben, episode_id)
    ben.send({"contacts-0-name": "Neil Invented", "contacts-0-telephone": "07700 900142", "school": "Invented School"})
    with app.app_context():
        known = child_details(db.session, db.session.get_one(Episode, episode_id).child)["contacts"]
    details_page(ben, episode_id)
    assert "Enter the person’s name." in ben.send({"contacts-0-name": ""}, status=422).text
    assert "Say why it is put right." in ben.send({"contacts-0-name": "Neil Invented", **barred}, status=422).text
    assert "One person must not be rung or asked." in ben.send({"why": "The young person asked."}).text
    assert "Neil Invented, 07700 900142" in ben.send(form="/people").text
    with app.app_context():
        [now_barred] = on_the_phone(episode_id, cast, now)["contacts"]
        assert (now_barred["id"], now_barred["do_not_contact"]) == (known[0]["id"], True)


def test_a_time_put_right_moves_the_clock_and_keeps_what_was_said(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    episode_id = taken_in(app, cast, now)
    ben = as_person("ben")
    with app.app_context():
        before = db.session.get_one(Episode, episode_id).returned_at
    ben.get(f"/episodes/{episode_id}/correct")
    page = ben.send({})
    assert "Put right" not in page.text, "to save what was there needs no reason and changes nothing"
    with app.app_context():
        assert db.session.get_one(Episode, episode_id).returned_at == before
    ben.get(f"/episodes/{episode_id}/correct")
    assert "Say why it is put right." in ben.send(moment("returned_at", now - timedelta(hours=1)), status=422).text
    page = ben.send({"why": "The patrol’s log says so."})
    assert "Came back was:" in page.text
    assert "The patrol’s log says so." in page.text
    with app.app_context():
        episode = db.session.get_one(Episode, episode_id)
        assert episode.due_at == episode.returned_at + timedelta(hours=72)


def test_a_time_put_right_makes_no_child_missing_twice_at_once(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    """The sentence of the notice. What overlapped before keeps nobody from putting something else right."""
    hours = {name: now - timedelta(hours=count) for name, count in {"missing_from_at": 60, "reported_at": 59, "returned_at": 50}.items()}
    told = {"found_at": None, "category": "missing", "social_worker_id": cast["cerys"]}
    with app.app_context():
        later = an_episode(cast, now, "essex", services=["child_in_need"])
        earlier = intake.add_episode_of(db.session, person(cast["ben"]), later.child, a_notice(cast, now, "essex", **(hours | told)), now)
        ids, number = (earlier.id, later.id), later.number
        db.session.commit()
    ben, sentence = as_person("ben"), f"The child was missing then in episode {number} already. Check the dates."
    ben.get(f"/episodes/{ids[0]}/correct")
    moved = moment("returned_at", now - timedelta(hours=14)) | {"why": "The patrol’s log says so."}
    page = ben.send(moved, status=422)
    assert sentence in page.text
    assert ("#missing_from_at-day", "") in page.links
    ben.send(moment("returned_at", now - timedelta(hours=15)))
    with app.app_context():
        db.session.get_one(Episode, ids[1]).missing_from_at = now - timedelta(hours=40)
        db.session.commit()
    ben.get(f"/episodes/{ids[1]}/correct")
    assert "already" not in ben.send({"grade": "high", "why": "The patrol’s log says so."}).text
