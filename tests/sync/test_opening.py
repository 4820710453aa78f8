"""What the job worker makes of an envelope: entries, a state, what must follow; or a place apart where a person looks."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from rhi_app.domain import canonical
from rhi_app.domain.clock import write_moment
from rhi_app.domain.envelope import MOST_INFLATED, pad
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Account, AuditLine, Child, Entry, Envelope, OutboxRow, Record
from rhi_app.services import crypto
from rhi_app.services.entries import add_portal_entry, list_entries
from rhi_app.services.outbox import put
from tests.phone_simulator import Phone
from tests.sync.conftest import Office
from tests.sync.test_envelopes import ATTEMPT

Case = dict[str, Any]


def record_of(office: Office, case: Case) -> Record:
    with office.session() as session:
        session.expire_on_commit = False
        return session.get_one(Record, case["record"])


def entries_of(office: Office, case: Case) -> list[dict[str, Any]]:
    with office.session() as session:
        return list_entries(session, session.get_one(Record, case["record"]))


def asked_for(office: Office, kind: str) -> list[tuple[dict[str, Any], bool]]:
    with office.session() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == kind).order_by(OutboxRow.created_at))
        return [(row.payload, row.is_urgent) for row in rows]


def flag_of(office: Office, case: Case) -> str:
    office.work()
    return str(entries_of(office, case)[-1]["flag"])


def fate_of(office: Office, envelope: str) -> tuple[str, str]:
    with office.session() as session:
        row = session.get_one(Envelope, envelope)
        return row.state, row.problem


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


# What an entry does to its record


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


# What a person should look at: stored, flagged, never refused


ODD: list[tuple[dict[str, Any], str]] = [
    ({"form": "poem", "form_version": 1}, "unknown-form"),
    ({"form_version": 99}, "unknown-form"),
    ({"digest": "A" * 43}, "digest-differs"),
    ({"previous": "B" * 43}, "chain-broken"),
    ({"author": "01a20083-acba-7d33-9b44-5e1a7c902b03"}, "other-author"),
    ({"device": None}, "other-device"),
    ({"answers": {"attempt.how": "rang", "poem.title": "x"}}, "unknown-question"),
    ({"answers": {"attempt.how": "rang", "attempt.note": 7}}, "unreadable"),
]


def test_what_is_odd_about_an_entry_is_flagged(office: Office, phone: Phone, case: Case) -> None:
    for changes, flag in ODD:
        envelope = phone.send_entry(case, "attempt", **{"answers": ATTEMPT} | changes)["envelope"]
        assert flag in flag_of(office, case).split(), changes
        assert fate_of(office, envelope) == ("processed", "")
    assert record_of(office, case).is_flagged


def test_a_number_given_twice_is_flagged(office: Office, phone: Phone, case: Case) -> None:
    phone.send_entry(case, "attempt", ATTEMPT)
    phone.send_entry(case, "attempt", ATTEMPT, number=1, previous="")
    assert flag_of(office, case) == "number-twice"


def test_a_cut_in_the_chain_shows_when_the_missing_one_comes(office: Office, phone: Phone, case: Case) -> None:
    first, second = (phone.entry(case["record"], "attempt", ATTEMPT) for _ in range(2))
    phone.upload(phone.seal(case, [second]))
    office.work()
    assert flag_of(office, case) == ""
    changed = first | {"answers": {"attempt.how": "texted"} | ATTEMPT}
    changed["digest"] = canonical.digest({name: value for name, value in changed.items() if name != "digest"})
    phone.upload(phone.seal(case, [changed | {"answers": ATTEMPT | {"attempt.how": "texted"}}]))
    assert "chain-broken" in flag_of(office, case) or "digest-differs" in flag_of(office, case)


def test_a_new_app_may_say_more_than_this_server_knows(office: Office, phone: Phone, case: Case) -> None:
    phone.send_entry(case, "attempt", ATTEMPT, mood="calm", happened_at="1999-12-31T23:59:59.999Z")
    assert flag_of(office, case) == ""
    assert entries_of(office, case)[0]["mood"] == "calm"


def test_flags_are_whole_words_within_their_column(office: Office, phone: Phone, case: Case) -> None:
    broken = {"author": "x", "device": None, "digest": "A" * 43, "form_version": 99, "happened_at": "2040-01-01T00:00:00.000Z"}
    phone.send_entry(case, "attempt", ATTEMPT, **broken)
    flags = flag_of(office, case).split()
    assert {"digest-differs", "other-author", "other-device"} <= set(flags)
    assert len(" ".join(flags)) <= 60


# A record that began on the phone


def test_a_record_begun_on_the_phone_is_kept_and_flagged(office: Office, phone: Phone) -> None:
    begun = {"record": new_id(), "child": {"id": new_id()}, "episodes": []}
    envelope = phone.send_entry(begun, "attempt", ATTEMPT)["envelope"]
    office.work()
    assert fate_of(office, envelope) == ("processed", "")
    record = record_of(office, begun)
    assert (record.is_flagged, record.interviewer_id) == (True, office.cast["amira"])
    assert len(entries_of(office, begun)) == 1
    with office.session() as session:
        assert session.get_one(Child, begun["child"]["id"]).organisation_id == phone.organisation
    phone.send_entry(begun, "attempt", ATTEMPT)
    office.work()
    assert len(entries_of(office, begun)) == 2
    bundle = phone.fetch_bundle()
    assert bundle is not None
    assert bundle["cases"] == []  # a person matches it first


def test_a_record_begun_for_a_child_of_somebody_else_is_set_aside(office: Office, phone: Phone) -> None:
    from rhi_app.services import intake
    from tests.sync.conftest import notice

    with office.session() as session:
        elsewhere = intake.add_episode(session, session.get_one(Account, office.cast["olu"]), notice(office.now(), office.cast), office.now())
        child = elsewhere.child_id
    envelope = phone.send_entry({"record": new_id(), "child": {"id": child}, "episodes": []}, "attempt", ATTEMPT)["envelope"]
    office.work()
    assert fate_of(office, envelope) == ("quarantined", "not-your-record")


# What cannot be opened is set aside, whole, and said so


def set_aside(office: Office, phone: Phone, data: bytes) -> str:
    envelope = phone.upload(data)["envelope"]
    office.work()
    state, problem = fate_of(office, envelope)
    assert state == "quarantined"
    signed = phone.status(envelope)["envelopes"][envelope]
    assert signed["processed"]["state"] == "quarantined"
    with office.session() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.action == "envelope.quarantine", AuditLine.object_id == envelope)).one()
        assert line.detail == problem
        assert session.get_one(Envelope, envelope).bytes == data
    return problem


def test_somebody_elses_record_is_set_aside(office: Office, phone: Phone, case: Case) -> None:
    from rhi_app.services.accounts import give_role

    with office.session() as session:
        ben = session.get_one(Account, office.cast["ben"])
        give_role(session, None, ben, ben.organisation, "interviewer", office.now())
    bens = office.new_phone("ben")
    data = bens.seal(case, [bens.entry(case["record"], "attempt", ATTEMPT)])
    assert set_aside(office, bens, data) == "not-your-record"
    assert entries_of(office, case) == []


def test_what_is_sealed_to_another_key_is_set_aside(office: Office, phone: Phone, case: Case) -> None:
    entry = phone.entry(case["record"], "attempt", ATTEMPT)
    stranger = crypto.public_point(crypto.make_private())
    honest = phone.manifest
    phone.manifest = honest | {"sealing": [{"key": crypto.key_id(stranger), "public": canonical.to_text(stranger)}]}
    unknown = phone.seal(case, [entry])
    phone.manifest = honest | {"sealing": [{"key": honest["sealing"][0]["key"], "public": canonical.to_text(stranger)}]}
    not_ours = phone.seal(case, [entry])
    phone.manifest = honest
    assert set_aside(office, phone, unknown) == "unknown-key"
    assert set_aside(office, phone, not_ours) == "not-opened"


def test_what_another_version_wrote_is_set_aside(office: Office, phone: Phone, case: Case) -> None:
    assert set_aside(office, phone, phone.seal(case, [], schema="entries/2")) == "unknown-schema"


NO_PAYLOADS = [b"", b"null", b"[]", b"{}", b'{"a":1, "b":2}', b"[" * 3000, b'{"child":"x","entries":[],"episodes":[],"record":"x","state":"open"}']
NO_ENTRIES: list[dict[str, Any]] = [
    {"id": "x"}, {"id": 1}, {"number": 0}, {"number": 2**31}, {"number": "1"}, {"kind": "x" * 31}, {"kind": "drop table"}, {"form": ""},
    {"form_version": True}, {"happened_at": "yesterday"}, {"happened_at": "2026-13-01T00:00:00.000Z"}, {"offset_ms": "0"}, {"answers": []},
    {"recorded_at": None}, {"record": "01a20083-acba-7e55-ac66-7f2b8da13c04"}, {"kind": "attempt\n"},
]  # fmt: skip
NO_PADDING = [b"\0", bytes(256), b"\xff" * 512, pad(b"{}")[:-1], pad(b"{}") + bytes(256)]


def test_a_payload_that_makes_no_rows_is_set_aside(office: Office, phone: Phone) -> None:
    for payload in NO_PAYLOADS:
        assert set_aside(office, phone, phone.seal_bytes(payload)) == "payload-malformed"


def test_an_entry_that_makes_no_row_is_set_aside(office: Office, phone: Phone, case: Case) -> None:
    for changes in NO_ENTRIES:
        entry = phone.entry(case["record"], "attempt", ATTEMPT) | changes
        assert set_aside(office, phone, phone.seal(case, [entry])) == "payload-malformed", changes
    assert entries_of(office, case) == []


def test_a_clock_may_be_as_wrong_as_it_likes(office: Office, phone: Phone, case: Case) -> None:
    for offset_ms in (-(2**53 - 1), 2**53 - 1, None):
        envelope = phone.send_entry(case, "attempt", ATTEMPT, offset_ms=offset_ms)["envelope"]
        office.work()
        assert fate_of(office, envelope)[0] == "processed"


def test_padding_of_another_form_is_set_aside(office: Office, phone: Phone) -> None:
    for padded in NO_PADDING:
        assert set_aside(office, phone, phone.seal_bytes(b"", padded=padded)) == "payload-malformed"


def test_a_payload_that_inflates_without_end_is_set_aside(office: Office, phone: Phone) -> None:
    import zlib

    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    content = deflater.compress(bytes(MOST_INFLATED * 20)) + deflater.flush()
    padded = (len(content).to_bytes(4, "big") + content).ljust(-(-(len(content) + 4) // 256) * 256, b"\0")
    assert set_aside(office, phone, phone.seal_bytes(b"", padded=padded)) == "payload-malformed"


def test_an_entry_that_came_before_with_other_words_is_set_aside(office: Office, phone: Phone, case: Case) -> None:
    entry = phone.entry(case["record"], "attempt", ATTEMPT)
    phone.upload(phone.seal(case, [entry]))
    again = phone.upload(phone.seal(case, [entry]))["envelope"]
    office.work()
    assert fate_of(office, again) == ("processed", "")  # a phone that begins a new chain sends what is there already
    assert len(entries_of(office, case)) == 1
    other = entry | {"answers": ATTEMPT | {"attempt.how": "texted"}}
    other["digest"] = canonical.digest({name: value for name, value in other.items() if name != "digest"})
    assert set_aside(office, phone, phone.seal(case, [other])) == "entry-differs"
    doubled = phone.entry(case["record"], "attempt", ATTEMPT)
    assert set_aside(office, phone, phone.seal(case, [doubled, doubled])) == "entry-differs"


def test_bytes_that_rotted_in_the_database_are_asked_for_again(office: Office, phone: Phone, case: Case) -> None:
    data = phone.seal(case, [phone.entry(case["record"], "attempt", ATTEMPT)])
    receipt = phone.upload(data)
    envelope = receipt["envelope"]
    for rotten in (data[:-1], data[:200] + bytes([data[200] ^ 1]) + data[201:]):
        with office.session() as session:
            row = session.get_one(Envelope, envelope)
            row.bytes, row.state = rotten, "stored"
            put(session, "open_envelope", {"envelope": envelope}, office.now())
        office.work()
        assert fate_of(office, envelope) == ("quarantined", "damaged")
        assert phone.status(envelope)["envelopes"] == {}
        assert phone.upload(data) == receipt
    office.work()
    assert fate_of(office, envelope) == ("processed", "")
    assert len(entries_of(office, case)) == 1


def test_one_envelope_that_cannot_be_opened_stops_no_other(office: Office, phone: Phone, case: Case) -> None:
    phone.upload(phone.seal_bytes(b"nothing"))
    phone.send_entry(case, "attempt", ATTEMPT)
    office.work()
    assert len(entries_of(office, case)) == 1


def test_the_entries_of_a_record_stand_under_its_own_key(office: Office, phone: Phone, case: Case) -> None:
    from rhi_app.services.at_rest import KeyErased, destroy_key

    phone.send_entry(case, "attempt", ATTEMPT)
    office.work()
    with office.session() as session:
        row = session.scalars(select(Entry)).one()
        assert b"no_answer" not in row.sealed
        destroy_key(session, "record", case["record"])
        with pytest.raises(KeyErased):
            list_entries(session, session.get_one(Record, case["record"]))
