"""What phones send: taken once, answered alike for ever, and nothing that was changed on the way."""

import threading
from typing import Any

import pytest
from sqlalchemy import func, select

from rhi_app.domain import canonical, trust
from rhi_app.domain.envelope import ENVELOPE, MOST_BYTES, unpack
from rhi_app.models import AuditLine, Entry, Envelope, OutboxRow
from rhi_app.services import crypto, enrolment, quarantine
from rhi_app.services.envelopes import GAPS_NAMED, missing_below
from rhi_app.services.locks import take_lock
from tests.phone_simulator import Phone, Refused, to_app
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT, Case


def sealed(phone: Phone, case: Case, **options: Any) -> bytes:
    return phone.seal(case, [phone.entry(case["record"], "attempt", ATTEMPT)], **options)


def count(office: Office, table: Any) -> int:
    with office.session() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def refusal_of(phone: Phone, data: bytes) -> tuple[int, str]:
    with pytest.raises(Refused) as refused:
        phone.upload(data)
    return refused.value.status, refused.value.problem


def test_an_envelope_is_stored_with_its_receipt_its_audit_line_and_the_row_that_has_it_opened(office: Office, phone: Phone, case: Case) -> None:
    data = sealed(phone, case, urgent=True)
    receipt = phone.upload(data)
    with office.session() as session:
        envelope = session.get_one(Envelope, receipt["envelope"])
        assert (envelope.bytes, envelope.hash, envelope.state) == (data, canonical.hash_text(data), "stored")
        assert envelope.is_urgent
        row = session.scalars(select(OutboxRow).where(OutboxRow.kind == "open_envelope")).one()
        assert (row.payload, row.is_urgent) == ({"envelope": envelope.id}, True)
        line = session.scalars(select(AuditLine).where(AuditLine.action == "envelope.store")).one()
        assert (line.object_id, line.device_id) == (envelope.id, phone.device)
    assert (receipt["device"], receipt["sequence"], receipt["server_sequence"], receipt["gaps"]) == (phone.device, 1, 1, [])


def test_the_same_bytes_get_the_same_receipt_and_are_stored_once(office: Office, phone: Phone, case: Case) -> None:
    data = sealed(phone, case)
    answers = [phone.send("POST", "/sync/envelopes", data, {}).body for _ in range(3)]
    assert answers[0] == answers[1] == answers[2]
    assert count(office, Envelope) == 1
    office.work()
    assert phone.send("POST", "/sync/envelopes", data, {}).body == answers[0]
    assert count(office, Entry) == 1


def test_twenty_copies_at_once_are_one(office: Office, phone: Phone, case: Case) -> None:
    data = sealed(phone, case)
    bodies: list[bytes] = []
    threads = [threading.Thread(target=lambda: bodies.append(phone.send("POST", "/sync/envelopes", data, {}).body)) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(bodies)) == 1
    assert count(office, Envelope) == 1


def test_the_same_id_with_other_bytes_is_refused_and_alarmed(office: Office, phone: Phone, case: Case) -> None:
    first = phone.upload(sealed(phone, case))
    assert refusal_of(phone, sealed(phone, case, envelope=first["envelope"])) == (409, "envelope-differs")
    with office.session() as session:
        line = session.scalars(select(AuditLine).where(AuditLine.action == "envelope.differs")).one()
        assert (line.object_id, line.device_id) == (first["envelope"], phone.device)
    assert count(office, Envelope) == 1


def test_a_number_that_was_seen_before_is_no_dead_end(office: Office, phone: Phone, case: Case) -> None:
    """A phone that was put back to an earlier day: all that it seals is taken, it hears where to go on, and a person hears of it."""
    for _ in range(3):
        assert "highest" not in phone.upload(sealed(phone, case))
    phone.sequence, phone.previous, phone.made = 1, "", {}
    again = sealed(phone, case)
    receipt = phone.upload(again)
    assert (receipt["sequence"], receipt["highest"], receipt["gaps"]) == (2, 3, [])
    assert phone.upload(again) == receipt
    phone.sequence = receipt["highest"]
    assert "highest" not in phone.upload(sealed(phone, case))
    office.work()
    assert count(office, Entry) == count(office, Envelope) == 5
    with office.session() as session:
        assert [(line.kind, line.reason) for line in quarantine.list_open(session, phone.organisation)] == [("phone", "number-seen")]


def test_another_phones_envelope_id_cannot_be_taken(office: Office, phone: Phone, case: Case) -> None:
    first = phone.upload(sealed(phone, case))
    assert refusal_of(office.new_phone(), sealed(office.new_phone(), case, envelope=first["envelope"]))[1] == "envelope-differs"


def test_what_overtakes_is_stored_and_the_receipt_names_what_is_missing(phone: Phone, case: Case) -> None:
    first, second, urgent = sealed(phone, case), sealed(phone, case), sealed(phone, case, urgent=True)
    assert phone.upload(urgent)["gaps"] == [1, 2]
    assert phone.upload(first)["gaps"] == []
    assert phone.upload(second)["gaps"] == []
    assert phone.upload(sealed(phone, case))["gaps"] == []


