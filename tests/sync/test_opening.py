"""What the job worker makes of an envelope: entries, a state of the record, and what must follow."""

from datetime import UTC, datetime, timedelta

from rhi_app.domain.clock import write_moment
from rhi_app.models import Account, Record
from rhi_app.services.entries import add_portal_entry
from rhi_app.services.outbox import put
from tests.phone_simulator import Phone
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT, Case, asked_for, entries_of, flag_of, record_of


def test_entries_come_out_as_they_went_in_with_what_the_server_knows(office: Office, phone: Phone, case: Case) -> None:
    sent = [phone.entry(case["record"], "attempt", ATTEMPT), phone.entry(case["record"], "attempt", ATTEMPT | {"attempt.note": "“Later”, 🙂\n"})]
    receipt = phone.upload(phone.seal(case, sent))
    office.work()
    found = entries_of(office, case)
    assert [{name: entry[name] for name in sent[0]} for entry in found] == sent
    assert [entry["sequence"] for entry in found] == [1, 2]
    assert {entry["author_name"] for entry in found} == {"Amira Haddad"}
    assert {entry["received_at"] for entry in found} == {receipt["received_at"]}
    assert {entry["flag"] for entry in found} == {""}
    assert not record_of(office, case).is_flagged


def test_the_portals_entries_and_the_phones_are_one_list(office: Office, phone: Phone, case: Case) -> None:
    phone.send_entry(case, "attempt", ATTEMPT)
    office.work()
    with office.session() as session:
        record, desk = session.get_one(Record, case["record"]), session.get_one(Account, office.cast["priya"])
        for _ in range(2):
            add_portal_entry(session, desk, record, "consent", "consent", 1, {"consent.who": "parent"}, office.now(), office.now())
    phone.send_entry(case, "attempt", ATTEMPT)
    office.work()
    found = entries_of(office, case)
    assert [(entry["sequence"], entry["kind"], entry["number"]) for entry in found] == [
        (1, "attempt", 1),
        (2, "consent", 1),
        (3, "consent", 2),
        (4, "attempt", 2),
    ]
    assert found[2]["previous"] == found[1]["digest"]
    assert [entry["flag"] for entry in found][-1] == ""


def test_an_opened_envelope_is_said_to_be_processed_by_the_worker(office: Office, phone: Phone, case: Case) -> None:
    envelope = phone.send_entry(case, "attempt", ATTEMPT)["envelope"]
    office.work()
    signed = phone.status(envelope)["envelopes"][envelope]
    assert signed["processed"] | {"at": ""} == {
        "v": 1, "envelope": envelope, "hash": phone.previous, "record": case["record"], "state": "processed", "at": "",
    }  # fmt: skip
    assert signed["key"] == phone.manifest["worker"][0]["key"]


def test_opening_twice_is_opening_once(office: Office, phone: Phone, case: Case) -> None:
    envelope = phone.send_entry(case, "attempt", ATTEMPT)["envelope"]
    office.work()
    with office.session() as session:
        put(session, "open_envelope", {"envelope": envelope}, office.now())
    office.work()
    assert len(entries_of(office, case)) == 1


def test_the_first_visit_that_ended_is_when_it_was_held(office: Office, phone: Phone, case: Case) -> None:
    first = datetime(2026, 11, 20, 18, 30, tzinfo=UTC)
    for hours in (0, 24):
        happened_at = write_moment(first + timedelta(hours=hours))
        phone.send_entry(case, "visit_ended", {}, state="visit_ended", happened_at=happened_at)
    office.work()
    record = record_of(office, case)
    assert (record.held_at, record.outcome, record.finished_at) == (first, "held", None)
    assert asked_for(office, "make_synopses") == []


def test_a_phone_ahead_of_time_cannot_have_held_it_later_than_the_server_heard(office: Office, phone: Phone, case: Case) -> None:
    receipt = phone.send_entry(case, "visit_ended", {}, state="visit_ended", happened_at="2031-01-01T00:00:00.000Z")
    office.work()
    record = record_of(office, case)
    assert record.held_at is not None
    assert write_moment(record.held_at) == receipt["received_at"]
    assert "time-ahead" in entries_of(office, case)[0]["flag"]


def test_a_clock_whose_offset_was_measured_is_not_flagged(office: Office, case: Case) -> None:
    phone = office.new_phone(now=lambda: datetime.now(UTC) + timedelta(days=400), offset_ms=-400 * 24 * 3600 * 1000)
    phone.send_entry(case, "attempt", ATTEMPT)
    assert flag_of(office, case) == ""


def test_finishing_asks_for_the_synopses_and_takes_the_case_off_the_phone(office: Office, phone: Phone, case: Case) -> None:
    phone.send_entry(case, "visit_ended", {}, state="visit_ended")
    phone.send_entry(case, "record_finished", {}, state="finished")
    office.work()
    record = record_of(office, case)
    assert (record.outcome, record.finished_at is not None) == ("held", True)
    assert asked_for(office, "make_synopses") == [({"record": case["record"]}, False)]
    bundle = phone.fetch_bundle()
    assert bundle is not None
    assert bundle["cases"] == []


def test_a_decline_ends_the_record_and_a_later_visit_takes_it_up_again(office: Office, phone: Phone, case: Case) -> None:
    phone.send_entry(case, "decline", {}, state="declined")
    office.work()
    record = record_of(office, case)
    assert (record.outcome, record.held_at, record.finished_at is not None) == ("declined", None, True)
    assert len(asked_for(office, "make_synopses")) == 1
    phone.send_entry(case, "visit_ended", {}, state="visit_ended")
    office.work()
    record = record_of(office, case)
    assert (record.outcome, record.held_at is not None, record.finished_at) == ("held", True, None)


def test_an_amendment_after_the_end_makes_the_synopses_anew(office: Office, phone: Phone, case: Case) -> None:
    phone.send_entry(case, "amendment", {})
    phone.send_entry(case, "decline", {}, state="declined")
    phone.send_entry(case, "amendment", {}, state="declined")
    office.work()
    assert len(asked_for(office, "make_synopses")) == 2


def test_harm_goes_out_at_once_and_first(office: Office, phone: Phone, case: Case) -> None:
    phone.send_entry(case, "attempt", ATTEMPT)
    phone.send_entry(case, "harm", {"harm.words": "He hit me."}, urgent=True)
    with office.session() as session:
        from rhi_app.services.outbox import find_next

        row = find_next(session, office.now())
        assert row is not None
        assert row.is_urgent
    office.work()
    entry = next(entry for entry in entries_of(office, case) if entry["kind"] == "harm")
    assert asked_for(office, "urgent_notice") == [({"record": case["record"], "entry": entry["id"]}, True)]
    assert entry["flag"] == ""  # it overtook the attempt, and nothing is wrong with that
    assert {entry["flag"] for entry in entries_of(office, case)} <= {"", entries_of(office, case)[-1]["flag"]}


def test_a_withdrawal_marks_the_record(office: Office, phone: Phone, case: Case) -> None:
    phone.send_entry(case, "withdrawal", {"withdrawal.who": "child"})
    office.work()
    assert record_of(office, case).is_withdrawn
