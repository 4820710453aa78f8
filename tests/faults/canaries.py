"""Two hundred words that stand nowhere else are typed; the vault is locked; then everything that the browser left on disk is searched."""

import os
import random
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.site import core, core_later
from tests.faults.browser_killed import FIELD
from tests.faults.checker import Fault, Found
from tests.faults.history import History
from tests.faults.kinds import Kind, Outcome
from tests.faults.phones import BrokenPhone, phone_in_use, replacing

OF_THE_CASE = ["Quokka-Marzipan", "Joanna Marlow", "01632 960001"]  # came with the bundle
BY_HAND = 10  # typed on the screen, the others through the same code that the screens call
# The control keeps a copy of each draft at hand, as quick programs do.
COPY = 'localStorage.setItem("draft " + draft.savedAt, JSON.stringify(draft));\n  places.set(key, row);'
BROKEN = {"drafts.js": replacing("places.set(key, row);", COPY)}


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    chance, outcome = random.Random(seed), Outcome()
    canaries = [f"Zq{chance.randrange(10**9):09d}Canary{number:03d}" for number in range(count)]
    with phone_in_use(BROKEN if broken else None) as phone:
        page = phone.start(f"/app/case/{phone.record}/06a")
        spread(page, phone, canaries)
        phone.sync()
        core_later(page, "guard.lockNow")
        expect(page.get_by_role("heading", name="Locked")).to_be_visible()
        phone.phone.close()
        found = found_in(phone.phone.profile, [*canaries, *OF_THE_CASE, phone.words, phone.record])
        outcome.add(History(), Found(readable=[f"{word[:30]} in {file}" for word, file in found if word != phone.record]), count)
        if not any(word == phone.record for word, _ in found):  # ids are in the clear: a search that finds nothing at all is blind
            outcome.faults.append(Fault("blind", "the search does not find the record's id"))
    return outcome


def spread(page: Page, phone: BrokenPhone, canaries: list[str]) -> None:
    """On the screen, in drafts, in entries, urgent and not, and as a wrong guess of the words."""
    record, by_hand, rest = phone.record, canaries[:BY_HAND], canaries[BY_HAND:]
    page.fill(FIELD, " ".join(by_hand))
    expect(page.locator("#app [data-saving='saved']").first).to_be_visible()
    for number, word in enumerate(rest):
        way: Any = number % 4
        if way == 0:
            core(page, "records.saveDraft", record, "analysis", {"analysis.facts": word})
        elif way == 1:
            core(page, "records.saveDraft", record, "lists", {"lists.people": [{"name": word}]})
        else:
            kind = "harm" if way == 2 else "attempt"
            core(page, "records.addEntry", record, {"kind": kind, "form": kind, "urgent": way == 2, "answers": {f"{kind}.note": word}})


def found_in(folder: Path, words: list[str]) -> list[tuple[str, str]]:
    """Every file of the profile, in both ways that a browser writes text."""
    forms = [(word, form) for word in words for form in (word.encode(), word.encode("utf-16-le"))]
    found = []
    for place, _, names in os.walk(folder):
        for path in (Path(place, name) for name in names):
            content = path.read_bytes() if path.is_file() else b""
            found += [(word, str(path.relative_to(folder))) for word, form in forms if form in content]
    return found


KIND = Kind(
    "browser-canaries", "canaries typed, vault locked, whole browser profile searched", 200, 200, run,
    "keeps a copy of each draft in localStorage", frozenset({"readable"}), 40,
)  # fmt: skip
