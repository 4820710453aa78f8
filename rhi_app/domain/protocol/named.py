"""What the conditions of a protocol speak of: facts, and the codes that they are compared with."""

from collections.abc import Iterator, Mapping
from typing import Any


def comparisons(condition: Any) -> Iterator[Mapping[str, Any]]:
    """Every comparison of a fact of this episode; a count or a total speaks of `episodes`, and its `where` of other absences."""
    if isinstance(condition, list):
        for part in condition:
            yield from comparisons(part)
    elif isinstance(condition, dict):
        if "fact" in condition:
            yield condition
        elif "count" in condition or "total" in condition:
            yield {"fact": "episodes"}
        else:
            for part in condition.values():
                yield from comparisons(part)


def facts_named(condition: Any) -> list[str]:
    return list(dict.fromkeys(one["fact"] for one in comparisons(condition)))


def codes_named(layers: list[dict[str, Any]], fact: str) -> list[str]:
    """The codes that any rule of these layers compares the fact with, in the order of the files."""
    values = [one["value"] for layer in layers for rule in layer["rules"] for one in comparisons(rule["when"]) if one["fact"] == fact]
    return list(dict.fromkeys(code for value in values for code in (value if isinstance(value, list) else [value])))
