"""The browser is killed while somebody types, and while entries are made. What the screen called saved is there again."""

import random
import threading
from contextlib import suppress
from typing import Any

from playwright.sync_api import Error, Page

from tests.faults.checker import Fault, Found
from tests.faults.history import History
from tests.faults.kinds import Kind, Outcome
from tests.faults.phones import BrokenPhone, kill, phone_in_use, replacing

FIELD = '#app [name="before.what_happened"]'
SECONDS_OF_LIFE = (0.05, 1.0)
PAUSES_MS = (1, 60)
TRIES_OF_A_PHONE = 60  # then a fresh copy: a record of a thousand entries is nobody's
# Tells what stands in the field at the moment when the screen says "Saved".
WATCH = """(field) => {
  const told = () => {
    if (document.querySelector("#app [data-saving='saved']")) tell("saved", document.querySelector(field).value);
  };
  new MutationObserver(told).observe(document.getElementById("app"), { subtree: true, attributes: true, attributeFilter: ["data-saving"] });
}"""
ADD_ENTRIES = """async (record) => {
  const app = document.querySelector('script[type="module"]').src;
  const { addEntry } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/records.js"));
  const answers = { "attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer" };
  for (;;) await tell("made", await addEntry(record, { kind: "attempt", form: "attempt", answers }));
}"""
READ = """async (record) => {
  const app = document.querySelector('script[type="module"]').src;
  const load = (name) => import(new URL("./inside.js", app).href).then(({ $use }) => $use(`js/${name}.js`));
  const [{ getCase }, { allRows }] = await Promise.all([load("records"), load("outbox")]);
  const theCase = await getCase(record);
  const inOutbox = (await allRows()).flatMap(({ entries }) => entries);
  return { entries: theCase.entries, problem: theCase.problem?.message ?? null, inOutbox };
}"""
# The control says "Saved" while the answer is still in memory alone.
BROKEN = {"saver.js": replacing("const at = await save();", "const at = new Date().toISOString(); setTimeout(save, 1500);")}


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    chance, outcome = random.Random(seed), Outcome()
    for begun in range(0, count, TRIES_OF_A_PHONE):
        with phone_in_use(BROKEN if broken else None) as phone:
            use_one_phone(phone, range(begun, min(count, begun + TRIES_OF_A_PHONE)), chance, outcome, typing_alone=broken)
    return outcome


def use_one_phone(phone: BrokenPhone, numbers: range, chance: random.Random, outcome: Outcome, *, typing_alone: bool) -> None:
    made = History()
    page = open_talk(phone)
    for number in numbers:
        typed = History()
        is_typing = typing_alone or number % 2 == 0
        life = threading.Timer(chance.uniform(*SECONDS_OF_LIFE), kill, [phone.phone])
        with suppress(Error):  # the browser is gone
            (type_on if is_typing else add_on)(page, phone, typed if is_typing else made, number, life, chance)
        life.join()
        typed.broken("killed")
        phone.phone.close()
        page = open_talk(phone)
        outcome.add(typed, Found(answers={str(number): page.input_value(FIELD)} if is_typing else None))
    judge_entries(page, phone, made, outcome)


def open_talk(phone: BrokenPhone) -> Page:
    page = phone.start(f"/app/case/{phone.record}/06a")
    page.wait_for_selector(FIELD)
    return page


def type_on(page: Page, phone: BrokenPhone, history: History, number: int, life: threading.Timer, chance: random.Random) -> None:
    """Word for word, until the end. Each word is noted before it is typed: one that is found was typed."""
    page.expose_binding("tell", lambda _, __, value: history.saved(str(number), value))
    page.evaluate(WATCH, FIELD)
    text = f"{number}:"
    history.typed(str(number), text)
    life.start()
    page.fill(FIELD, text)
    while True:
        word = f" w{chance.randrange(10_000)}"
        text += word
        history.typed(str(number), text)
        page.keyboard.insert_text(word)
        page.wait_for_timeout(chance.uniform(*PAUSES_MS))


def add_on(page: Page, phone: BrokenPhone, made: History, _: int, life: threading.Timer, __: random.Random) -> None:
    page.expose_binding("tell", lambda _, __, entry: made.made(entry))
    life.start()
    page.evaluate(ADD_ENTRIES, phone.record)


def judge_entries(page: Page, phone: BrokenPhone, made: History, outcome: Outcome) -> None:
    """Whole or not at all: each entry that is there has its envelope, and the log is as its head says."""
    read: dict[str, Any] = page.evaluate(READ, phone.record)
    outcome.add(made, Found(entries=read["entries"]), tries=0)
    outcome.acknowledged += made.count("made")
    half = {entry["id"] for entry in read["entries"]} ^ set(read["inOutbox"])
    outcome.faults += [Fault("half", f"entry {entry} has no envelope, or an envelope no entry") for entry in half]
    outcome.faults += [Fault("damaged", read["problem"])] if read["problem"] else []


KIND = Kind(
    "browser-killed", "browser killed while saving", 20, 1_000, run, "says “Saved” before it writes", frozenset({"lost"}), 3
)