def test_gaps_are_named_up_to_a_hundred() -> None:
    assert missing_below([], 1) == []
    assert missing_below([1, 2, 5], 7) == [3, 4, 6]
    assert missing_below([1, 3, 4], 5) == [2]
    assert missing_below([], 2**31 - 1) == list(range(1, GAPS_NAMED + 1))
    assert len(missing_below(range(2, 1000, 2), 2**31 - 1)) == GAPS_NAMED


def test_each_bit_of_the_header_counts(office: Office, phone: Phone, case: Case) -> None:
    data = sealed(phone, case)
    header = len(unpack(ENVELOPE, data).header_bytes)
    with office.session() as session:  # one transaction: the speed of this test, not of the server
        for bit in range(8 * (8 + header)):
            changed = bytearray(data)
            changed[bit // 8] ^= 1 << bit % 8
            assert_not_taken(session, office, bytes(changed))
    assert count(office, Envelope) == 0


def assert_not_taken(session: Any, office: Office, data: bytes) -> None:
    from rhi_app.domain.problems import Problem
    from rhi_app.services.envelopes import receive

    with pytest.raises(Problem) as problem:
        receive(session, office.settings, data, office.now())
    assert problem.value.slug in ("envelope-unreadable", "envelope-differs")


def test_a_truncated_envelope_is_unreadable(office: Office, phone: Phone, case: Case) -> None:
    data = sealed(phone, case)
    for cut in (0, 1, 3, 4, 7, 100, -200, -64, -1):
        assert refusal_of(phone, data[:cut]) == (400, "envelope-unreadable")
    assert count(office, Envelope) == 0


def test_an_envelope_beyond_the_limit_is_too_large(phone: Phone) -> None:
    assert refusal_of(phone, bytes(MOST_BYTES + 1)) == (413, "too-large")


def test_a_stranger_cannot_sign_for_a_phone(office: Office, phone: Phone, case: Case) -> None:
    stranger = Phone(to_app(office.app), device=phone.device, organisation=phone.organisation, user=phone.user, manifest=phone.manifest)
    assert refusal_of(stranger, sealed(stranger, case)) == (400, "envelope-unreadable")


def test_a_header_that_names_somebody_else_is_unreadable(office: Office, phone: Phone, case: Case) -> None:
    others = {"organisation": office.cast["erin"], "user": office.cast["ben"], "device": office.new_phone().device}
    for field, other in others.items():
        assert refusal_of(phone, sealed(phone, case, **{field: other})) == (400, "envelope-unreadable")


def test_the_other_half_of_a_signature_is_not_taken(phone: Phone, case: Case) -> None:
    data = sealed(phone, case)
    s = crypto.ORDER - int.from_bytes(data[-32:], "big")
    assert refusal_of(phone, data[:-32] + s.to_bytes(32, "big")) == (400, "envelope-unreadable")
    phone.upload(data)


def test_a_phone_whose_words_were_not_compared_has_to_wait(office: Office, case: Case) -> None:
    phone = Phone(to_app(office.app)).enrol(office.issue_code("amira"))
    data = sealed(phone, case)
    assert refusal_of(phone, data) == (403, "device-not-active")
    assert count(office, Envelope) == 0
    office.press(enrolment.activate, phone.device)
    phone.upload(data)


def test_a_receipt_is_signed_by_the_receipt_key_alone(phone: Phone, case: Case) -> None:
    data = sealed(phone, case)
    signed = phone.send("POST", "/sync/envelopes", data, {}).json
    phone.check_statement(trust.RECEIPT, "receipt", signed)
    assert list(signed) == ["key", "receipt", "signature"]
    assert signed["key"] == phone.manifest["receipt"][0]["key"]
    with pytest.raises(crypto.NotGenuine):
        phone.check_statement(trust.RECEIPT, "receipt", signed | {"receipt": signed["receipt"] | {"server_sequence": 2}})


def test_the_database_down_is_said_and_nothing_is_acknowledged(office: Office, phone: Phone, case: Case, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlalchemy.exc import OperationalError

    from rhi_app.services import envelopes

    def fails(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("disk full"))

    monkeypatch.setattr(envelopes, "record_audits", fails)
    data = sealed(phone, case)
    assert refusal_of(phone, data) == (503, "busy")
    assert count(office, Envelope) == 0
    monkeypatch.undo()
    phone.upload(data)


def test_a_receipt_is_given_only_after_the_commit(office: Office, phone: Phone, case: Case) -> None:
    from sqlalchemy import event
    from sqlalchemy.exc import OperationalError

    from rhi_app.database import db

    def fails(*_: Any) -> None:
        raise OperationalError("COMMIT", {}, Exception("disk full"))

    data = sealed(phone, case)
    with office.app.app_context():
        event.listen(db.sessionmaker, "before_commit", fails)
        try:
            assert refusal_of(phone, data) == (503, "busy")
        finally:
            event.remove(db.sessionmaker, "before_commit", fails)
    assert count(office, Envelope) == 0
    assert phone.upload(data)["server_sequence"] == 1


def test_locks_are_taken_by_name(office: Office) -> None:
    with office.session() as session:
        take_lock(session, "envelopes")
        take_lock(session, "envelopes")
