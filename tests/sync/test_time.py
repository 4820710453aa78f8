"""No deadline rests on a phone's word alone: its clock is put right by what the server measured, or the receipt counts."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from rhi_app.domain.clock import write_moment
from rhi_app.models import Record
from tests.sync.conftest import Office
from tests.sync.readers import Case

ENDED: dict[str, Any] = {"visit.place": "home", "readback.done": "yes", "readback.way": "agreed_not_seen"}
DAY_MS = 24 * 3600 * 1000


def held_at(office: Office, case: Case) -> datetime:
    office.work()
    with office.session() as session:
        moment = session.get_one(Record, case["record"]).held_at
        assert moment is not None
        return moment


def about(moment: datetime) -> Any:
    return pytest.approx(moment.timestamp(), abs=60)


@pytest.mark.parametrize("hours", [-26, -1, 1, 26])
def test_a_clock_that_was_measured_is_put_right(office: Office, case: Case, hours: int) -> None:
    """A visit that ended an hour ago, on a phone whose clock is off by hours: neither early nor late."""
    ended = office.now() - timedelta(hours=1)
    phone = office.new_phone(now=lambda: ended + timedelta(hours=hours), offset_ms=-hours * 3600 * 1000)
    phone.send_entry(case, "visit_ended", ENDED)
    assert held_at(office, case).timestamp() == about(ended)


def test_a_clock_that_was_never_measured_proves_nothing_and_the_receipt_counts(office: Office, case: Case) -> None:
    phone = office.new_phone(now=lambda: datetime.now(UTC) - timedelta(days=3), offset_ms=None)
    phone.send_entry(case, "visit_ended", ENDED)
    assert held_at(office, case).timestamp() == about(office.now())


def test_no_time_is_later_than_its_receipt(office: Office, case: Case) -> None:
    phone = office.new_phone(now=lambda: datetime.now(UTC) + timedelta(days=3), offset_ms=0)
    phone.send_entry(case, "visit_ended", ENDED)
    assert held_at(office, case).timestamp() == about(office.now())


def test_what_a_person_says_of_paper_is_a_persons_word(office: Office, case: Case) -> None:
    said = (office.now() - timedelta(hours=20)).replace(second=0, microsecond=0)
    phone = office.new_phone(offset_ms=-DAY_MS)
    phone.send_entry(case, "visit_ended", ENDED, happened_at=write_moment(said))
    assert held_at(office, case) == said


def test_what_a_tap_noted_before_its_entry_was_made_is_the_phones_clock_too(office: Office, case: Case) -> None:
    """The entry follows a moment after the tap: that makes no person's word of it."""
    tapped = (office.now() - timedelta(hours=1)).replace(second=7, microsecond=123_000)
    phone = office.new_phone(now=lambda: tapped + timedelta(hours=26, seconds=6), offset_ms=-26 * 3600 * 1000)
    phone.send_entry(case, "visit_ended", ENDED, happened_at=write_moment(tapped + timedelta(hours=26)))
    assert held_at(office, case).timestamp() == about(tapped)
