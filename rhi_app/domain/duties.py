"""What somebody must do beside the interview: by when, again and again where the rule says so, and what was ticked. Knows no authority.

A tick is kept as it was made. One that takes another back stands after it; the newest on an occurrence counts.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from rhi_app.domain.clock import read_moment, write_moment
from rhi_app.domain.facts import MEETINGS
from rhi_app.domain.interviewers import as_list
from rhi_app.domain.protocol.times import Times, next_at
from rhi_app.domain.requirements import Requirement, applies, place_of

OPEN = ("overdue", "now", "due", "ahead", "open")


@dataclass(frozen=True)
class Tick:
    """Who said that it was done, and when it was. `due_at` is the occurrence it answers; empty: the duty has no time."""

    authority: str
    rule: str
    what: str
    due_at: str
    at: str
    is_done: bool
    by: str = ""
    note: str = ""
    recorded_by: str = ""
    recorded_at: str = ""


@dataclass(frozen=True)
class Duty:
    """`state`: overdue, now (at once, since its event), due (it has a time), open (it has none), waits (for an event),
    ahead (if still away by then), ask, done, ended."""

    authority: str
    rule: str
    topic: str
    what: str
    say: str
    who: tuple[str, ...]
    source: str
    applies: str
    state: str
    due_at: str = ""
    every: Mapping[str, int] | None = None
    ticks: tuple[Tick, ...] = ()
    missing: tuple[str, ...] = ()

    @property
    def may_be_ticked(self) -> bool:
        return self.state in ("overdue", "now", "due", "open", "waits")

    @property
    def last(self) -> Tick | None:
        return max(self.ticks, key=lambda tick: tick.at, default=None)


def standing(ticks: Iterable[Tick]) -> list[Tick]:
    """Those that nobody took back, oldest first."""
    newest = {(tick.authority, tick.rule, tick.due_at): tick for tick in ticks}
    return [tick for tick in newest.values() if tick.is_done]


def duties_of(decision: Mapping[str, Any], due: list[dict[str, Any]], ticks: Iterable[Tick], times: Times, now: str) -> list[Duty]:
    """Every duty of the decision, and those that hang on a fact; in the order in which they fall due, the ones without a time last."""
    by_place = {place_of(one): one for one in due if one["question"] == "duties"}
    made = standing(ticks)
    found = [
        duty_of(answer, answered, by_place.get((answer["citation"]["short"], answer["rule"])), made, times, now)
        for answered in decision["questions"]["duties"]["topics"].values()
        for answer in (*answered["answers"], *answered["possible"])
    ]
    return sorted(found, key=lambda duty: (duty.state == "done", duty.due_at or "9999"))


def duty_of(
    answer: Mapping[str, Any], answered: Mapping[str, Any], due: Mapping[str, Any] | None, made: list[Tick], times: Times, now: str
) -> Duty:
    ticks = tuple(tick for tick in made if (tick.authority, tick.rule) == (answer["authority"], answer["rule"]))
    value = answer["value"]
    duty = Duty(
        authority=answer["authority"],
        rule=answer["rule"],
        topic=answer["topic"],
        what=str(value.get("what", answer["topic"])),
        say=answer["say"],
        who=tuple(as_list(value.get("who")) or as_list(value.get("audience"))),
        source=answer["citation"]["short"],
        applies=applies(answer, answered),
        state="open",
        every=value.get("every"),
        ticks=ticks,
        missing=tuple(answer.get("missing", ())),
    )
    state, due_at = state_of(duty, due, times, now)
    return replace(duty, state=state, due_at=due_at)


def state_of(duty: Duty, due: Mapping[str, Any] | None, times: Times, now: str) -> tuple[str, str]:
    """How it stands, and when it is due where it has a time."""
    if duty.missing:
        return ("ahead", due["at"]) if due and due["at"] else ("ask", "")
    if due is None or due["at"] is None:
        return "done" if duty.ticks else "waits" if due else "open", ""
    at = open_at(due, duty.ticks, times)
    if at is None:
        return "done" if duty.ticks else "ended", ""
    if at > now:
        return "due", at
    # what is asked for at once has no time that could be past: it stays "now" until it is done
    return "now" if at == times.get(due["from"]) else "overdue" if at < now else "due", at


def open_at(due: Mapping[str, Any], ticks: Iterable[Tick], times: Times) -> str | None:
    """The first occurrence that nobody has ticked. What was done late answers for the occurrences before it as well."""
    answered = max((max(tick.due_at, tick.at) for tick in ticks), default="")
    if due["every"] is None:
        return None if answered else due["at"]
    after = write_moment(read_moment(answered) + timedelta(milliseconds=1)) if answered else due["at"]
    return next_at(due, after, times)


def first_at(duties: Iterable[Duty]) -> str | None:
    """When the first of them falls due that nobody has ticked; one that is late before one that is to be done now."""
    timed = [(OPEN.index(duty.state) > 0, duty.due_at) for duty in duties if duty.state in OPEN and duty.due_at]
    return min(timed, default=(True, None))[1]


def row_of(duty: Duty, words: str) -> Requirement:
    """As it stands among what an episode requires; `words` say when it was done, will be due, or since when it is to be done now."""
    state = {"ask": "ask", "ahead": "ask", "done": "done", "ended": "none"}.get(duty.state, "open")
    is_late = duty.state == "overdue"
    due = duty.due_at if state == "open" and duty.state != "now" else ""
    second = words if state != "open" or duty.state == "now" else ""
    return Requirement("duties", duty.topic, duty.rule, duty.say, state, duty.source, duty.applies, second, due, duty.missing, is_late)


def met_at(ticks: Iterable[Tick]) -> str | None:
    """When the first meeting was held that a duty asks for."""
    return min((tick.at for tick in standing(ticks) if tick.what in MEETINGS), default=None)
