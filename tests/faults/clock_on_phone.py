"""The same in the app itself: its clock is set wrong between entries, and what it shows and what the server lists keep their order."""

import random
from datetime import UTC, datetime

from playwright.sync_api import Page

from rhi_app.models import Record
from rhi_app.services.entries import list_entries
from tests.browser.site import core
from tests.faults.checker import Found
from tests.faults.history import History
from tests.faults.kinds import Outcome
from tests.faults.phones import BrokenPhone, phone_in_use

HOURS = [24, -24, 1, -1, 3, -48, 0]  # never twelve on at once: then the app locks, as it should
SET_CLOCK = """(shift) => {
  globalThis.RealDate ??= Date;
  globalThis.Date = class extends RealDate {
    constructor(...given) { super(...(given.length ? given : [RealDate.now() + shift])); }
    static now() { return RealDate.now() + shift; }
  };
}"""
ATTEMPT = {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer"}


def run(seed: int, outcome: Outcome) -> None:
    chance, history = random.Random(seed), History()
    with phone_in_use() as phone:
        page = phone.start("/app/")
        made = [add(page, phone, hours, history) for hours in chance.sample(HOURS, len(HOURS))]
        shown = core(page, "records.getCase", phone.record)["entries"]
        page.evaluate(SET_CLOCK, 0)
        phone.sync()
        phone.site.office.work()
        listed = phone.site.office.query(lambda session: list_entries(session, session.get_one(Record, phone.record)))
    device = listed[0]["device"]
    for entries in (shown, listed):
        outcome.add(history, Found(entries=entries, orders={device: made}), 0)


def add(page: Page, phone: BrokenPhone, hours: int, history: History) -> str:
    page.evaluate(SET_CLOCK, hours * 3_600_000)
    entry = core(page, "records.addEntry", phone.record, {"kind": "attempt", "form": "attempt", "answers": ATTEMPT})
    assert abs((datetime.fromisoformat(entry["recorded_at"]) - datetime.now(UTC)).total_seconds() - hours * 3600) < 600, "the clock was not set"
    history.made(entry)
    return str(entry["id"])
