"""A phone is cut off within a write, so that half a record stands at the end of the browser's log; then it is used, and cut off again.

Chromium writes on behind that half record, cannot read what follows it at the start after the next, and deletes the whole database.
"""

import random
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.site import WORDS, unlock
from tests.faults.browser_killed import FIELD
from tests.faults.checker import Found
from tests.faults.history import History
from tests.faults.kinds import Kind, Outcome
from tests.faults.phones import BrokenPhone, kill, phone_in_use, replacing

EMPTIED = "role=heading[name='This phone was emptied']"
TRIES_OF_A_PHONE = 50
WHOLE = 1  # a record in one piece; LevelDB's log: checksum (4 bytes), length (2, little-endian), what it is (1), then that many bytes
BROKEN = {"new-log.js": replacing("if (!isChromium) return", "return")}


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    chance, outcome = random.Random(seed), Outcome()
    for begun in range(0, count, TRIES_OF_A_PHONE):
        with phone_in_use(BROKEN if broken else None) as phone:
            use_one_phone(phone, range(begun, min(count, begun + TRIES_OF_A_PHONE)), chance, outcome)
    return outcome


def use_one_phone(phone: BrokenPhone, numbers: range, chance: random.Random, outcome: Outcome) -> None:
    page = open_talk(phone)
    for number in numbers:
        if page is None:
            return
        history, place, text = History(), str(number), f"{number}: {chance.randrange(10_000)}"
        history.typed(place, text)
        page.fill(FIELD, text)
        expect(page.locator("#app [data-saving='saved']")).to_be_visible()
        history.saved(place, text)
        kill(phone.phone)
        history.broken("killed")
        phone.phone.close()
        tear(phone.phone.profile, chance)
        page = open_talk(phone)
        outcome.add(history, Found(answers={place: page.input_value(FIELD)} if page else {}))


def open_talk(phone: BrokenPhone) -> Page | None:
    """None: the phone has lost everything."""
    page = phone.stand_before(f"/app/case/{phone.record}/06a")
    page.locator(WORDS).or_(page.locator(EMPTIED)).wait_for()
    if page.locator(EMPTIED).is_visible():
        return None
    unlock(page, phone.words)
    page.wait_for_selector(FIELD)
    return page


def tear(profile: Path, chance: random.Random) -> None:
    """Nothing that was there is taken away: what was called saved had been written whole."""
    (log,) = [max(folder.glob("*.log")) for folder in (profile / "Default" / "IndexedDB").glob("*.leveldb")]
    length, there = 4000, chance.randrange(3000)
    with log.open("ab") as end:
        end.write(chance.randbytes(4) + length.to_bytes(2, "little") + bytes([WHOLE]) + chance.randbytes(there))


KIND = Kind(
    "browser-torn", "phone cut off within a write: half a record at the end of the browser’s log", 3, 100, run,
    "goes on at the end of the old log", frozenset({"lost"}), 2,
)  # fmt: skip
