"""When what a decision asks for falls due. Mirrored in static/js/protocol-times.js."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rhi_app.domain.clock import read_moment, write_moment
from rhi_app.domain.problems import ProtocolProblem
from rhi_app.domain.protocol.moments import UNITS, after_working_days, to_seconds

EVENTS = (
    "missing", "reported", "found", "returned", "referred", "allocated", "offered", "contacted", "declined", "held", "completed",
    "disclosed", "met",
)  # fmt: skip
Times = Mapping[str, str | None]


def due_times(decision: Mapping[str, Any], times: Times, holidays: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
    """Every deadline and duty that has a time, with what it hangs on where that is not known yet. Events stay apart: found is never returned."""
    unknown = sorted(set(times) - set(EVENTS))
    if unknown:
        raise ProtocolProblem(f"{unknown[0]} is not an event", place="times")
    due = []
    for question, answered in decision["questions"].items():
        for answer in answered["answers"]:
            due += due_of(question, answer, decision, times, holidays, True)
        for answer in answered["possible"]:
            if "absence" in answer["missing"]:  # if still away by then
                due += due_of(question, answer, decision, times, holidays, False)
    return due


def due_of(
    question: str, answer: Mapping[str, Any], decision: Mapping[str, Any], times: Times, holidays: Mapping[str, Any] | None, sure: bool
) -> list[dict[str, Any]]:
    value = answer["value"]
    if "from" not in value:
        return []
    started = times.get(value["from"])
    moments = [] if started is None else moments_of(value, started, holidays, decision["holidays"])
    return [
        {
            "question": question,
            "what": value.get("what", answer["topic"]),
            "rule": answer["rule"],
            "say": answer["say"],
            "from": value["from"],
            "at": write_moment(min(moments)) if moments else None,
            "also_at": write_moment(max(moments)) if len(set(moments)) > 1 else None,
            "missing": value["from"] if started is None else None,
            "every": value.get("every"),
            "until": value.get("until"),
            "sure": sure,
            "provenance": answer["provenance"],
            "citation": answer["citation"],
        }
    ]


def moments_of(value: Mapping[str, Any], started: str, holidays: Mapping[str, Any] | None, division: str | None) -> list[datetime]:
    """Where a source says "one working day, i.e. 24 hours" the two differ over a weekend: the earlier is due, the other is shown."""
    elapsed = {unit: value[unit] for unit in UNITS if unit in value}
    moments = []
    if elapsed or "working_days" not in value:  # no length at all: at once
        moments.append(read_moment(started) + timedelta(seconds=to_seconds(elapsed)))
    if "working_days" in value:
        if holidays is None or division is None:
            raise ProtocolProblem("working days are asked for and no bank holidays are given", place="holidays")
        moments.append(after_working_days(started, value["working_days"], holidays, division))
    return moments


def next_at(due: Mapping[str, Any], now: str, times: Times) -> str | None:
    """The next occurrence of a repeating duty, until the event that ends it; a duty that does not repeat falls due once."""
    first: str | None = due["at"]
    if first is None or due["every"] is None:
        return first
    if times.get(due["until"]) is not None:
        return None
    moment, step = read_moment(first), timedelta(seconds=to_seconds(due["every"]))
    while moment < read_moment(now):
        moment += step
    return write_moment(moment)
