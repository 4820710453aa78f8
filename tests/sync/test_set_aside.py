"""What cannot be opened is set aside, whole, and said so; it stops nothing else."""

from typing import Any

import pytest
from sqlalchemy import select

from rhi_app.domain import canonical
from rhi_app.domain.envelope import MOST_INFLATED, pad
from rhi_app.models import Account, AuditLine, Entry, Envelope, Record
from rhi_app.services import crypto
from rhi_app.services.entries import list_entries
from rhi_app.services.outbox import put
from tests.phone_simulator import Phone
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT, Case, entries_of, fate_of


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
