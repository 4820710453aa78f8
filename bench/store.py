"""The phone's store with a hundred and a thousand records in it: one answer kept, all written, all read back after a new start."""

from playwright.sync_api import Page

from bench.figures import figure
from bench.floor import FloorServer, Pair, pair
from bench.phone import ANSWERS, Bench, fetch_cases

SIZES = (100, 1000)
SAVES = 150
STARTS = 5  # the first list may be drawn in the same moment


def measure_store(bench: Bench, floor: FloorServer, page: Page) -> tuple[list[Pair], list[str]]:
    """`page`: of a browser of its own, for the floors. Gives the records, too."""
    pairs: list[Pair] = []
    for size in SIZES:
        (record, *_) = fetch_cases(bench, at_least=1)
        written = bench.run("take_cases", count=size)
        ours = bench.run("autosave", record=record, answers=ANSWERS, times=SAVES)
        saved = figure(f"one autosaved answer, {size:,} records", "ms", ours, "strict durability")
        for strict in (False, True):
            least = floor.run(page, "autosave", answers=ANSWERS, records=size, strict=strict, times=SAVES)
            how = "strict" if strict else "Chromium's relaxed default"
            pairs.append(pair(saved, figure(f"Dexie and AES-GCM by hand, {how}", "ms", least), 0.8))
    size = SIZES[-1]
    kept = floor.run(page, "bulk", value=written["value"], records=size, isWritten=False)
    read = [read_after_a_start(bench, size) for _ in range(STARTS)]
    page.reload()
    opened = floor.run(page, "bulk", value=written["value"], records=size, isWritten=True)
    by_hand = "Dexie and AES-GCM by hand, one strict transaction"
    pairs.append(pair(figure(f"{size:,} records written", "ms", [written["ms"]], "a bundle taken in"), figure(by_hand, "ms", [kept]), 1.1))
    pairs.append(pair(figure(f"{size:,} records read back after a new start", "ms", read), figure(by_hand.split(",")[0], "ms", [opened]), 1.1))
    return pairs, written["records"]


def read_after_a_start(bench: Bench, size: int) -> float:
    bench.open()
    return float(bench.run("read_back", count=size))
