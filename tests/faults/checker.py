"""The one judge of every run: what was said against what is there. A fault has a slug, so that a table can count it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Any

from rhi_app.domain import canonical
from rhi_app.domain.entry_checks import digest_of
from tests.faults.history import History, Said

SECONDS_OF_TYPING = 2.0  # what may be lost that no screen called saved
EVENTS = frozenset({"consent", "withdrawal", "decline", "visit_ended"})  # signed or said once; never changed


@dataclass(frozen=True)
class Stored:
    """An envelope as the server's database has it."""

    id: str
    hash: str
    data: bytes


@dataclass
class Found:
    """What is there when all is over. None: this run has no such part to look at."""

    answers: dict[str, str] | None = None  # by place, as the phone shows them again
    stored: list[Stored] | None = None
    entries: list[dict[str, Any]] | None = None  # as the server opens them, in its order
    on_phone: set[str] | None = None  # envelopes whose bytes the phone still has
    orders: dict[str, list[str]] = field(default_factory=dict)  # by maker: entry ids as they must stand
    outcomes: list[Any] = field(default_factory=list)  # of one story in several orders: all must be equal
    readable: list[str] = field(default_factory=list)  # words found where nobody may read them
    integrity: list[str] = field(default_factory=list)  # what a database says of its own file


@dataclass(frozen=True)
class Fault:
    slug: str
    about: str


def check(history: History, found: Found) -> list[Fault]:
    """Every promise that was broken; none is what a run must give."""
    looks = (
        lost_answers, silent_failures, lost_envelopes, doubled_envelopes, changed_envelopes, invented_envelopes, left_early,
        lost_entries, doubled_entries, changed_events, out_of_order, divided, readable, damaged, crashes, reloads,
    )  # fmt: skip
    return [fault for look in looks for fault in look(history, found)]


def lost_answers(history: History, found: Found) -> Iterator[Fault]:
    """What the screen called saved is there, or something that was typed later; what was typed since, but for two seconds."""
    if found.answers is None:
        return
    for place, saved in history.last("saved").items():
        later = [line.value for line in history.all("typed") if line.of == place and line.at >= _typed_at(history, saved)]
        if found.answers.get(place) not in [saved.value, *later]:
            yield Fault("lost", f"{place}: “{saved.value}” was called saved, and “{found.answers.get(place)}” is there")
    for place, text in found.answers.items():
        yield from _typing_lost(history, place, text)


def _typed_at(history: History, saved: Said) -> float:
    """When the words were typed that were then called saved."""
    return max((line.at for line in history.all("typed") if (line.of, line.value) == (saved.of, saved.value)), default=saved.at)


def _typing_lost(history: History, place: str, text: str) -> Iterator[Fault]:
    typed = [line for line in history.all("typed") if line.of == place]
    kept = max((at for at, line in enumerate(typed) if line.value == text), default=-1)
    missing, end = typed[kept + 1 :], max((line.at for line in history.all("fault")), default=0.0)
    if missing and end - missing[0].at > SECONDS_OF_TYPING:
        yield Fault("typing", f"{place}: {end - missing[0].at:.1f} seconds of typing")


def silent_failures(history: History, _: Found) -> Iterator[Fault]:
    """Each attempt ends in a word: saved or not. A browser that was killed before that owes none."""
    told = Counter(line.of for line in history.lines if line.what in ("saved", "not_saved"))
    killed = min((line.at for line in history.all("fault") if line.of == "killed"), default=inf)
    for place, first in history.first("typed").items():
        if place not in told and killed - first.at >= SECONDS_OF_TYPING:
            yield Fault("silent", f"{place}: neither saved nor refused")


def lost_envelopes(history: History, found: Found) -> Iterator[Fault]:
    if found.stored is None:
        return
    at_server, on_phone = {each.id for each in found.stored}, found.on_phone or set()
    for envelope in history.last("receipt").keys() - at_server:
        yield Fault("lost", f"{envelope} has a receipt and is not stored")
    if found.on_phone is not None:
        for envelope in history.last("sealed").keys() - at_server - on_phone:
            yield Fault("lost", f"{envelope} is neither on the phone nor stored")


