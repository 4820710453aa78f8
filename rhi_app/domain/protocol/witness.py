"""Facts that lie on both sides of every line that some rules draw: where two rules collide or leave a hole, one of these shows it."""

import json
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice, product
from typing import Any

from rhi_app.domain.protocol.moments import to_seconds

MOST = 60_000  # sets tried for one topic or pair; Camden's offer, the widest of the six authorities, stays below
STARTS = ("2026-05-20T12:00:00.000Z", "2026-05-13T12:00:00.000Z", "2026-05-06T12:00:00.000Z", "2026-05-01T12:00:00.000Z")


def fact_sets(rules: list[dict[str, Any]], registry: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Every combination of the values at which the rules may change their mind."""
    leaves = [leaf for rule in rules for leaf in leaves_of(rule["when"])]
    names = sorted({leaf["fact"] for leaf in leaves if "fact" in leaf})
    values = [values_of(registry[name], [leaf for leaf in leaves if leaf.get("fact") == name]) for name in names]
    if any("fact" not in leaf for leaf in leaves):
        names, values = [*names, "episodes"], [*values, histories(leaves)]
    for chosen in islice(product(*values), MOST):
        yield dict(zip(names, chosen, strict=True))


def leaves_of(condition: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    parts = [*condition.get("all", []), *condition.get("any", []), *([condition["not"]] if "not" in condition else [])]
    for part in parts:
        yield from leaves_of(part)
    if "op" in condition:
        yield condition


def values_of(fact: Mapping[str, Any], leaves: list[Mapping[str, Any]]) -> list[Any]:
    wanted = [leaf["value"] for leaf in leaves]
    if fact["type"] == "boolean":
        return [True, False]
    if fact["type"] in ("number", "duration"):
        lines = {to_seconds(value) for value in wanted}
        return sorted({max(0, line + step) for line in lines for step in (-1, 0, 1)})
    codes = codes_of(value for value in wanted if not isinstance(value, bool))
    others = [code for code in fact.get("choices", ["elsewhere"]) if code not in codes][:1]
    if fact["type"] == "set":
        return [[], *([code] for code in [*codes, *others]), codes]
    return [*codes, *others]


def histories(leaves: list[Mapping[str, Any]]) -> list[list[dict[str, Any]]]:
    """Histories of none to four absences of one category, of no length and of ten days."""
    inner = [leaf for outer in leaves if "where" in outer for leaf in leaves_of(outer["where"])]
    codes = codes_of(leaf["value"] for leaf in inner if leaf["fact"] == "category")
    return [
        [{"start": start, "category": code, "absence": length} for start in STARTS[:number]]
        for code in codes or ["missing"]
        for length in (0, 864_000)
        for number in range(len(STARTS) + 1)
    ]


def codes_of(values: Iterable[Any]) -> list[str]:
    return sorted({code for value in values for code in (value if isinstance(value, list) else [value])})


def in_words(facts: Mapping[str, Any], registry: Mapping[str, Any]) -> str:
    """The facts as a sentence; of a history its length and category."""
    return ", ".join(f"{name} is {shown(value, registry[name]['type'])}" for name, value in facts.items()) or "nothing is asked"


def shown(value: Any, kind: str) -> str:
    if kind == "duration":
        return length_in_words(value)
    if isinstance(value, list) and value and isinstance(value[0], dict):
        return f"{len(value)} times {value[0]['category']}"
    return json.dumps(value)


def length_in_words(seconds: int) -> str:
    """Exact to the second, since a line is tried on both its sides: `71 h 59 min 59 s`."""
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number) or "0 s"
