"""Phones that send at the same moment: whoever waits goes along with whoever has the turn, and is told as if alone."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import event, select
from sqlalchemy.exc import OperationalError

from rhi_app.database import db
from rhi_app.domain.envelope import ENVELOPE, unpack
from rhi_app.domain.problems import Problem
from rhi_app.models import AuditLine, Device, Envelope
from rhi_app.routes.turns import TURNS
from rhi_app.services import audit, enrolment
from rhi_app.services.envelopes import receive_together
from rhi_app.services.trust import SEEN_EVERY, see_device
from tests.phone_simulator import Phone
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT, Case

SECONDS = 30
PHONES = 4


def sealed(phone: Phone, case: Case, **options: Any) -> bytes:
    return phone.seal(case, [phone.entry(case["record"], "attempt", ATTEMPT)], **options)


@contextmanager
def before_each_commit(office: Office, do: Callable[[], None]) -> Iterator[None]:
    def listen(session: Any) -> None:
        if not session.in_nested_transaction():
            do()

    with office.app.app_context():
        sessions = db.sessionmaker
    event.listen(sessions, "before_commit", listen)
    try:
        yield
    finally:
        event.remove(sessions, "before_commit", listen)


def upload_at_once(office: Office, sent: list[tuple[Phone, bytes]], then: Callable[[int], None]) -> list[dict[str, Any]]:
    """The first has the turn until all others wait for it. `then` hears the number of each commit after the first."""
    waiting = office.app.extensions[TURNS].waiting
    begun, commits = threading.Event(), iter(range(PHONES * 2))

    def look() -> None:
        number = next(commits)
        if number == 0:
            begun.set()
            until = time.monotonic() + SECONDS
            while len(waiting) < len(sent) - 1 and time.monotonic() < until:
                time.sleep(0.005)
        else:
            then(number)

    with before_each_commit(office, look), ThreadPoolExecutor(max_workers=len(sent)) as pool:
        (first, *others) = sent
        receipts = [pool.submit(first[0].upload, first[1])]
        assert begun.wait(SECONDS)
        receipts += [pool.submit(phone.upload, data) for phone, data in others]
        return [each.result(SECONDS) for each in receipts]


def test_those_who_wait_share_one_commit_and_each_goes_alone_where_it_fails(
    office: Office, case: Case, caplog: pytest.LogCaptureFixture
) -> None:
    phones = [office.new_phone() for _ in range(PHONES)]
    shared: list[int] = []
    upload_at_once(office, [(phone, sealed(phone, case)) for phone in phones], shared.append)
    assert shared == [1]

    def fails_together(number: int) -> None:
        alone.append(number)
        if number == 1:
            raise OperationalError("COMMIT", {}, Exception("disk full"))

    alone: list[int] = []
    upload_at_once(office, [(phone, sealed(phone, case)) for phone in phones], fails_together)
    assert alone == [1, 2, 3, 4]
    assert [record.message for record in caplog.records] == [f"{PHONES - 1} requests could not share a commit (OperationalError); each goes alone."]
    with office.session() as session:
        rows = session.execute(select(Envelope.device_id, Envelope.sequence, Envelope.server_sequence).order_by(Envelope.server_sequence)).all()
        assert [row.server_sequence for row in rows] == list(range(1, 2 * PHONES + 1))
        assert {(row.device_id, row.sequence) for row in rows} == {(phone.device, number) for phone in phones for number in (1, 2)}
        lines = session.execute(select(AuditLine.object_id, AuditLine.device_id).where(AuditLine.action == "envelope.store")).all()
        assert set(lines) == {tuple(row) for row in session.execute(select(Envelope.id, Envelope.device_id))}
        assert list(audit.find_faults(session)) == []


def test_of_several_phones_together_one_that_is_out_of_order_or_out_of_use_changes_nothing_for_the_others(office: Office, case: Case) -> None:
    _good, late, lost = phones = [office.new_phone() for _ in range(3)]
    sealed(late, case)  # the first of it is still on its way
    office.press(enrolment.revoke, lost.device)
    sent = [sealed(phone, case) for _ in range(2) for phone in phones]
    taken = sealed(late, case, envelope=unpack(ENVELOPE, sent[0]).header["envelope"])
    with office.session() as session:
        told = receive_together(session, office.settings, [*sent, sent[0], taken], office.now())
        receipts = [each["receipt"] for each in told if not isinstance(each, Problem)]
        by_phone = [[each for each in receipts if each["device"] == phone.device] for phone in phones]
        states = {session.get_one(Envelope, each["envelope"]).state for each in by_phone[2]}
    assert [(each["sequence"], each["gaps"]) for each in by_phone[0]] == [(1, []), (2, []), (1, [])]
    assert [(each["sequence"], each["gaps"]) for each in by_phone[1]] == [(2, [1]), (3, [1])]
    assert (len(by_phone[2]), states) == (2, {"held"})
    assert [each.slug for each in told if isinstance(each, Problem)] == ["envelope-differs"]


def test_when_a_phone_was_heard_of_is_written_once_a_minute() -> None:
    device, now = Device(), datetime.now(UTC)
    for moment, seen in ((now, now), (now + SEEN_EVERY / 2, now), (now + SEEN_EVERY, now + SEEN_EVERY)):
        see_device(device, moment)
        assert device.last_seen_at == seen
