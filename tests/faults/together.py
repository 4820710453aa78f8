"""Many phones of one organisation, each a browser page with a vault of its own, finish a record with no network, and get it back at once."""

import random
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from rhi_app.models import Account
from rhi_app.services import accounts
from tests.browser.site import Backstage, Site, core, new_office, ready_offline
from tests.engines.browsers import CHROMIUM, CHROMIUM_FLAGS, PHONE, find_program
from tests.faults import workplace
from tests.faults.checker import Found
from tests.faults.history import History
from tests.faults.kinds import Kind, Outcome
from tests.faults.phones import PATIENCE_MS
from tests.faults.server import GOOD, running
from tests.portal.cast import PASSWORD
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT
from tests.synopsis import story

FORGETFUL = "tests.faults.forgetful:app"
SECONDS_TO_ALL, SECONDS_OF_THE_CONTROL = 180, 10
CONSENT = {"consent.who": "child", "consent.understood": "yes", "consent.way": "indicated_not_seen"}
HARM = {"harm.kind": ["threat"], "harm.words": "Said at the door."}
# Each answer of the server that holds receipts, as it comes in: what the phone makes of it later is another matter.
LISTEN = """(() => {
  globalThis.told = [];
  const ask = globalThis.fetch;
  globalThis.fetch = async (path, options) => {
    const answer = await ask(path, options);
    if (String(path).startsWith("/sync/envelopes") && answer.ok) {
      const { answers, ...one } = await answer.clone().json();
      told.push(...(answers ?? [one]).map(({ receipt }) => receipt).filter(Boolean).map((receipt) => ({ receipt, at: Date.now() })));
    }
    return answer;
  };
})()"""


@dataclass
class Away:
    """A phone with a finished record on it and no network."""

    page: Page
    record: str
    entries: list[dict[str, Any]] = field(default_factory=list)

    def rows(self) -> list[dict[str, Any]]:
        return list(core(self.page, "outbox.allRows"))


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    chance, outcome, history = random.Random(seed), Outcome(), History()
    with workplace.folder() as place, installation(place, broken=broken) as site, one_browser() as browser:
        phones = [take_away(site, browser, number, chance) for number in range(count)]
        for phone in phones:
            for row in phone.rows():
                history.sealed(bytes(row["bytes"]))
            for entry in phone.entries:
                history.made(entry)
        history.broken(f"the network is back for {count}")
        tell(history, give_back(phones, history, SECONDS_OF_THE_CONTROL if broken else SECONDS_TO_ALL))
        outcome.add(history, found(site, phones), count)
    return outcome


@contextmanager
def installation(place: Path, *, broken: bool) -> Iterator[Site]:
    """gunicorn on SQLite; the job worker's part is done here, when all is over."""
    empty = place / "empty.sqlite"
    empty.write_bytes(workplace.empty_database())
    office = Backstage(lambda: new_office(place / "state", empty))
    try:
        with running(place / "state", FORGETFUL if broken else GOOD) as server:
            site = Site(office)
            site.port = server.port
            yield site
    finally:
        office.close()


@contextmanager
def one_browser() -> Iterator[Browser]:
    """Its contexts share nothing that a page could see: each has its own records, cache and service worker."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_program(*CHROMIUM), args=CHROMIUM_FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def take_away(site: Site, browser: Browser, number: int, chance: random.Random) -> Away:
    """Somebody new gets a case and a phone; out of the network the record is written and finished."""
    name = f"interviewer-{number}"
    hire(site.office, name)
    case = site.office.allocate(name=name)
    context = browser.new_context(**PHONE)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(LISTEN)
    page = context.new_page()
    site.enrol(page, name)
    ready_offline(page)
    core(page, "sync.sendAndFetch")  # the case is on the phone, and nothing is under way
    context.set_offline(True)
    phone = Away(page, case["record"])
    write(phone, has_harm=chance.random() < 0.3)
    if (number + 1) % 10 == 0:
        print(f"{number + 1} are away", file=sys.stderr, flush=True)
    return phone


def hire(office: Backstage, name: str) -> None:
    def add(inside: Office) -> None:
        with inside.session() as session:
            organisation = session.get_one(Account, inside.cast["ben"]).organisation
            account = accounts.add_account(
                session, None, organisation, email=f"{name}@wayside.example", name=name, roles={"interviewer"}, password=PASSWORD,
                now=datetime.now(UTC), is_demonstration=True,
            )  # fmt: skip
            inside.cast[name] = account.id

    office.do(lambda: add(office._office))


def write(phone: Away, *, has_harm: bool) -> None:
    """An attempt, agreement, maybe harm; the talk, its end, the lists, the finish."""
    said = [("attempt", ATTEMPT, False), ("consent", CONSENT, False), *([("harm", HARM, True)] if has_harm else [])]
    for kind, answers, urgent in said:
        addition = {"kind": kind, "form": kind, "urgent": urgent, "answers": answers}
        phone.entries.append(core(phone.page, "records.addEntry", phone.record, addition))
    core(phone.page, "records.saveDraft", phone.record, "interview", story.INTERVIEW)
    phone.entries.append(core(phone.page, "records.endVisit", phone.record, story.VISIT_ENDED))
    for form, answers in (("lists", story.LISTS), ("analysis", story.ANALYSIS)):
        core(phone.page, "records.saveDraft", phone.record, form, answers)
    phone.entries.append(core(phone.page, "records.finishRecord", phone.record, story.FINISH))


def give_back(phones: list[Away], history: History, patience: float) -> float:
    """Nobody presses anything. Until each phone holds a receipt of all that it sealed, or it takes too long."""
    began = time.time()
    for phone in phones:
        phone.page.context.set_offline(False)
    print(f"network back for all within {time.time() - began:.1f} s", file=sys.stderr)
    waiting = list(phones)
    while waiting and time.time() - began < patience:
        waiting = [phone for phone in waiting if core(phone.page, "records.unsentCount")["count"]]
        time.sleep(0.5)  # each question costs the phone something
    for phone in waiting:
        history.crashed(f"{phone.record} has no receipt for all of it after {patience} seconds")
    told = [each for phone in phones for each in phone.page.evaluate("told")]
    for each in sorted(told, key=lambda each: each["at"]):
        history.acknowledged(each["receipt"])
    return max((each["at"] / 1000 - began for each in told), default=0.0)


def tell(history: History, seconds: float) -> None:
    print(f"{history.count('receipt')} receipts; the last after {seconds:.1f} s", file=sys.stderr)


def found(site: Site, phones: list[Away]) -> Found:
    """After the worker has opened all of it."""
    on_phone = {row["id"] for phone in phones for row in phone.rows() if row["bytes"] is not None}
    site.office.work()
    stored, entries = (site.office.do(lambda look=look: look(site.office._office)) for look in (workplace.stored_in, workplace.entries_in))
    return Found(stored=stored, entries=entries, on_phone=on_phone)


KIND = Kind(
    "browser-together", "phones with no network that get it back in the same second", 0, 50, run,
    "forgets the one while it answers another", frozenset({"lost"}), 8,
)  # fmt: skip
