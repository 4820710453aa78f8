"""The event list does not depend on which envelope overtook which. Mirrored in static/js/entry-order.js."""

from collections.abc import Mapping, Sequence
from typing import Any


def in_order(entries: Sequence[Mapping[str, Any]]) -> list[Any]:
    """`entries` as they arrived: each maker keeps its places in the list, and stands in them in the order in which it made them.

    A maker numbers each record for itself; two that were joined are read as one.
    """
    own: dict[tuple[str | None, str | None], list[Mapping[str, Any]]] = {}
    for entry in entries:
        own.setdefault(_maker(entry), []).append(entry)
    turns = {maker: iter(sorted(made, key=lambda entry: int(entry["number"]))) for maker, made in own.items()}
    return [next(turns[_maker(entry)]) for entry in entries]


def _maker(entry: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return entry.get("record"), entry["device"]
