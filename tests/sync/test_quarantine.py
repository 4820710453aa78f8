"""What could not be opened or was held has a line, a reason and a person; it ends when it is opened, or when somebody says what became of it."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from rhi_app.domain.sync_problems import NotSetAside
from rhi_app.models import Account, AuditLine, Device, Entry, Envelope, OutboxRow, SetAside
from rhi_app.services import accounts, crypto, enrolment, key_files, phone_watch, quarantine
from tests.phone_simulator import Phone
from tests.portal.cast import signed_in
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT, Case, entries_of, fate_of
from tests.sync.test_handover import reallocate
from tests.sync.test_recovery import WORDS, add_interviewer, answers_in, snapshots_in


def sealed(phone: Phone, case: Case) -> bytes:
    return phone.seal(case, [phone.entry(case["record"], "attempt", ATTEMPT)])


def lines(office: Office, phone: Phone) -> list[tuple[str, str]]:
    with office.session() as session:
        return [(line.thing, line.reason) for line in quarantine.list_open(session, phone.organisation)]


def press(office: Office, action: Any, *more: Any) -> None:
    """By the coordinator, for the one line that waits."""
    with office.session() as session:
        ben = session.get_one(Account, office.cast["ben"])
        (line,) = quarantine.list_open(session, ben.organisation_id)
        action(session, ben, line, *more, office.now())


def held(office: Office, phone: Phone, case: Case) -> str:
    office.press(enrolment.revoke, phone.device)
    envelope = str(phone.upload(sealed(phone, case))["envelope"])
    office.work()
    return envelope


def test_what_a_revoked_phone_still_sends_waits_until_a_person_releases_it(office: Office, phone: Phone, case: Case) -> None:
    envelope = held(office, phone, case)
    assert lines(office, phone) == [(envelope, "device-revoked")]
    assert entries_of(office, case) == []
    with pytest.raises(NotSetAside):
        press(office, quarantine.try_again)
    press(office, quarantine.release)
    office.work()
    assert len(entries_of(office, case)) == 1
    assert lines(office, phone) == []
    with office.session() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.action == "envelope.release")).one()
        assert (line.actor_id, line.object_id) == (office.cast["ben"], envelope)


def test_what_needs_a_key_is_opened_once_the_key_is_back(office: Office, phone: Phone, case: Case) -> None:
    """The worker's keys were restored without the newest: nothing is lost, and one press takes it in."""
    whole = office.folders.opening_file.read_bytes()
    key_files.replace(office.folders.opening_file, key_files.join_privates([crypto.make_private()]))
    envelope = str(phone.upload(sealed(phone, case))["envelope"])
    office.work()
    assert lines(office, phone) == [(envelope, "unknown-key")]
    press(office, quarantine.try_again)
    office.work()
    assert lines(office, phone) == [(envelope, "unknown-key")]  # still not there: it comes back, once
    key_files.replace(office.folders.opening_file, whole)
    press(office, quarantine.try_again)
    office.work()
    assert (fate_of(office, envelope), len(entries_of(office, case))) == (("processed", ""), 1)
    assert lines(office, phone) == []


def test_a_draft_that_does_not_open_has_a_line_too_and_keeps_no_case_from_anybody(office: Office, phone: Phone, case: Case) -> None:
    """The key goes before the worker has read it, and once more after: a phone that is lost meanwhile would have no other copy."""
    whole = office.folders.opening_file.read_bytes()
    without = key_files.join_privates([crypto.make_private()])
    phone.send_snapshot(phone.snapshot(case["record"], phone.draft(WORDS)))
    waits = [(snapshots_in(office)[0].id, "draft-not-opened")]
    key_files.replace(office.folders.opening_file, without)
    office.work()
    assert lines(office, phone) == waits
    assert "Try again" in signed_in(office.app, office.cast["ben"], office.now()).get("/set-aside").text
    key_files.replace(office.folders.opening_file, whole)
    press(office, quarantine.try_again)
    office.work()
    assert (lines(office, phone), snapshots_in(office)[0].state) == ([], "read")
    tomas = office.new_phone(add_interviewer(office))
    key_files.replace(office.folders.opening_file, without)
    reallocate(office, case, "tomas")
    content = tomas.fetch_bundle()
    assert content is not None
    (given,) = content["cases"]
    assert (given["record"], given["handed"], lines(office, phone)) == (case["record"], [], waits)
    key_files.replace(office.folders.opening_file, whole)
    press(office, quarantine.try_again)
    office.work()
    assert (answers_in(tomas), lines(office, phone)) == ([WORDS], [])
    with office.session() as session, pytest.raises(NotSetAside):
        quarantine.try_again(session, session.get_one(Account, office.cast["ben"]), session.scalars(select(SetAside)).all()[0], office.now())


def test_what_is_settled_leaves_the_list_with_its_note_sealed_and_the_bytes_stay(office: Office, phone: Phone) -> None:
    data = phone.seal_bytes(b"nothing of ours")
    envelope = str(phone.upload(data)["envelope"])
    office.work()
    press(office, quarantine.settle, "Amira wrote it again in the portal.")
    assert lines(office, phone) == []
    with office.session() as session:
        line = session.scalars(select(SetAside)).one()
        assert b"Amira" not in (line.note or b"")
        assert quarantine.note_of(session, line) == "Amira wrote it again in the portal."
        assert session.get_one(Envelope, envelope).bytes == data
        with pytest.raises(NotSetAside):
            quarantine.settle(session, session.get_one(Account, office.cast["ben"]), line, "again", office.now())


