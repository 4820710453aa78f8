"""A newer version is put on the server at each step of an interview. It waits until the phone is locked; nothing reloads, nothing is lost."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any
from unittest.mock import patch

from playwright.sync_api import Error, Locator, Page, expect

from rhi_app.routes import shell
from tests.browser.between import answering
from tests.browser.site import ready_offline, unlock
from tests.faults.checker import Found
from tests.faults.history import History
from tests.faults.kinds import Kind, Outcome
from tests.faults.phones import BrokenPhone, phone_in_use
from tests.faults.workplace import folder

# Screens of an interview on which somebody writes, and where.
STEPS = [
    ("06a/before", "before.what_happened"), ("06a/during", "during.what_happened"), ("06a/back", "back.how"), ("06a/help", "help.trust"),
    ("06a/safety", "safety.contact"), ("04c", "offer.preferred"), ("07", "harm.words"), ("06d/lists", "lists.warning_signs"),
    ("06d/analysis/1", "analysis.facts"), ("06d/analysis/2", "analysis.carer_view"), ("13", "decline.words"),
]  # fmt: skip
LOOK = """async () => {
  const found = await navigator.serviceWorker.getRegistration("/app/");
  await found.update();
  const coming = found.installing;
  if (coming) await new Promise((done) => { coming.onstatechange = () => coming.state !== "installing" && done(); });
}"""
IS_WAITING = "async () => (await navigator.serviceWorker.getRegistration('/app/')).waiting !== null"
SECONDS_TO_SETTLE = 2
MS_TO_TAKE_OVER = 300  # a version that does not wait reloads the page in less, as the control shows
VERSION = "document.documentElement.dataset.version"


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    chance, outcome, history = random.Random(seed), Outcome(), History()
    steps = STEPS[:count] if count < len(STEPS) else STEPS
    with workshop() as deploy, phone_in_use() as phone:
        page = restless(phone) if broken else phone.start("/app/")
        for path, question in steps:
            step(page, phone, path, question, deploy, history, chance, waits=not broken)
            outcome.tries += 1
            if broken and history.count("reload"):
                break  # seen, and the phone is locked now
        answers = {} if broken else read_in_the_newest(page, phone, steps)
        outcome.add(history, Found(answers=None if broken else answers), 0)
    return outcome


def step(
    page: Page, phone: BrokenPhone, path: str, question: str, deploy: Callable[[BrokenPhone], None], history: History, chance: random.Random, *, waits: bool
) -> None:
    """Half an answer, a deployment, the other half."""
    go(page, f"/app/case/{phone.record}/{path}")
    field, text = page.locator(f'#app [name="{question}"]').first, f"{question} {chance.randrange(10**6)}"
    before = page.evaluate(f"() => {{ globalThis.isSamePage = true; return {VERSION}; }}")
    field.fill(text)
    deploy(phone)
    history.broken(f"deployed at {path}")
    try:
        page.evaluate(LOOK)
        if waits:
            page.wait_for_function(IS_WAITING)
            page.wait_for_timeout(MS_TO_TAKE_OVER)
        else:
            page.wait_for_function("() => globalThis.isSamePage !== true")
        write(page, field, question, text + ", and more", history)
        is_same = page.evaluate(f"(before) => globalThis.isSamePage === true && {VERSION} === before", before)
    except (Error, AssertionError):  # the page went away under us
        is_same = False
    if not is_same:
        history.reloaded(path)


def write(page: Page, field: Locator, question: str, text: str, history: History) -> None:
    """Until the screen says anew that it is saved."""
    page.evaluate("() => document.querySelectorAll('[data-saving]').forEach((place) => { place.dataset.saving = ''; })")
    history.typed(question, text)
    field.fill(text)
    expect(page.locator("[data-saving='saved']").first).to_be_visible()
    history.saved(question, text)


def go(page: Page, path: str) -> None:
    """As a tap does: within the page."""
    page.evaluate("""async (path) => {
      const app = document.querySelector('script[type="module"]').src;
      await (await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/screens/navigation.js"))).go(path);
    }""", path)  # fmt: skip


def read_in_the_newest(page: Page, phone: BrokenPhone, steps: list[tuple[str, str]]) -> dict[str, str]:
    """The phone is locked and opened: now the newest version is there, and all that was written."""
    before = page.evaluate(VERSION)
    page.reload()
    page.wait_for_function(f"(before) => {VERSION} !== before", arg=before)
    unlock(page, phone.words)
    answers = {}
    for path, question in steps:
        go(page, f"/app/case/{phone.record}/{path}")
        answers[question] = page.locator(f'#app [name="{question}"]').first.input_value()
    return answers


@contextmanager
def workshop() -> Iterator[Callable[[BrokenPhone], None]]:
    """What makes a newer version: one more line in a file of the shell."""
    original = shell.DATA["selection"].read_text()
    count = [0]

    def deploy(changed: Path, phone: BrokenPhone) -> None:
        count[0] += 1
        changed.write_text(original + "\n" * count[0])
        phone.site.office.app.extensions.pop("shell_version", None)

    with folder() as place:
        changed = place / "selection.json"
        changed.write_text(original)
        with patch.dict(shell.DATA, {"selection": changed}):
            yield partial(deploy, changed)


def restless(phone: BrokenPhone) -> Page:
    """The control's build: a newer version takes over at once, and the page starts again with it."""

    def wrap(app: Any) -> Any:
        worker = answering("/service-worker.js", lambda body: body.replace(b"async function storeShell() {", b"async function storeShell() {\n  skipWaiting();"))
        return answering("/updates.js", lambda body: body.replace(b"asked && location.reload()", b"location.reload()"))(worker(app))

    phone.site.put_between(wrap)
    phone.forget_shell()
    page = phone.phone.open(phone.site.url())
    ready_offline(page)
    page.wait_for_timeout(SECONDS_TO_SETTLE * 1000)  # its first start is such a take-over, too
    unlock(page, phone.words)
    return page


KIND = Kind(
    "browser-deployed", "new version deployed at each step of an interview", 5, len(STEPS), run,
    "takes a newer version over at once", frozenset({"reload"}), 2,
)  # fmt: skip
