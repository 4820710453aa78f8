"""From an episode to the facts that the protocol engine reads. The registry is protocols/facts.json; mirrored in static/js/facts.js."""

import json
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from rhi_app.domain.clock import read_moment
from rhi_app.domain.problems import Problem
from rhi_app.domain.protocol.moments import UNITS, day_of

FACTS: dict[str, Any] = json.loads((Path(__file__).parent.parent / "protocols" / "facts.json").read_text(encoding="utf-8"))
YEAR = 365 * UNITS["days"]
WITH_SOCIAL_WORKER = {"child_in_need", "child_protection"}
WITHOUT_SOCIAL_WORKER = {"early_help"}
# Codes of duties that are a meeting held: the event `met`, and the fact that one was held.
MEETINGS = frozenset({"strategy_meeting", "strategy_meeting_and_plan", "high_risk_strategy_meeting", "s47_strategy_discussion"})
Episode = Mapping[str, Any]
Facts = dict[str, Any]


class FactProblem(Problem):
    """A fact that the registry does not know, or of the wrong kind."""

    slug = "fact-problem"


def facts_of_episode(episode: Episode, now: str | None = None) -> Facts:
    """What is known at the time the child was reported missing (never reported: at missing from). What is not known is absent, never False."""
    facts = {
        "age": age_of(episode, episode.get("reported_at") or episode.get("missing_from_at")),
        "turned_18": turned_18(episode, now),
        **{name: episode.get(name) for name in ("category", "grade", "missing_from", "school_stage", "host_authority")},
        "reported_to_police": True if episode.get("reported_at") else episode.get("reported_to_police"),
        **facts_of_status(episode),
        **facts_of_return(episode, now),
        "episodes": episodes_of(episode, now),
        "high_risk": None if episode.get("grade") is None else episode["grade"] == "high",
    }
    facts = {name: value for name, value in facts.items() if value is not None}
    said = {name: value for name, value in (episode.get("facts") or {}).items() if value is not None}
    return {**facts, **said, **facts_of_ticks(episode)}


def facts_of_ticks(episode: Episode) -> Facts:
    """What was ticked as done tells as well. That nobody ticked it says nothing."""
    is_held = any(tick["what"] in MEETINGS for tick in episode.get("duties_done") or [])
    return {"strategy_meeting_held": True} if is_held else {}


def facts_at_return(episode: Episode) -> Facts:
    """The same at the moment of return, with what changed in `at_return`: shown beside the decision, never instead of it."""
    changed = {**episode, **(episode.get("at_return") or {}), "reported_at": None, "reported_to_police": None}
    facts = facts_of_episode(changed)
    age = age_of(episode, episode.get("returned_at"))
    return {**facts_of_episode(episode), **{name: facts[name] for name in AT_RETURN if name in facts}, **({} if age is None else {"age": age})}


AT_RETURN = ("legal_status", "looked_after", "care_leaver", "services", "has_social_worker", "placement_in_area", "placement_type", "school_stage")


def age_of(episode: Episode, moment: str | None) -> int | None:
    """Whole years on that day in London; a 29 February birthday is reached on 1 March."""
    if episode.get("born_on") is None or moment is None:
        return episode.get("age")
    born, day = date.fromisoformat(episode["born_on"]), date.fromisoformat(day_of(moment))
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def turned_18(episode: Episode, now: str | None) -> bool | None:
    before = age_of(episode, episode.get("reported_at") or episode.get("missing_from_at"))
    if before is None or before >= 18:
        return None if before is None else False
    if episode.get("born_on") is not None:
        last = episode.get("returned_at") or episode.get("found_at") or now
        return last is not None and (age_of(episode, last) or 0) >= 18
    seconds, _ = absence_of(episode, now)
    return False if before <= 16 and (seconds or 0) < YEAR else None


def facts_of_status(episode: Episode) -> Facts:
    status, services, placement = episode.get("legal_status"), episode.get("services"), episode.get("placement") or {}
    looked_after = None if status is None else status in ("looked_after", "remand")  # a remanded child is looked after by law
    in_area = placement.get("in_area")
    return {
        "legal_status": status,
        "looked_after": looked_after,
        "care_leaver": None if status is None else status == "care_leaver",
        "services": services,
        "has_social_worker": has_social_worker(status, looked_after, services),
        "placement_in_area": False if in_area is None and episode.get("host_authority") else in_area,
        "placement_type": placement.get("type"),
    }


def has_social_worker(status: str | None, looked_after: bool | None, services: list[str] | None) -> bool | None:
    if looked_after or WITH_SOCIAL_WORKER & set(services or []):
        return True
    if status == "none" and services is not None and set(services) <= WITHOUT_SOCIAL_WORKER:
        return False
    return None


def facts_of_return(episode: Episode, now: str | None) -> Facts:
    back = came_back(episode)
    found = bool(episode.get("found_at")) or back is True
    still = False if found else (True if back is False else None)
    seconds, is_over = absence_of(episode, now)
    absence: Any = seconds if is_over or seconds is None else {"at_least": seconds}
    return {
        "found": True if found else (False if still else None),
        "returned": back,
        "still_missing": still,
        "absence": absence,
    }