def test_the_phone_hears_who_looks_at_it_and_when_it_is_settled(office: Office, phone: Phone) -> None:
    envelope = str(phone.upload(phone.seal_bytes(b"nothing of ours"))["envelope"])
    office.work()
    assert phone.status(envelope)["looked_at"] == {envelope: {"reason": "payload-malformed", "outcome": "", "who": "Ben Osei"}}
    assert office.new_phone().status(envelope)["looked_at"] == {}
    press(office, quarantine.settle, "Nothing was in it.")
    assert phone.status(envelope)["looked_at"][envelope]["outcome"] == "settled"


def test_the_one_who_brought_the_phone_in_is_responsible_or_another_who_is_still_there(office: Office, phone: Phone) -> None:
    def responsible() -> str:
        with office.session() as session:
            found = quarantine.responsible_for(session, session.get_one(Device, phone.device))
            return found.name if found else ""

    with office.session() as session:
        amira = session.get_one(Account, office.cast["amira"])
        accounts.give_role(session, None, amira, amira.organisation, "coordinator", office.now())
    assert responsible() == "Ben Osei"
    with office.session() as session:
        accounts.disable(session, None, session.get_one(Account, office.cast["ben"]), office.now())
    assert responsible() == "Amira Haddad"


def test_what_a_phone_could_not_open_is_told_once_and_another_bundle_made_once(office: Office, phone: Phone, case: Case) -> None:
    office.work()
    told = [{"kind": "bundle", "thing": "1"}, {"kind": "item", "thing": f"cases/{case['record']}"}]
    for _ in range(3):
        phone.status(not_opened=told)
    with office.session() as session:
        waiting = select(func.count(OutboxRow.id)).where(OutboxRow.kind == "make_bundle", OutboxRow.done_at.is_(None))
        assert session.scalar(waiting) == 1
    assert lines(office, phone) == [("1", "bundle-not-opened"), (f"cases/{case['record']}", "item-not-opened")]
    office.work()
    assert phone.fetch_bundle() is not None
    phone.status()  # an older app says nothing of it, and that means nothing
    assert len(lines(office, phone)) == 2
    phone.status(not_opened=[])
    assert lines(office, phone) == [(f"cases/{case['record']}", "item-not-opened")]


def test_nothing_but_opaque_ids_is_taken_from_a_phone(office: Office, phone: Phone) -> None:
    for thing in ("Kofi Marlow", "", "x" * 81, "a\nb"):
        with pytest.raises(Exception, match="unreadable-request"):
            phone.status(not_opened=[{"kind": "item", "thing": thing}])
    assert lines(office, phone) == []


def test_how_long_work_waits_on_a_phone_is_an_age_and_never_older_than_the_phone(office: Office, phone: Phone, case: Case) -> None:
    def since() -> Any:
        with office.session() as session:
            return session.get_one(Device, phone.device).unsent_since

    phone.status(unsent=2, oldest_s=0)
    assert office.now() - since() < timedelta(minutes=1)
    phone.status(unsent=2, oldest_s=10**8)  # a clock that jumped by years
    with office.session() as session:
        device = session.get_one(Device, phone.device)
        assert device.unsent_since == device.enrolled_at
    phone.status(unsent=0, oldest_s=10**8)
    assert since() is None


def test_a_phone_with_old_unsent_work_or_cases_and_no_word_is_asked_about(office: Office, phone: Phone, case: Case) -> None:
    def watched(later: timedelta) -> tuple[set[str], set[str]]:
        with office.session() as session:
            found = phone_watch.phones_to_ask_about(session, phone.organisation, office.now() + later)
            return set(found.unsent), set(found.silent)

    phone.status(unsent=1, oldest_s=60)
    assert watched(timedelta(hours=23)) == (set(), set())
    assert watched(timedelta(hours=25)) == ({phone.device}, {phone.device})
    with office.session() as session:
        session.get_one(Device, phone.device).unsent_since = office.now() - timedelta(hours=73)
    browser = signed_in(office.app, office.cast["ben"], office.now())
    assert "1 phone to ask about" in browser.get("/episodes").text
    told = " ".join(browser.get("/phones").text.split())
    assert re.search("1 ?The oldest since .*, as the phone says For 3 days", told)
    office.press(enrolment.revoke, phone.device)
    assert watched(timedelta(hours=25)) == ({phone.device}, set())  # what is on it still matters


def test_the_page_says_why_from_whom_since_when_and_who_is_responsible(office: Office, phone: Phone, case: Case) -> None:
    held(office, phone, case)
    browser = signed_in(office.app, office.cast["ben"], office.now())
    page = browser.get("/set-aside")
    for words in ("taken out of use", "Amira Haddad’s phone", "Ben Osei", "Release", "Set aside 1"):
        assert words in page.text
    settle = next(path for path, _ in page.links if path.endswith("/settle"))
    assert "1 set aside" in browser.get("/episodes").text
    signed_in(office.app, office.cast["olu"], office.now()).get(settle, status=404)
    browser.get(settle)
    assert "Say what became of it" in browser.send({"note": ""}, form="settle", status=422).text
    page = browser.send({"note": "It was a test."}, form="settle")
    assert "Nothing is set aside" in page.text
    assert "It was a test." in page.text
    browser.get(settle)
    assert "already" in browser.send({"note": "Once more."}, form="settle", status=409).text
    with office.session() as session:
        assert session.scalar(select(func.count(Entry.id))) == 0
