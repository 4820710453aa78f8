"""Conditions over facts, with three answers: True, False, and None where a needed fact is not known. Mirrored in static/js/protocol-conditions.js."""

from collections.abc import Mapping
from math import inf
from typing import Any

from rhi_app.domain.clock import read_moment
from rhi_app.domain.protocol.moments import is_in_window, to_seconds

Condition = Mapping[str, Any]
Facts = Mapping[str, Any]
Truth = bool | None


def holds(condition: Condition, facts: Facts) -> Truth:
    """Whether the condition is met; None when that hangs on a fact that is not known yet."""
    if "all" in condition:
        return every([holds(part, facts) for part in condition["all"]])
    if "any" in condition:
        return negated(every([negated(holds(part, facts)) for part in condition["any"]]))
    if "not" in condition:
        return negated(holds(condition["not"], facts))
    if "fact" in condition:
        value = facts.get(condition["fact"])
        return None if value is None else OPERATORS[condition["op"]](value, condition["value"])
    totals = tally(condition, facts)
    return None if totals is None else NUMBERS[condition["op"]](totals, to_seconds(condition["value"]))


def needed(condition: Condition, facts: Facts) -> list[str]:
    """The facts to ask for: those that still keep an undecided condition undecided."""
    if holds(condition, facts) is not None:
        return []
    if "fact" in condition:
        return [condition["fact"]]
    parts = condition.get("all") or condition.get("any") or ([condition["not"]] if "not" in condition else None)
    if parts is None:
        return ["episodes"]
    return sorted({name for part in parts for name in needed(part, facts)})


def every(truths: list[Truth]) -> Truth:
    if False in truths:
        return False
    return None if None in truths else True


def negated(truth: Truth) -> Truth:
    return None if truth is None else not truth


def bounds(value: Any) -> tuple[float, float]:
    """A number may be known from one side only: {"at_least": 3} is three or more."""
    if isinstance(value, dict) and ("at_least" in value or "at_most" in value):
        low, high = value.get("at_least"), value.get("at_most")
        return (-inf if low is None else to_seconds(low), inf if high is None else to_seconds(high))
    return (to_seconds(value), to_seconds(value))


def at_least(range_: tuple[float, float], wanted: float) -> Truth:
    if range_[0] >= wanted:
        return True
    return False if range_[1] < wanted else None


def over(range_: tuple[float, float], wanted: float) -> Truth:
    if range_[0] > wanted:
        return True
    return False if range_[1] <= wanted else None


def exactly(range_: tuple[float, float], wanted: float) -> Truth:
    if range_[0] == range_[1] == wanted:
        return True
    return None if range_[0] <= wanted <= range_[1] else False


NUMBERS = {
    "at_least": at_least,
    "over": over,
    "under": lambda range_, wanted: negated(at_least(range_, wanted)),
    "at_most": lambda range_, wanted: negated(over(range_, wanted)),
    "exactly": exactly,
}
OPERATORS: dict[str, Any] = {
    **{op: lambda value, wanted, compare=compare: compare(bounds(value), to_seconds(wanted)) for op, compare in NUMBERS.items()},
    "is": lambda value, wanted: value == wanted,
    "one_of": lambda value, wanted: value in wanted,
    "includes": lambda value, wanted: wanted in value,
    "includes_any": lambda value, wanted: any(item in value for item in wanted),
    "is_empty": lambda value, wanted: (len(value) == 0) == wanted,
}


def tally(condition: Condition, facts: Facts) -> tuple[float, float] | None:
    """How many episodes of the window meet `where` (or how long they lasted together): what is certain, and what is possible."""
    episodes = facts.get("episodes")
    if episodes is None:
        return None
    latest = max((episode["start"] for episode in episodes), key=read_moment, default=None)
    low: float = 0
    high: float = 0
    for episode in episodes:
        if latest is None or not is_in_window(episode["start"], latest, condition.get("within")):
            continue
        truth = holds(condition.get("where", {"all": []}), episode)
        least, most = (1, 1) if "count" in condition else duration_of(episode)
        low += least if truth is True else 0
        high += most if truth is not False else 0
    return (low, high)


def duration_of(episode: Facts) -> tuple[float, float]:
    absence = episode.get("absence")
    return (0, inf) if absence is None else bounds(absence)
