"""What stands beside an agreement: which words, whose responsibility, and what was taken back."""

from collections.abc import Callable
from datetime import datetime

from flask import Flask

from rhi_app.database import db
from rhi_app.domain.wordings import read_back_digest
from rhi_app.models import Record
from rhi_app.services import agreements
from rhi_app.services.entries import add_portal_entry, list_entries
from rhi_app.services.synopses import view_of_record
from tests.portal.cases import person
from tests.portal.strict import Browser
from tests.portal.test_endings import allocated, write

Sign = Callable[[str], Browser]
SIGNED = {"consent.who": "child", "consent.way": "signed", "consent.understood": "yes"}
MOTHER = {
    "id": "0199a000-0000-7000-8000-00000000000a", "name": "Jo Invented", "relation": "mother", "telephone": "01632 960001", "how": "",
    "parental_responsibility": None, "lives_with": True, "do_not_contact": False, "do_not_contact_reason": "", "asked_by_at": None,
}  # fmt: skip


def test_one_character_changed_shows_as_given_for_an_earlier_version(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        record = allocated(cast, now, legal_status="looked_after")
        _, name = agreements.wording_for(record, "child") or ({}, {})
        shown = {"consent.recipients": agreements.readers_today(db.session, record)}
        assert shown["consent.recipients"][0] == "Cerys, your social worker: Why you went, how you are, what would help"
        write(cast, record, now, ("consent", SIGNED | shown | {"consent.wording": name}))
        record_id, address = record.id, f"/episodes/{record.episodes[0].id}/agreement"
        db.session.commit()
    ben = as_person("ben")
    assert "given for an earlier version" not in ben.get(address).text
    assert "given when other readers were named" not in ben.get(address).text
    with app.app_context():
        other = name | {"digest": "x" + name["digest"][1:]}
        record = db.session.get_one(Record, record_id)
        write(cast, record, now, ("consent", SIGNED | shown | {"consent.wording": other}))
        record.episodes[0].social_worker_id = None
        db.session.commit()
    page = ben.get(address)
    assert "given for an earlier version of the words" in page.text
    assert "given when other readers were named" in page.text


def test_what_is_changed_after_the_signature_shows_where_the_record_is_read(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    said = {"before.what_happened": "I was at the bus station."}
    with app.app_context():
        record = allocated(cast, now)
        end = {"readback.done": "yes", "readback.way": "signed", "readback.text_digest": read_back_digest(record.id, [said])}
        write(cast, record, now, ("interview", said), ("visit_ended", end))
        record_id, address = record.id, f"/episodes/{record.episodes[0].id}/record"
        db.session.commit()
    ben = as_person("ben")
    ben.get(address)
    assert "For exactly this text." in ben.send(form="/records/").text
    with app.app_context():
        write(cast, db.session.get_one(Record, record_id), now, ("interview", {"before.what_happened": "I was at the bus station!"}))
        db.session.commit()
    ben.get(address)
    assert "Given for an earlier text" in ben.send(form="/records/").text


def test_a_parents_agreement_says_who_has_responsibility_and_may_be_taken_back(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        record = allocated(cast, now, contacts=[MOTHER])
        record_id = record.id
        db.session.commit()
    priya = as_person("priya")
    priya.get("/agreements")
    priya.send(form="/ask")
    known = {"responsibility": "yes", "responsibility_how": "Birth certificate"}
    priya.send({"contact": MOTHER["id"], "way": "indicated_not_seen", "how": "telephone", "read": "yes", **known}, form="/agreements/")
    priya.send(form="/ask")
    priya.send({"contact": MOTHER["id"], "way": "withdrew", "how": "telephone", "said": "Not any more"}, form="/agreements/")
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        agreed, taken_back = list_entries(db.session, record)
        assert agreed["answers"]["consent.responsibility_how"] == "Birth certificate"
        assert (taken_back["kind"], taken_back["answers"]["withdrawal.contact"]) == ("withdrawal", MOTHER["id"])
        add_portal_entry(db.session, person(cast["amira"]), record, "consent", "consent", 2, SIGNED, now, now)
        assert view_of_record(db.session, record)["held_back"] == ["withdrew", "parent_not_agreed"]
