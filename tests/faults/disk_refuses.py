"""The phone's disk refuses: full, broken or lost at each single write of each thing the app does. Nothing fails without a word."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from tests.browser.site import Refused, core
from tests.faults.browser_killed import READ
from tests.faults.checker import Fault, Found
from tests.faults.history import History
from tests.faults.kinds import Kind, Outcome
from tests.faults.phones import BrokenPhone, phone_in_use, replacing

# How the write number `nth` and those after it fail: for ever, or once ("lost": the connection; the app opens it again).
# The pauses between the app's tries are cut short: what it says is looked at, not how long it waits.
BREAK = """([nth, how]) => {
  const kept = globalThis.keptWrites ??= { put: IDBObjectStore.prototype.put, delete: IDBObjectStore.prototype.delete };
  const later = globalThis.keptTimeout ??= globalThis.setTimeout;
  globalThis.setTimeout = (work, ms, ...more) => later(work, ms / 25, ...more);
  let done = 0;
  globalThis.writes = () => done;
  for (const name of ["put", "delete"]) {
    IDBObjectStore.prototype[name] = function (...asked) {
      done += 1;
      if (done < nth || (how === "lost" && done > nth)) return kept[name].apply(this, asked);
      if (how === "aborted") {
        const request = kept[name].apply(this, asked);
        this.transaction.abort();
        return request;
      }
      throw new DOMException("made to fail", how === "full" ? "QuotaExceededError" : "UnknownError");
    };
  }
}"""
MEND = "() => { Object.assign(IDBObjectStore.prototype, globalThis.keptWrites ?? {}); globalThis.setTimeout = globalThis.keptTimeout ?? setTimeout; }"
HOWS = ("full", "broken", "lost", "aborted")
NEVER = 1_000_000
# The control keeps every failure of the disk to itself.
BROKEN = {"store.js": replacing("attempt === TRIES) throw problem;", "attempt === TRIES) return undefined;")}


@dataclass
class Act:
    """One thing that the app does. `text`, made anew each time, is what it must keep."""

    name: str
    function: str
    arguments: Any  # of record and text


def _entry(text: str, **more: Any) -> dict[str, Any]:
    answers = {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer", "attempt.note": text}
    return {"kind": "attempt", "form": "attempt", "answers": answers, **more}


ACTS = [
    Act("draft", "records.saveDraft", lambda record, text: [record, "interview", {"back.how": text}]),
    Act("entry", "records.addEntry", lambda record, text: [record, _entry(text)]),
    Act("urgent entry", "records.addEntry", lambda record, text: [record, _entry(text, urgent=True)]),
    Act("end of the visit", "records.endVisit", lambda record, text: [record, {"visit.place": "home", "readback.done": "yes", "visit.note": text}]),
]


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    outcome = Outcome()
    with phone_in_use(BROKEN if broken else None) as phone:
        page = phone.start("/app/")
        phone.site.stop()  # writes of the sync would be counted with the others
        page.evaluate("() => dispatchEvent(new Event('offline'))")
        made = History()
        for number, (act, nth, how) in enumerate(cases(page, phone)):
            outcome.faults += one(page, phone, act, nth, how, f"{act.name} {number} {seed}", made, outcome)
            if broken and number >= count:
                break
        read = page.evaluate(READ, phone.record)
        outcome.add(made, Found(entries=read["entries"]), 0)
        half = {entry["id"] for entry in read["entries"]} ^ set(read["inOutbox"])
        outcome.faults += [Fault("half", entry) for entry in half] + ([Fault("damaged", read["problem"])] if read["problem"] else [])
    return outcome


def cases(page: Page, phone: BrokenPhone) -> Iterator[tuple[Act, int, str]]:
    """Each write of each act, counted while nothing is broken."""
    for act in ACTS:
        page.evaluate(BREAK, [NEVER, ""])
        core(page, act.function, *act.arguments(phone.record, "counted"))
        writes = page.evaluate("writes()")
        page.evaluate(MEND)
        yield from ((act, nth, how) for nth in range(1, writes + 1) for how in HOWS)


def one(page: Page, phone: BrokenPhone, act: Act, nth: int, how: str, text: str, made: History, outcome: Outcome) -> list[Fault]:
    """Said to be saved and there, or said not to be and not there in part; and the same act works once the disk does."""
    page.evaluate(BREAK, [nth, how])
    history, place = History(), f"{act.name}, write {nth}, {how}"
    history.typed(place, text)
    try:
        done = core(page, act.function, *act.arguments(phone.record, text))
        history.saved(place, text)
        if isinstance(done, dict):
            made.made(done)
    except Refused as problem:
        history.not_saved(place, problem.said)
    finally:
        page.evaluate(MEND)
    outcome.add(history, Found(answers=there(page, phone, act, place, text)))
    again = core(page, act.function, *act.arguments(phone.record, text + " again"))
    if isinstance(again, dict):
        made.made(again)
    return [] if not history.count("not_saved") or history.lines[-1].value.strip() else [Fault("silent", place)]


def there(page: Page, phone: BrokenPhone, act: Act, place: str, text: str) -> dict[str, str]:
    if act.name == "draft":
        draft = core(page, "records.loadDraft", phone.record, "interview") or {"answers": {}}
        return {place: draft["answers"].get("back.how", "")}
    entries = core(page, "records.getCase", phone.record)["entries"]
    return {place: text} if any(text in entry["answers"].values() for entry in entries) else {}


KIND = Kind(
    "browser-disk", "quota full, storage error at each write, database connection lost", 80, 80, run,
    "swallows the disk’s refusal", frozenset({"lost"}), 8,
)  # fmt: skip
