"""Sending: a thousand records from one phone, fifty phones at once, and how many bytes a record is."""

import base64
import threading
import time
from collections.abc import Callable
from http.client import HTTPConnection
from typing import Any

from playwright.sync_api import Page

from bench.figures import Figure, figure
from bench.floor import FloorServer, Pair, pair
from bench.phone import ANSWERS, Bench
from rhi_app.domain import canonical
from tests.phone_simulator import Phone
from tests.synopsis import story

BATCH = 50
PHONES, EACH = 50, 8
ROUNDS = 2


def measure_sync(bench: Bench, floor: FloorServer, page: Page, records: list[str]) -> list[Pair]:
    """From "the network is back" to the last receipt on the phone's disk."""
    bench.phone.set_network(is_on=False)
    bench.run("make_entries", records=records, answers=ANSWERS)
    bench.phone.set_network(is_on=True)
    sent = bench.run("send_all")
    count = len(records)
    least = floor.run(page, "send", value={"answers": ANSWERS}, records=count, batch=BATCH)
    ours = figure(f"{count:,} records synced", "ms", [sent], "each an envelope, a commit and a signed receipt of its own")
    floors = [figure(f"sealed batches of {BATCH} to one route, SQLite FULL", "ms", [least]), each_alone(floor, page, count)]
    return [pair(ours, floors[0], 1.3), pair(ours, floors[1])]


def each_alone(floor: FloorServer, page: Page, count: int) -> Figure:
    taken = floor.run(page, "send", value={"answers": ANSWERS}, records=count, batch=1)
    return figure("the same, a request and a commit for each", "ms", [taken])


def measure_bytes(phone: Phone) -> list[Pair]:
    """The story's whole record in one envelope, against its JSON with base64, sealed or not."""
    entries = story.held_entries()
    case = {"record": story.ENTRY["record"], "child": {"id": story.ENTRY["record"]}, "episodes": []}
    sealed = len(phone.seal(case, entries))
    plain = len(base64.b64encode(canonical.write({"record": case["record"], "entries": entries})))
    ours = figure("bytes sent for a record", "bytes", [sealed], "header and signature too")
    return [pair(ours, figure("its JSON with base64", "bytes", [plain]), 0.65)]


def measure_ingest(bench: Bench, floor: FloorServer) -> list[Pair]:
    """Fifty phones begin at the same moment; each sends one envelope after the other."""
    case = bench.office.any_case()
    phones = [bench.office.new_phone(bench.installation.base_url) for _ in range(PHONES)]
    ours, least, waits = [], [], []
    for _ in range(ROUNDS):
        batches = [[phone.seal(case, [phone.entry(case["record"], "interview", ANSWERS)]) for _ in range(EACH)] for phone in phones]
        seconds, each = at_once([sender(phone.upload, batch) for phone, batch in zip(phones, batches, strict=True)])
        ours.append(PHONES * EACH / seconds)
        waits += each
        posts = [sender(poster(floor), batch) for batch in batches]
        least.append(PHONES * EACH / at_once(posts)[0])
    what = f"server ingest from {PHONES} phones at once"
    note = f"the longest wait of a phone {max(waits):.0f} ms"
    return [
        pair(
            figure(f"{what}, milliseconds for each envelope", "ms", [1000 / rate for rate in ours], note),
            figure("the same bytes to one route, SQLite FULL", "ms", [1000 / rate for rate in least]),
        )
    ]


Send = Callable[[bytes], Any]


def sender(send: Send, batch: list[bytes]) -> Callable[[], list[float]]:
    def work() -> list[float]:
        waits = []
        for data in batch:
            began = time.perf_counter()
            send(data)
            waits.append((time.perf_counter() - began) * 1000)
        return waits

    return work


def poster(floor: FloorServer) -> Send:
    def post(data: bytes) -> None:
        connection = HTTPConnection("127.0.0.1", floor.port, timeout=120)
        connection.request("POST", "/kept", body=data)
        assert connection.getresponse().status == 204
        connection.close()

    return post


def at_once(works: list[Callable[[], list[float]]]) -> tuple[float, list[float]]:
    """Seconds in all, and each wait."""
    waits: list[float] = []
    start = threading.Barrier(len(works) + 1)

    def run(work: Callable[[], list[float]]) -> None:
        start.wait()
        waits.extend(work())

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - began, waits
