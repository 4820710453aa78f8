"""From nothing to a door that can be used, to a form, and the door itself: without a network, on a slow processor."""

import time

from playwright.sync_api import Page

from bench.figures import figure
from bench.floor import FloorServer, Pair, pair
from bench.phone import Bench
from tests.browser.site import WORDS
from tests.engines.browsers import Phone

SLOWER = 4
COLD_STARTS = 7
UNLOCKS = 7
FIELD = '#app [name="before.what_happened"]'
# Notes when the door, and later the form, can be used: the moment at which somebody can begin to type.
WATCH = """
const noteWhen = (name, selector) => {
  const watch = new MutationObserver(() => {
    if (!document.querySelector(selector) || globalThis[name]) return;
    requestAnimationFrame(() => { globalThis[name] ??= performance.now(); });
  });
  watch.observe(document, { childList: true, subtree: true, attributes: true });
};
noteWhen("doorAt", "#door input");
noteWhen("formAt", '#app:not([hidden]) [name="before.what_happened"]');
"""


def measure_start(bench: Bench, floor: FloorServer, empty: Phone, record: str) -> list[Pair]:
    """The servers are gone and the browser was ended each time."""
    unlocks = [unlock_once(bench) for _ in range(UNLOCKS)]
    bench.phone.close()
    prepare_floor(empty, floor)
    bench.installation.web.stop()
    floor.part.stop()
    doors, forms, floors = [], [], []
    for _ in range(COLD_STARTS):
        doors.append(start(bench, f"{bench.app}case/{record}/06a"))
        forms.append(doors[-1] + open_form(bench))
        floors.append(start_floor(empty, floor))
    bench.installation.web.start()
    floor.part.start()
    slowed = f"new browser process, no server, page's processor {SLOWER} times slower"
    static = figure("one kept static page of 60 questions", "ms", floors, slowed)
    unlock = figure("unlock with the words", "ms", [each["ours"] for each in unlocks], "Argon2id 64 MiB, t=3")
    derived = figure("its key derivation alone", "ms", [each["floor"] for each in unlocks])
    without = [form - derived.median for form in forms]
    return [
        pair(figure("cold start offline, to the unlock prompt", "ms", doors, slowed), static, 1.3),
        pair(figure("cold start offline, to a form ready for typing (without key derivation)", "ms", without, slowed), static, 1.6),
        pair(unlock, derived),
    ]


def unlock_once(bench: Bench) -> dict[str, float]:
    """A page that was just loaded is locked."""
    bench.phone.page.goto(bench.app)
    bench.phone.page.wait_for_selector("#door form")
    told: dict[str, float] = bench.run("unlock", words=bench.words)
    return told


def prepare_floor(phone: Phone, floor: FloorServer) -> None:
    page = phone.open(floor.url)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    phone.close()


def start(bench: Bench, address: str) -> float:
    page = slow_page(bench.phone, WATCH)
    page.goto(address)
    page.wait_for_function("() => globalThis.doorAt")
    return float(page.evaluate("globalThis.doorAt"))


def open_form(bench: Bench) -> float:
    """From the press on "Unlock" to the form."""
    page = bench.phone.page
    page.locator(WORDS).fill(bench.words)
    began = page.evaluate("() => { document.querySelector('#door form').requestSubmit(); return performance.now(); }")
    page.wait_for_function("() => globalThis.formAt", timeout=60_000)
    taken = float(page.evaluate("globalThis.formAt")) - began
    bench.phone.close()
    return taken


def start_floor(phone: Phone, floor: FloorServer) -> float:
    page = slow_page(phone, "")
    page.goto(floor.url)
    page.wait_for_function("() => globalThis.readyAt")
    taken = float(page.evaluate("globalThis.readyAt"))
    phone.close()
    return taken


def slow_page(phone: Phone, script: str) -> Page:
    phone.close()
    page = phone.open()
    if script:
        phone.context.add_init_script(script)
    phone.slow_down(SLOWER)
    time.sleep(0.5)  # what a browser does of its own after its start is not ours
    return page
