"""Many envelopes in one request: one commit, and yet each is taken, refused and acknowledged by itself."""

import random
from typing import Any

import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from rhi_app.database import db
from rhi_app.domain import canonical, rescue
from rhi_app.models import AuditLine, Envelope, OutboxRow
from rhi_app.routes.sync import SENT_AT_ONCE
from rhi_app.services import audit, enrolment
from rhi_app.services.outbox import POKE
from tests.faults.mutants import mutations
from tests.phone_batches import TOGETHER, upload_together
from tests.phone_simulator import Phone, Refused, to_app
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT, Case, entries_of

MUTANTS, SEED = 40, 20261122


def sealed(phone: Phone, case: Case, **options: Any) -> bytes:
    return phone.seal(case, [phone.entry(case["record"], "attempt", ATTEMPT)], **options)


def stored(office: Office) -> list[bytes]:
    """In the order in which they were taken."""
    with office.session() as session:
        return list(session.scalars(select(Envelope.bytes).order_by(Envelope.server_sequence)))


def test_each_is_stored_in_its_turn_with_a_receipt_an_audit_line_and_the_row_that_has_it_opened(office: Office, phone: Phone, case: Case) -> None:
    sent = [sealed(phone, case) for _ in range(6)]
    receipts = upload_together(phone, sent)
    assert stored(office) == sent
    assert [(each["sequence"], each["server_sequence"], each["gaps"]) for each in receipts] == [(at, at, []) for at in range(1, 7)]
    with office.session() as session:
        lines = session.scalars(select(AuditLine.object_id).where(AuditLine.action == "envelope.store").order_by(AuditLine.number)).all()
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "open_envelope")).all()
        assert lines == [each["envelope"] for each in receipts]
        assert {row.payload["envelope"] for row in rows} == set(lines)
        assert list(audit.find_faults(session)) == []
    office.work()
    assert len(entries_of(office, case)) == 6


def test_a_repeat_gets_the_receipts_that_were_given_whichever_way_it_comes(office: Office, phone: Phone, case: Case) -> None:
    sent = [sealed(phone, case) for _ in range(3)]
    first = phone.upload(sent[1])
    receipts = upload_together(phone, sent)
    assert receipts[1] == first
    assert upload_together(phone, [*sent, sent[0]]) == [*receipts, receipts[0]]
    assert [phone.upload(data) for data in sent] == receipts
    assert len(stored(office)) == 3


def test_one_that_is_refused_takes_nothing_of_the_others_with_it(office: Office, phone: Phone, case: Case) -> None:
    waiting = Phone(to_app(office.app)).enrol(office.issue_code("amira"))  # nobody has compared its words
    known = phone.upload(sealed(phone, case))
    good = [sealed(phone, case) for _ in range(3)]
    bad = bytearray(sealed(phone, case))
    bad[-1] ^= 1
    answers = upload_together(phone, [good[0], bytes(bad), good[1], sealed(waiting, case), sealed(phone, case, envelope=known["envelope"]), good[2]])
    assert [each.get("problem", "stored") for each in answers] == [
        "stored", "envelope-unreadable", "stored", "device-not-active", "envelope-differs", "stored",
    ]  # fmt: skip
    assert stored(office)[1:] == good
    with office.session() as session:
        assert session.scalars(select(AuditLine.object_id).where(AuditLine.action == "envelope.differs")).all() == [known["envelope"]]
        assert list(audit.find_faults(session)) == []


def test_what_is_not_the_next_of_its_phone_is_told_as_if_it_came_alone(office: Office, phone: Phone, case: Case) -> None:
    sent = [sealed(phone, case) for _ in range(6)]
    receipts = upload_together(phone, [*sent[:2], sent[3]]) + upload_together(phone, [sent[2], *sent[4:]])
    assert [(each["sequence"], each["server_sequence"], each["gaps"]) for each in receipts] == [
        (1, 1, []), (2, 2, []), (4, 3, [3]), (3, 4, []), (5, 5, []), (6, 6, []),
    ]  # fmt: skip
    again = [sealed(phone, case, sequence=number) for number in (6, 7)]
    assert [each.get("highest") for each in upload_together(phone, again)] == [6, None]
    with office.session() as session:
        assert list(audit.find_faults(session)) == []


def test_mutants_among_good_ones_are_refused_alone(office: Office, phone: Phone, case: Case) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same each time
    good = [sealed(phone, case) for _ in range(4)]
    sent = [*good, *filter(None, mutations(good[0], MUTANTS, SEED))]
    chance.shuffle(sent)
    answers = upload_together(phone, sent)
    assert {data for data, answer in zip(sent, answers, strict=True) if "problem" not in answer} == set(good)
    assert set(stored(office)) == set(good)


def test_no_receipt_before_the_commit_and_none_stored_without_it(office: Office, phone: Phone, case: Case) -> None:
    def fails(session: Any) -> None:
        if not session.in_nested_transaction():
            raise OperationalError("COMMIT", {}, Exception("disk full"))

    sent = [sealed(phone, case) for _ in range(3)]
    with office.app.app_context():
        event.listen(db.sessionmaker, "before_commit", fails)
        try:
            with pytest.raises(Refused, match="503 busy"):
                upload_together(phone, sent)
        finally:
            event.remove(db.sessionmaker, "before_commit", fails)
    assert stored(office) == []
    assert [each["server_sequence"] for each in upload_together(phone, sent)] == [1, 2, 3]


def test_the_worker_is_woken_once_and_after_the_commit(office: Office, phone: Phone, case: Case) -> None:
    found: list[int] = []

    def poke() -> None:
        with office.app.app_context(), db.sessionmaker() as session:
            found.append(session.scalar(select(func.count(Envelope.id))) or 0)
            session.info.pop(POKE, None)

    office.app.extensions["rhi_poke"] = poke
    upload_together(phone, [*[sealed(phone, case) for _ in range(3)], b"bad"])  # what is taken back of the last is not the others' waking
    assert found == [3]


def test_what_a_revoked_phone_sends_is_held(office: Office, phone: Phone, case: Case) -> None:
    sent = [sealed(phone, case) for _ in range(2)]
    office.press(enrolment.revoke, phone.device)
    assert [each["hash"] for each in upload_together(phone, sent)] == [canonical.hash_text(data) for data in sent]
    with office.session() as session:
        assert session.scalars(select(Envelope.state)).all() == ["held", "held"]


def test_half_a_body_or_too_many_are_refused_whole(office: Office, phone: Phone, case: Case) -> None:
    data = sealed(phone, case)
    for body in (b"", b"RHR1\x00", rescue.pack([data])[:-1], data):
        with pytest.raises(Refused, match="400 unreadable-request"):
            phone.post_bytes(TOGETHER, body)
    with pytest.raises(Refused, match="413 too-large"):
        upload_together(phone, [data] * (SENT_AT_ONCE + 1))
    assert stored(office) == []
    assert upload_together(phone, []) == []
