"""Phone against portal: two values of one answer are kept until whoever holds the interview chooses; nothing else waits for it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from rhi_app.access import may
from rhi_app.database import db
from rhi_app.domain.clock import write_moment
from rhi_app.domain.entry_checks import digest_of
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.record_answers import answers_of, two_values
from rhi_app.models import Record
from rhi_app.routes.records import questions
from rhi_app.services import desk
from rhi_app.services.entries import list_entries, store_entry
from rhi_app.services.synopses import make_synopses, open_content
from rhi_app.services.two_answers import NothingToChoose, choose, waiting_in
from tests.portal.cases import person
from tests.portal.strict import Browser
from tests.portal.test_endings import HELD, allocated, asked_for, write

Sign = Callable[[str], Browser]
PHONE = {"back.how": "My uncle drove me.", "analysis.opinion": "He was calm.", "during.felt_good": ["music"]}
DESK = {"back.how": "I walked home.", "analysis.opinion": "He was tired.", "during.felt_good": ["friends"]}
NOT_DECIDED = "Which is right is not decided."


@pytest.fixture
def record_id(app: Flask, cast: dict[str, str], now: datetime) -> str:
    """Finished, when a phone that had none of it sends what it still holds."""
    with app.app_context():
        record = allocated(cast, now, legal_status="looked_after")
        write(cast, record, now, *HELD[:2], ("interview", DESK), *HELD[2:])
        from_a_phone(db.session, cast, record, PHONE, now, follows=[])
        db.session.commit()
        return record.id


def from_a_phone(session: Session, cast: dict[str, str], record: Record, answers: dict[str, Any], now: datetime, **changes: Any) -> None:
    device, moment = new_id(), write_moment(now)
    entry = {
        "id": new_id(), "record": record.id, "number": 1, "kind": "interview", "form": "interview", "form_version": 1, "author": cast["amira"],
        "device": device, "protocol": {"authority": "essex", "version": "1"}, "app": "0123456789abcdef", "happened_at": moment, "recorded_at": moment,
        "offset_ms": 0, "previous": "", "answers": answers,
    } | changes  # fmt: skip
    entry["digest"] = digest_of(entry)
    store_entry(session, record, entry, author_id=cast["amira"], device_id=device, envelope_id=None, flags=(), received_at=now)


def synopsis_for(record_id: str, now: datetime) -> str:
    record = db.session.get_one(Record, record_id)
    made = {one.recipient_kind: open_content(db.session, one) for one in make_synopses(db.session, record, now)}
    return str(made["social_worker"])


def test_both_are_printed_as_such_until_the_author_chooses(app: Flask, as_person: Sign, cast: dict[str, str], record_id: str, now: datetime) -> None:
    with app.app_context():
        assert asked_for("make_synopses", record_id) == 2, "once at the finish, once for what came after it"
        sent = synopsis_for(record_id, now)
        assert all(said in sent for said in ("My uncle drove me.", "I walked home.", "He was calm.", "He was tired.", NOT_DECIDED))
        assert "music, friends" in sent or "friends, music" in sent, "sets are united"
        db.session.commit()
    amira = as_person("amira")
    assert "Two answers: which is right?" in amira.get("/records").text
    page = amira.send(form=f"/records/{record_id}")
    assert "Both are kept until you choose. Nothing else waits for this." in page.text
    token = next(value["name"] for value in waiting(app, record_id)["back.how"] if value["answer"] == "I walked home.")
    page = amira.send(form=f"/records/{record_id}/answers", button=("answer", f"back.how {token}"))
    assert "It is chosen." in page.text
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        entries = list_entries(db.session, record)
        assert list(two_values(entries)) == ["analysis.opinion"]
        assert answers_of(entries)["back.how"] == "I walked home."
        assert {"My uncle drove me.", "I walked home."} <= {entry["answers"].get("back.how") for entry in entries}, "nothing is overwritten"
        assert entries[-1]["flag"] == ""
        assert asked_for("make_synopses", record_id) == 3
        sent = synopsis_for(record_id, now)
        assert "My uncle drove me." not in sent
        assert NOT_DECIDED in sent
    amira.get("/records")
    page = amira.send(form=f"/records/{record_id}")
    page = amira.send(form=f"/records/{record_id}/answers", button=("answer", "analysis.opinion both"))
    with app.app_context():
        entries = list_entries(db.session, db.session.get_one(Record, record_id))
        assert two_values(entries) == {}
        assert answers_of(entries)["analysis.opinion"].splitlines() in (["He was calm.", "He was tired."], ["He was tired.", "He was calm."])
    assert "Two answers" not in amira.get("/records").text


def test_what_stands_beside_in_the_entry_of_one_phone_alone_is_marked_too(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        quiet, marked = (allocated(cast, now, legal_status="looked_after") for _ in range(2))
        from_a_phone(db.session, cast, quiet, PHONE, now)
        from_a_phone(db.session, cast, marked, PHONE, now, beside={"back.how": [{"answer": "I walked home.", "author": cast["ben"]}]})
        db.session.commit()
    assert as_person("amira").get("/records").text.count("Two answers: which is right?") == 1


def waiting(app: Flask, record_id: str) -> dict[str, Any]:
    with app.app_context():
        return waiting_in(list_entries(db.session, db.session.get_one(Record, record_id)))


def test_only_who_holds_it_chooses_and_only_between_what_stands_there(app: Flask, cast: dict[str, str], record_id: str, now: datetime) -> None:
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        assert {who for who, account in cast.items() if may(person(account), "record.choose", record)} == {"amira"}
        asked = questions()["back.how"]
        for chosen in ("", "both", "another"):  # what the young person said is never put together
            with pytest.raises(NothingToChoose):
                choose(db.session, person(cast["amira"]), record, "back.how", chosen, asked, now)
        with pytest.raises(NothingToChoose):
            choose(db.session, person(cast["amira"]), record, "back.reaction", "both", asked, now)


def test_the_portal_decides_over_what_it_had_and_stands_beside_what_it_had_not(app: Flask, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        record = allocated(cast, now, legal_status="looked_after")
        from_a_phone(db.session, cast, record, {"analysis.opinion": "He was calm.", "analysis.facts": "Left on foot."}, now, form="analysis", follows=[])
        write(cast, record, now, ("to_desk", {}))
        db.session.commit()
        desk.save_part(db.session, person(cast["amira"]), record, "analysis", {"analysis.opinion": "He was tired."}, now)
        entries = list_entries(db.session, record)
        assert two_values(entries) == {}
        assert desk.answers_of(db.session, record, "analysis")["analysis.opinion"] == "He was tired."
        from_a_phone(db.session, cast, record, {"analysis.opinion": "He was afraid."}, now, form="analysis", follows=[entries[0]["id"]])
        values = two_values(list_entries(db.session, record))["analysis.opinion"]
        assert {value["answer"] for value in values} == {"He was tired.", "He was afraid."}
