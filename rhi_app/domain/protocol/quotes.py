"""Whether the quotes of a protocol stand in its source, word for word. Line breaks, emphasis and the shape of quotation marks do not count."""

import re
from collections.abc import Iterator
from typing import Any

SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "*": None, "\u00a0": " "})
GAP = " … "  # what the author left out


def missing_quotes(protocol: dict[str, Any], source: str) -> Iterator[tuple[str, str]]:
    """Each quote, or part between two gaps, that the text does not hold, with its place."""
    text = normal(source)
    for place, citation in citations_in(protocol, ""):
        for part in citation["quote"].split(GAP):
            if normal(part) not in text:
                yield place, f"{citation['paragraph']}: “{part}” does not stand in the source"


def citations_in(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(value, dict) and {"document", "paragraph", "quote"} <= value.keys():
        yield place, value
    elif isinstance(value, dict):
        for name, part in value.items():
            yield from citations_in(part, f"{place}.{name}" if place else name)
    elif isinstance(value, list):
        for number, part in enumerate(value):
            yield from citations_in(part, f"{place}[{number}]")


def normal(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(SAME)).strip()
