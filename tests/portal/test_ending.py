"""What the coordinator sees when the visit was held: in time, what waits and why, who has read what."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.models import Account, Delivery, OutboxRow, Record
from rhi_app.services.agreements import MustNotBeAsked, log_agreement, people_to_ask
from rhi_app.services.children import child_details
from rhi_app.services.entries import add_portal_entry
from rhi_app.services.synopses import make_synopses
from tests.portal.cast import moment, notice
from tests.portal.strict import Browser
from tests.portal.test_story import allocate, episode_path, take_in

Sign = Callable[[str], Browser]

STEPS: list[tuple[str, str, dict[str, Any]]] = [
    ("attempt", "attempt", {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer"}),
    ("offer", "offer", {"offer.how": "telephone", "offer.to": "child", "offer.verbal": "yes", "offer.response": "accepted"}),
    ("consent", "consent", {"consent.who": "child", "consent.way": "indicated_not_seen", "consent.how": "telephone", "consent.understood": "yes"}),
    ("interview", "interview", {"before.what_happened": "They were shouting again."}),
    ("visit_ended", "visit_ended", {"visit.place": "home", "readback.done": "yes", "readback.way": "agreed_not_seen"}),
    ("record_finished", "record_finished", {"finish.interviewer_role": "Interviewer"}),
]


@pytest.fixture
def case(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]) -> str:
    ben = as_person("ben")
    take_in(ben, now, cast)
    allocate(ben, cast)
    return episode_path(ben)


def the_record() -> Record:
    return db.session.scalars(select(Record)).one()


def hold(app: Flask, cast: dict[str, str], now: datetime, *, with_mother: bool) -> None:
    """The visit, entry by entry, as a phone would have sent it."""
    with app.app_context():
        record, amira = the_record(), db.session.get_one(Account, cast["amira"])
        if with_mother:
            agree(record, cast, now)
        for kind, form, answers in STEPS:
            add_portal_entry(db.session, amira, record, kind, form, 1, answers, now - timedelta(minutes=30), now)
        make_synopses(db.session, record, now)
        db.session.commit()


def agree(record: Record, cast: dict[str, str], now: datetime) -> None:
    mother = people_to_ask(db.session, record)[0]["id"]
    answers = {"consent.who": "parent", "consent.contact": mother, "consent.way": "indicated_not_seen", "consent.how": "telephone"}
    log_agreement(db.session, db.session.get_one(Account, cast["priya"]), record, answers, now)


def read(app: Flask, kind: str, now: datetime, *, acknowledged: bool) -> None:
    with app.app_context():
        for delivery in db.session.scalars(select(Delivery)):
            if delivery.synopsis.recipient_kind == kind:
                delivery.mailed_at = delivery.opened_at = now
                delivery.acknowledged_at = now if acknowledged else None
        db.session.commit()


def test_held_in_time_and_who_has_read_it(app: Flask, as_person: Sign, case: str, cast: dict[str, str], now: datetime) -> None:
    hold(app, cast, now, with_mother=True)
    ben = as_person("ben")
    page = ben.get(case)
    assert "Held in time" in page.text
    assert "Held back" not in page.text
    for event in ("Attempt: no answer", "Offer by word: accepted", "The young person: agreed, not seen", "Visit ended", "Record finished"):
        assert event in page.text
    assert "shouting" not in page.html, "the overview holds nothing that the young person said"
    assert "Held, waiting to be read 1" in ben.get("/episodes").text
    assert "Not opened by Cerys Vaughan, Dan Whitlock" in ben.get("/episodes").text
    read(app, "police_liaison", now, acknowledged=False)
    page = ben.get(f"{case}/sharing")
    assert "Dan Whitlock" in page.text
    assert "Received 6 entries" in page.text or "Received 7 entries" in page.text
    assert "Opened Dan Whitlock" in page.text, "half done says by whom"
    read(app, "social_worker", now, acknowledged=True)
    assert "Held, waiting to be read 1" not in ben.get("/episodes").text
    assert "Read and acknowledged" in ben.get("/episodes?show=closed").text


def test_without_the_mothers_word_it_waits_and_her_word_sends_it(
    app: Flask, as_person: Sign, case: str, cast: dict[str, str], now: datetime
) -> None:
    hold(app, cast, now, with_mother=False)
    ben, priya = as_person("ben"), as_person("priya")
    assert "Held back. A parent must agree, and has not." in ben.get(case).text
    assert "Not asked yet" in priya.get("/agreements").text
    with app.app_context():
        asked = len(db.session.scalars(select(OutboxRow).where(OutboxRow.kind == "make_synopses")).all())
        agree(the_record(), cast, now)
        db.session.commit()
        assert len(db.session.scalars(select(OutboxRow).where(OutboxRow.kind == "make_synopses")).all()) == asked + 1
    assert "Held back" not in ben.get(case).text


def test_an_answer_of_somebody_who_must_not_be_asked_is_refused_by_the_service_as_well(
    app: Flask, case: str, cast: dict[str, str], now: datetime
) -> None:
    with app.app_context():
        record = the_record()
        stepfather = next(one for one in child_details(db.session, record.child)["contacts"] if one["do_not_contact"])
        answers = {"consent.who": "parent", "consent.contact": stepfather["id"], "consent.way": "refused", "consent.how": "telephone"}
        with pytest.raises(MustNotBeAsked):
            log_agreement(db.session, db.session.get_one(Account, cast["priya"]), record, answers, now)


def test_a_second_episode_of_the_same_child_counts_the_first(as_person: Sign, case: str, cast: dict[str, str], now: datetime) -> None:
    ben = as_person("ben")
    ben.get(case)
    page = ben.send(form="/people")
    path = next(href for href, _ in page.links if href.endswith("/episodes/add") and href.startswith("/children/"))
    page = ben.get(path)
    assert "Another episode of K.M." in page.text
    assert "Kofi" not in page.html
    told = notice(now, cast)
    asked = {name for name, _ in page.forms[-1].fields} | {"missing_from", "visiting_risk", "services"}
    page = ben.send({name: value for name, value in told.items() if name in asked} | later(now))
    assert "K.M., episode 2" in page.text
    assert "additional verbal offer" not in page.text, "neither the first nor the third"


def later(now: datetime) -> dict[str, str]:
    """After the first absence was over."""
    went = now - timedelta(hours=4)
    given = {"missing_from_at": went, "reported_at": went + timedelta(hours=1), "found_at": now - timedelta(hours=1), "returned_at": now - timedelta(hours=1)}
    return {key: value for name, at in given.items() for key, value in moment(name, at).items()}
