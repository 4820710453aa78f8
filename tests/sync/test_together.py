"""Several phones and the worker at the same time: nobody waits for ever, nothing is lost, nothing is doubled."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

from sqlalchemy import select

from rhi_app.models import Envelope, OutboxRow, Record
from rhi_app.services import audit
from rhi_app.services.entries import list_entries
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT

PHONES, EACH = 3, 8


def all_at_once(*works: Callable[[], None]) -> None:
    """Raises the first failure of any of them."""
    with ThreadPoolExecutor(max_workers=len(works)) as pool:
        for future in [pool.submit(work) for work in works]:
            future.result()


def test_phones_of_one_account_upload_while_the_worker_opens_and_bundles(office: Office) -> None:
    cases = [office.allocate() for _ in range(PHONES)]
    phones = [office.new_phone() for _ in range(PHONES)]
    assert ({phone.user for phone in phones}, len({phone.device for phone in phones})) == ({office.cast["amira"]}, PHONES)
    at_work = set(range(PHONES))

    def upload(number: int) -> None:
        try:
            for _ in range(EACH):
                phones[number].send_entry(cases[number], "attempt", ATTEMPT)
                phones[number].status()
        finally:
            at_work.discard(number)

    def work() -> None:
        while at_work:
            office.work()

    all_at_once(*(partial(upload, number) for number in range(PHONES)), work, work)
    office.work()
    for case in cases:
        assert_all_in_order(office, case)
    with office.session() as session:
        assert set(session.scalars(select(Envelope.state))) == {"processed"}
        assert sorted(session.scalars(select(Envelope.server_sequence))) == list(range(1, PHONES * EACH + 1))
        assert session.scalars(select(OutboxRow.problem).where(OutboxRow.problem != "")).all() == []
        assert list(audit.find_faults(session)) == []


def assert_all_in_order(office: Office, case: dict[str, Any]) -> None:
    with office.session() as session:
        entries = list_entries(session, session.get_one(Record, case["record"]))
    assert [(entry["sequence"], entry["number"], entry["flag"]) for entry in entries] == [(number, number, "") for number in range(1, EACH + 1)]
