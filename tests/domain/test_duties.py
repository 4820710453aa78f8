"""When a duty is due again, and what a tick answers: on both sides of each line."""

from dataclasses import replace
from typing import Any

import pytest

from rhi_app.domain.duties import Duty, Tick, duties_of, first_at, met_at, standing, state_of
from rhi_app.domain.protocol import decide, due_times
from tests.domain.protocol_jobs import protocols

WENT = "2026-11-02T10:00:00.000Z"
CAMDEN: dict[str, Any] = {"age": 14, "turned_18": False, "category": "missing", "looked_after": False, "services": ["child_in_need"]}


def duties(facts: dict[str, Any], ticks: list[Tick], now: str, **times: str | None) -> dict[str, Duty]:
    decision = decide(protocols(), "camden", CAMDEN | facts, WENT)
    known = {"missing": WENT, **times}
    due = due_times(decision, known, protocols()["holidays"])
    return {duty.rule: duty for duty in duties_of(decision, due, ticks, known, now)}


def tick(rule: str, at: str, due_at: str = "", *, is_done: bool = True, what: str = "") -> Tick:
    return Tick("camden", rule, what, due_at, at, is_done)


DAILY, STILL = "response-form-daily", {"still_missing": True, "absence": {"at_least": 0}}


@pytest.mark.parametrize(
    ("now", "state"), [("2026-11-03T10:00:00.000Z", "due"), ("2026-11-03T10:00:00.001Z", "overdue")], ids=["on the minute", "just after"]
)
def test_it_is_overdue_once_its_time_is_past(now: str, state: str) -> None:
    daily = duties(STILL, [], now)[DAILY]
    assert (daily.state, daily.due_at) == (state, "2026-11-03T10:00:00.000Z")


@pytest.mark.parametrize(
    ("done_at", "next_at"),
    [
        ("2026-11-03T09:00:00.000Z", "2026-11-04T10:00:00.000Z"),  # before its time: the next one
        ("2026-11-04T09:59:59.000Z", "2026-11-04T10:00:00.000Z"),  # late, before the next
        ("2026-11-04T10:00:00.000Z", "2026-11-05T10:00:00.000Z"),  # on the next one's minute: that is answered too
        ("2026-11-06T12:00:00.000Z", "2026-11-07T10:00:00.000Z"),  # three were missed
    ],
)
def test_what_repeats_falls_due_again_after_it_was_done(done_at: str, next_at: str) -> None:
    made = [tick(DAILY, done_at, "2026-11-03T10:00:00.000Z")]
    assert duties(STILL, made, "2026-11-03T10:30:00.000Z")[DAILY].due_at == next_at


def test_what_repeats_ends_with_its_event() -> None:
    facts = STILL | {"strategy_meeting_held": True}
    review = duties(facts, [], "2026-11-20T00:00:00.000Z", met="2026-11-05T10:00:00.000Z", found="2026-11-19T10:00:00.000Z")["strategy-reviewed-weekly"]
    assert (review.state, review.due_at) == ("ended", "")


def test_a_tick_that_was_taken_back_no_longer_counts_and_another_one_does() -> None:
    due = "2026-11-03T10:00:00.000Z"
    made = [tick(DAILY, due, due), tick(DAILY, due, due, is_done=False)]
    assert standing(made) == []
    assert duties(STILL, made, "2026-11-04T00:00:00.000Z")[DAILY].due_at == due
    assert standing([*made, tick(DAILY, due, due)]) == [tick(DAILY, due, due)]


def test_a_duty_without_a_time_is_done_once_it_is_ticked() -> None:
    facts = {"emerging_pattern": True}
    assert duties(facts, [], WENT)["strategy-emerging-pattern"].state == "open"
    assert duties(facts, [tick("strategy-emerging-pattern", WENT)], WENT)["strategy-emerging-pattern"].state == "done"


def test_a_duty_that_hangs_on_a_fact_cannot_be_ticked() -> None:
    asked = duties({}, [], WENT)["strategy-emerging-pattern"]
    assert (asked.state, asked.missing, asked.may_be_ticked) == ("ask", ("emerging_pattern",), False)


@pytest.mark.parametrize("now", [WENT, "2026-11-03T10:00:00.000Z", "2026-12-24T10:00:00.000Z"])
def test_what_is_asked_for_at_once_is_to_be_done_now_and_never_late(now: str) -> None:
    made = {"from": "missing", "at": WENT, "every": None, "until": None}
    duty = Duty("camden", "at-once", "at-once", "tell", "Tell them.", (), "camden 8.1", "", "open")
    assert state_of(duty, made, {"missing": WENT}, now) == ("now", WENT)
    assert state_of(duty, made | {"at": "2026-11-02T10:01:00.000Z"}, {"missing": WENT}, "2026-11-03T10:00:00.000Z")[0] == "overdue"


def test_what_is_late_stands_before_what_is_to_be_done_now() -> None:
    at_once = Duty("camden", "at-once", "at-once", "tell", "Tell them.", (), "camden 8.1", "", "now", WENT)
    late = replace(at_once, state="overdue", due_at="2026-11-03T10:00:00.000Z")
    assert first_at([at_once, late]) == late.due_at
    assert first_at([at_once, replace(late, state="due")]) == WENT


def test_the_first_open_one_is_what_a_list_tells() -> None:
    found = duties(STILL | {"absence": {"at_least": 86400}}, [], "2026-11-03T12:00:00.000Z")
    assert found["strategy-three-days"].state == "ahead"
    assert first_at([found[DAILY], found["strategy-three-days"]]) == "2026-11-03T10:00:00.000Z"
    assert first_at([found["strategy-three-days"]]) == "2026-11-05T10:00:00.000Z"
    assert first_at([]) is None


def test_a_meeting_counts_from_when_it_was_held() -> None:
    held, other = "2026-11-05T09:00:00.000Z", "2026-11-04T09:00:00.000Z"
    made = [tick("strategy-three-days", held, what="strategy_meeting"), tick("mash-rates", other, what="decide_response")]
    assert met_at(made) == held
    assert met_at(made[1:]) is None
