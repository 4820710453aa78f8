"""Fact sets at random, drawn where the rules change their mind, so that each rule comes out true, false and unknown."""

import random
from datetime import UTC, datetime
from typing import Any

from rhi_app.domain.protocol.conditions import holds
from rhi_app.domain.protocol.engine import Protocol
from rhi_app.domain.protocol.witness import leaves_of, values_of

LATEST = 1_795_000_000  # November 2026, in seconds
DAY = 86_400
TRIES = 60


def random_jobs(protocols: dict[str, Any], count: int, seed: int) -> list[dict[str, Any]]:
    rng = random.Random(seed)  # noqa: S311 (a test repeats itself)
    rules = {authority: len(versions[-1]["rules"]) for authority, versions in sorted(protocols["versions"].items())}
    return [random_job(rng, protocols, authority) for authority in rng.choices([*rules], [*rules.values()], k=count)]


def random_job(rng: random.Random, protocols: dict[str, Any], authority: str) -> dict[str, Any]:
    protocol = protocols["versions"][authority][-1]
    aimed = rng.choice(protocol["rules"])
    facts = random_facts(rng, protocol, protocols["facts"], aimed)
    return {"kind": "slim", "authority": authority, "facts": facts, "on": rng.choice(["2018-10-01", "2026-03-29", "2026-11-20"])}


def random_facts(rng: random.Random, protocol: Protocol, registry: dict[str, Any], aimed: dict[str, Any]) -> dict[str, Any]:
    """Some facts of every rule, then those of one rule until it is met, or all but one of them."""
    leaves = [leaf for rule in protocol["rules"] for leaf in leaves_of(rule["when"])]
    names = sorted({leaf["fact"] for leaf in leaves if "fact" in leaf})
    facts = {name: random_value(rng, registry[name], leaves, name) for name in names if rng.random() < 0.5}
    facts["episodes"] = random_history(rng)
    own = list(leaves_of(aimed["when"]))
    for _ in range(TRIES):
        for part in aimed["when"].get("all", [aimed["when"]]):
            if holds(part, facts) is not True:
                redraw(rng, facts, list(leaves_of(part)), leaves, registry)
    if own and rng.random() < 0.25:  # forget one: the rule is open again
        facts[rng.choice(own).get("fact", "episodes")] = None
    return facts


def redraw(rng: random.Random, facts: dict[str, Any], part: list[Any], leaves: list[Any], registry: dict[str, Any]) -> None:
    for leaf in part:
        if "fact" in leaf:
            facts[leaf["fact"]] = random_value(rng, registry[leaf["fact"]], leaves, leaf["fact"])
        else:
            facts["episodes"] = random_history(rng)


def random_value(rng: random.Random, fact: dict[str, Any], leaves: list[dict[str, Any]], name: str) -> Any:
    value = rng.choice(values_of(fact, [leaf for leaf in leaves if leaf.get("fact") == name]))
    if fact["type"] in ("number", "duration") and rng.random() < 0.2:
        return rng.choice([{"at_least": value}, {"at_most": value}, {"at_least": max(0, value - 1), "at_most": value + 1}])
    return value


def random_history(rng: random.Random) -> list[dict[str, Any]] | None:
    """None to five absences around the edges of 30 and 90 days, to the second."""
    if rng.random() < 0.2:
        return None
    usual = rng.choice(["missing", "unauthorised_absence"])
    edges = [0, 1, DAY, 28 * DAY, 30 * DAY, 31 * DAY, 31 * DAY + 1, 90 * DAY, 90 * DAY + 1, 400 * DAY]
    count = rng.choice([0, 1, 2, 3, 3, 4, 5])
    return [random_absence(rng, LATEST - rng.choice(edges) + rng.choice([-1, 0, 0, 1]), usual) for _ in range(count)]


def random_absence(rng: random.Random, start: int, usual: str) -> dict[str, Any]:
    absence: dict[str, Any] = {"start": datetime.fromtimestamp(start, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")}
    category = rng.choices([usual, "away_without_authorisation", None], [8, 1, 1])[0]
    absence |= {} if category is None else {"category": category}
    length = rng.choice([None, 3600, 72 * 3600 - 1, 72 * 3600, 5 * DAY, {"hours": 72}, {"at_least": {"days": 2}}])
    return absence if length is None else {**absence, "absence": length}