def came_back(episode: Episode) -> bool | None:
    """Somebody says so, or when; None where nobody has said. Who is found is not back yet."""
    return True if episode.get("returned_at") else episode.get("came_back")


def is_still_missing(episode: Episode) -> bool:
    return came_back(episode) is False and not episode.get("found_at")


def absence_of(episode: Episode, now: str | None) -> tuple[int | None, bool]:
    """Elapsed seconds to found or returned, whichever came first; while the child is missing, so far."""
    ends = [read_moment(episode[name]) for name in ("found_at", "returned_at") if episode.get(name)]
    is_over = bool(ends)
    if not ends and is_still_missing(episode) and now is not None:
        ends = [read_moment(now)]
    if not ends or episode.get("missing_from_at") is None:
        return None, False
    return max(0, int((min(ends) - read_moment(episode["missing_from_at"])).total_seconds())), is_over


def episodes_of(episode: Episode, now: str | None) -> list[Facts] | None:
    """`earlier_episodes` where more than their times is known. A bare time stands for an episode recorded as missing."""
    earlier = episode.get("earlier_episodes")
    earlier = episode.get("previous_episodes") if earlier is None else earlier
    if earlier is None or episode.get("missing_from_at") is None:
        return None
    listed = [{"missing_from_at": one, "category": "missing"} if isinstance(one, str) else one for one in earlier]
    return [as_counted(one, now) for one in [*listed, episode]]


def as_counted(episode: Episode, now: str | None) -> Facts:
    counted = {
        "start": episode["missing_from_at"],
        **{name: episode.get(name) for name in ("category", "grade", "missing_from", "interview_held", "declined")},
        "reported_to_police": True if episode.get("reported_at") else episode.get("reported_to_police"),
        "absence": facts_of_return(episode, now)["absence"] if "absence" not in episode else episode["absence"],
    }
    return {name: value for name, value in counted.items() if value is not None}


def check_facts(facts: Mapping[str, Any], registry: Mapping[str, Any], layers: list[dict[str, Any]]) -> None:
    """Refuses a fact that the registry does not know and a value of the wrong type: a silent slip would turn a duty off."""
    for name, value in facts.items():
        if name not in registry:
            raise FactProblem(f"There is no fact called {name}.")
        if value is not None and not is_of_type(value, registry[name], layers):
            raise FactProblem(f"{name} must be {describe(registry[name])}; {json.dumps(value, ensure_ascii=False)[:80]} is not.")


def is_of_type(value: Any, fact: Mapping[str, Any], layers: list[dict[str, Any]]) -> bool:
    return bool(TYPES[fact["type"]](value, fact, layers))


def is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**12


def is_length(value: Any) -> bool:
    return is_number(value) or (isinstance(value, dict) and bool(value) and all(unit in UNITS and is_number(value[unit]) for unit in value))


def is_bounded(value: Any, is_one: Any) -> bool:
    if isinstance(value, dict) and value and set(value) <= {"at_least", "at_most"}:
        return all(is_one(part) for part in value.values())
    return bool(is_one(value))


def is_choice(value: Any, fact: Mapping[str, Any], layers: list[dict[str, Any]]) -> bool:
    own = [layer["words"].get(fact.get("words", ""), {}) for layer in layers]
    return isinstance(value, str) and (value in fact["choices"] or any(value in codes for codes in own))


def is_episode(value: Any, fact: Mapping[str, Any], layers: list[dict[str, Any]]) -> bool:
    if not isinstance(value, dict) or not set(value) <= set(fact["fields"]) or "start" not in value:
        return False
    return all(is_of_type(value[name], fact["fields"][name], layers) for name in value)


def is_start(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(read_moment(value))
    except ValueError:
        return False


TYPES: dict[str, Any] = {
    "number": lambda value, fact, layers: is_bounded(value, is_number),
    "duration": lambda value, fact, layers: is_bounded(value, is_length),
    "boolean": lambda value, fact, layers: isinstance(value, bool),
    "choice": is_choice,
    "set": lambda value, fact, layers: isinstance(value, list) and all(is_choice(item, fact, layers) for item in value),
    "instant": lambda value, fact, layers: is_start(value),
    "code": lambda value, fact, layers: isinstance(value, str) and 0 < len(value) <= 60,
    "episodes": lambda value, fact, layers: isinstance(value, list) and all(is_episode(item, fact, layers) for item in value),
}
KINDS = {
    "number": "a whole number",
    "duration": 'a length such as {"hours": 72}',
    "boolean": "true or false",
    "choice": "one of the codes",
    "set": "a list of the codes",
    "code": "a short code",
    "episodes": "a list of absences, each with its start",
}


def describe(fact: Mapping[str, Any]) -> str:
    choices = f" {', '.join(fact['choices'])}" if "choices" in fact else ""
    return KINDS[fact["type"]] + choices
