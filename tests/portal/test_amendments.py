"""A finished record is put right by whoever held it: one question, both texts kept, and the readers get a new version."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask

from rhi_app.access import may
from rhi_app.database import db
from rhi_app.domain.record_lines import Line, lines_of
from rhi_app.models import Record
from rhi_app.routes.records import questions
from rhi_app.services.amendments import NotFinished, amend
from rhi_app.services.entries import list_entries
from rhi_app.services.synopses import make_synopses, open_content
from tests.portal.cases import person
from tests.portal.strict import Browser
from tests.portal.test_endings import HELD, allocated, asked_for, write

Sign = Callable[[str], Browser]
ANALYSIS = ("interview", {"back.reaction": "They were all right.", "back.how": "I walked home."})


@pytest.fixture
def record_id(app: Flask, cast: dict[str, str], now: datetime) -> str:
    with app.app_context():
        record = allocated(cast, now, legal_status="looked_after")
        write(cast, record, now, *HELD[:2], ANALYSIS, *HELD[2:])
        db.session.commit()
        return record.id


def test_the_author_puts_one_question_right_and_both_are_shown(app: Flask, as_person: Sign, record_id: str, now: datetime) -> None:
    amira = as_person("amira")
    amira.get("/records")
    amira.send(form=f"/records/{record_id}")
    page = amira.send(form="/amendment", button=("question", "back.how"))
    assert "I walked home." in page.text
    page = amira.send({"amendment.what": "A neighbour drove him."}, form="/amendment/save", status=422)
    assert "Say why." in page.text
    assert "A neighbour drove him." in page.html
    page = amira.send({"amendment.why": "Misheard."}, form="/amendment/save")
    assert "It is put right." in page.text
    page = amira.send(form=f"/records/{record_id}")
    assert "I walked home." in page.text
    assert "A neighbour drove him." in page.text
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        last = list_entries(db.session, record)[-1]
        assert last["answers"]["amendment.was"] == "I walked home."
        assert last["flag"] == ""
        assert asked_for("make_synopses", record_id) == 2, "once at the finish, once for the amendment"
        made = {one.recipient_kind: open_content(db.session, one) for one in make_synopses(db.session, record, now)}
        assert "A neighbour drove him." in str(made["social_worker"])


def test_what_a_reader_never_had_is_put_right_without_them(app: Flask, cast: dict[str, str], record_id: str, now: datetime) -> None:
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        line = next(line for line in _lines(record) if line.question == "back.reaction")
        amend(db.session, person(cast["amira"]), record, line, {"amendment.what": "They shouted.", "amendment.why": "Asked again."}, now)
        made = {one.recipient_kind: open_content(db.session, one) for one in make_synopses(db.session, record, now)}
        assert "They shouted." in str(made["social_worker"])
        assert "Put right" not in str(made.get("police_liaison"))


def test_nobody_else_and_nothing_before_the_finish(app: Flask, as_person: Sign, cast: dict[str, str], record_id: str, now: datetime) -> None:
    amira = as_person("amira")
    amira.get("/records")
    assert "Put it right" in amira.send(form=f"/records/{record_id}").text
    with app.app_context():
        other = allocated(cast, now)
        write(cast, other, now, *HELD[:2])
        assert not may(person(cast["ben"]), "record.amend", db.session.get_one(Record, record_id))
        line = _lines(other)[-1]
        with pytest.raises(NotFinished):
            amend(db.session, person(cast["amira"]), other, line, {}, now)


def _lines(record: Record) -> list[Line]:
    return [line for entry in list_entries(db.session, record) for line in lines_of(entry, questions(), {}, "Sam")]