def doubled_envelopes(_: History, found: Found) -> Iterator[Fault]:
    for name, values in (("id", [each.id for each in found.stored or []]), ("bytes", [each.hash for each in found.stored or []])):
        yield from (Fault("doubled", f"{value} ({name}) is stored {times} times") for value, times in Counter(values).items() if times > 1)


def changed_envelopes(history: History, found: Found) -> Iterator[Fault]:
    """Byte for byte what the receipt was given for."""
    promised = history.last("receipt")
    for each in found.stored or []:
        whole = canonical.hash_text(each.data)
        if whole != each.hash or (each.id in promised and promised[each.id].value != whole):
            yield Fault("changed", f"{each.id} is not what was acknowledged")


def invented_envelopes(history: History, found: Found) -> Iterator[Fault]:
    """Nothing is stored that no phone has sealed."""
    sealed = {line.value for line in history.all("sealed")}
    yield from (Fault("accepted", f"{each.id} was sealed by nobody") for each in found.stored or [] if canonical.hash_text(each.data) not in sealed)


def left_early(history: History, _: Found) -> Iterator[Fault]:
    received: set[str] = set()
    for line in history.lines:
        if line.what == "receipt":
            received.add(line.of)
        elif line.what == "let_go" and line.of not in received:
            yield Fault("left", f"{line.of} left the phone before its receipt")


def lost_entries(history: History, found: Found) -> Iterator[Fault]:
    there = {entry["id"] for entry in found.entries or []}
    if found.entries is not None:
        yield from (Fault("lost", f"entry {entry} is not there") for entry in history.last("made").keys() - there)


def doubled_entries(_: History, found: Found) -> Iterator[Fault]:
    """Also under another id: the same words of the same maker, by what their digest covers."""
    entries = found.entries or []
    for values in (Counter(entry["id"] for entry in entries), Counter((entry["device"], entry["number"]) for entry in entries)):
        yield from (Fault("doubled", f"entry {value} is there {times} times") for value, times in values.items() if times > 1)


def changed_events(history: History, found: Found) -> Iterator[Fault]:
    made = history.last("made")
    for entry in found.entries or []:
        before = made[entry["id"]].value if entry["id"] in made else None
        if before is None or entry["kind"] not in EVENTS:
            continue
        now = {name: entry[name] for name in before}
        if now != before or digest_of(now) != before["digest"]:
            yield Fault("event", f"{entry['kind']} {entry['id']} is not as it was made")


def out_of_order(_: History, found: Found) -> Iterator[Fault]:
    for maker, wanted in found.orders.items():
        there = [entry["id"] for entry in found.entries or [] if (entry["device"] or "") == maker]
        if there != wanted:
            yield Fault("order", f"the entries of {maker or 'the portal'} stand in another order than they were made in")


def divided(_: History, found: Found) -> Iterator[Fault]:
    first = found.outcomes[0] if found.outcomes else None
    for number, outcome in enumerate(found.outcomes):
        if outcome != first:
            yield Fault("divided", f"order {number} of the same deliveries gives another record: {_difference(first, outcome)}")


def _difference(one: Any, other: Any) -> str:
    return ", ".join(f"{name}: {one[name]!r} / {other[name]!r}" for name in one if one[name] != other[name])[:400]


def readable(_: History, found: Found) -> Iterator[Fault]:
    yield from (Fault("readable", word) for word in found.readable)


def damaged(_: History, found: Found) -> Iterator[Fault]:
    yield from (Fault("damaged", said) for said in found.integrity)


def crashes(history: History, _: Found) -> Iterator[Fault]:
    yield from (Fault("crash", line.of) for line in history.all("crash"))


def reloads(history: History, _: Found) -> Iterator[Fault]:
    yield from (Fault("reload", line.of) for line in history.all("reload"))


def slugs(faults: Iterable[Fault]) -> Counter[str]:
    return Counter(fault.slug for fault in faults)
