"""The connection breaks after any byte, on its way to the server or back, while four envelopes are sent, one by one or together."""

import random
from contextlib import suppress
from http.client import HTTPException
from typing import Any

from tests.faults import workplace
from tests.faults.checker import Found
from tests.faults.cutting_proxy import CuttingProxy
from tests.faults.history import History, envelope_of
from tests.faults.killed import sealed, send
from tests.faults.kinds import Kind, Outcome
from tests.faults.server import running, sturdy
from tests.phone_simulator import Phone, to_address
from tests.sync.conftest import Office

ENVELOPES = 4
EVERY_BYTE = 20_000  # asked for so many, each byte is tried once, both ways
TRIES_OF_A_PHONE = 200


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    outcome, history = Outcome(), History()
    with workplace.folder() as place, workplace.office(place) as office, running(office.settings.state) as server:
        proxy, case = CuttingProxy(server.port), office.allocate()
        phone = new_phone(office, proxy)
        for at, (together, direction, byte) in enumerate(points(phone, case, proxy, history, random.Random(seed), count)):
            if at % TRIES_OF_A_PHONE == TRIES_OF_A_PHONE - 1:
                phone = new_phone(office, proxy)
            proxy.cut_after(direction, byte)
            history.broken(f"{direction} {byte}")
            sync(phone, case, history, together, broken=broken)
            outcome.tries += proxy.has_cut
        proxy.close()
        outcome.add(history, Found(stored=workplace.stored_in(office), on_phone=set()), 0)  # the phones have let go of all
    return outcome


def new_phone(office: Office, proxy: CuttingProxy) -> Phone:
    phone = office.new_phone()
    phone.send = to_address(f"http://127.0.0.1:{proxy.port}", 10)
    return phone


def points(phone: Phone, case: dict[str, Any], proxy: CuttingProxy, history: History, chance: random.Random, count: int) -> list[tuple[bool, str, int]]:
    """Where to cut: each byte of two syncs that were watched undisturbed, or so many of them."""
    everywhere = []
    for together in (False, True):
        proxy.cut_after("up", 1_000_000_000)
        sync(phone, case, history, together, broken=False)
        everywhere += [(together, direction, byte) for direction, passed in proxy.passed.items() for byte in range(1, passed + 1)]
    return everywhere if count >= EVERY_BYTE else [chance.choice(everywhere) for _ in range(count)]


def sync(phone: Phone, case: dict[str, Any], history: History, together: bool, *, broken: bool) -> None:
    """All four are sealed before the first leaves. The control's phone lets go of what it has sent."""
    batch = [sealed(phone, case, history) for _ in range(ENVELOPES)]
    direct = phone.send
    phone.send = direct if broken else sturdy(direct)
    for group in [batch] if together else [[data] for data in batch]:
        with suppress(OSError, HTTPException, ValueError):
            send(phone, group, history, together)
        for data in group:
            history.let_go(envelope_of(data))
    phone.send = direct


KIND = Kind(
    "connection", "connection cut at a byte, both ways", 100, EVERY_BYTE, run, "lets go of what was sent without a receipt", frozenset({"left", "lost"}), 30
)
