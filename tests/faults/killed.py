"""The server is killed with -9 at random moments of a sync; the phones send again. What has a receipt is stored, once."""

import random
import threading
import time
from typing import Any

from tests.faults import workplace
from tests.faults.checker import Found
from tests.faults.history import History
from tests.faults.kinds import Kind, Outcome
from tests.faults.server import GOOD, LATE_COMMIT, Server, running, sturdy
from tests.phone_batches import upload_together
from tests.phone_simulator import Phone, to_address
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT

PHONES = 4
ENVELOPES = (2, 4)  # in one sync
WINDOW_SECONDS = 0.08  # a sync takes about so long
ALL_OF_IT = 20  # each twentieth kill takes gunicorn's own process too


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    chance, outcome, history = random.Random(seed), Outcome(), History()
    with workplace.folder() as place, workplace.office(place) as office:
        cases = [office.allocate() for _ in range(PHONES)]
        phones = [office.new_phone() for _ in range(PHONES)]
        with running(office.settings.state, LATE_COMMIT if broken else GOOD) as server:
            for phone in phones:
                phone.send = sturdy(to_address(server.url, 5))
            for number in range(count):
                at = number % PHONES
                sync_under_fire(server, phones[at], cases[at], chance, history, whole=number % ALL_OF_IT == ALL_OF_IT - 1)
        outcome.add(history, found_in(office, history), count)
    return outcome


def sync_under_fire(server: Server, phone: Phone, case: dict[str, Any], chance: random.Random, history: History, *, whole: bool) -> None:
    batch = [sealed(phone, case, history) for _ in range(chance.randint(*ENVELOPES))]
    sender = threading.Thread(target=send, args=(phone, batch, history, chance.random() < 0.5))
    sender.start()
    time.sleep(chance.uniform(0, WINDOW_SECONDS))
    history.broken("killed")
    if whole:  # by this thread: parts end with the thread that started them
        server.kill()
        server.start()
    else:
        server.kill_worker()
    sender.join()


def send(phone: Phone, batch: list[bytes], history: History, together: bool) -> None:
    for group in [batch] if together else [[data] for data in batch]:
        for receipt in upload_together(phone, group) if together else [phone.upload(group[0])]:
            history.acknowledged(receipt)


def sealed(phone: Phone, case: dict[str, Any], history: History) -> bytes:
    """The next envelope of this phone, noted before anything is sent."""
    entry = phone.entry(case["record"], "attempt", ATTEMPT)
    data = phone.seal(case, [entry])
    history.made(entry)
    history.sealed(data)
    return data


def found_in(office: Office, history: History) -> Found:
    """After the worker has opened all of it."""
    office.work()
    return Found(stored=workplace.stored_in(office), entries=workplace.entries_in(office))


KIND = Kind(
    "killed", "server killed (-9) at random points of a sync", 50, 1_000, run, "answers before it commits", frozenset({"lost"}), 12
)
