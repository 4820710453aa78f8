"""A child cannot be missing twice at once."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

Absence = tuple[datetime, datetime | None]  # from, until; None: nobody has said


def overlap(one: Absence, other: Absence) -> bool:
    """Of an absence without an end only its beginning is known, and held against the other. One may begin when the other ends."""
    (start, end), (other_start, other_end) = one, other
    if start == other_start:
        return True
    first, later = ((start, end), other_start) if start < other_start else ((other_start, other_end), start)
    return first[1] is not None and later < first[1]


def find_overlapped(start: datetime, end: datetime | None, episodes: Iterable[Any]) -> Any | None:
    """The first episode of the same child with which this absence cannot be."""
    return next((one for one in episodes if overlap((start, end), (one.missing_from_at, one.found_at or one.returned_at))), None)
