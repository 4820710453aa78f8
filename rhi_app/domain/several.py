"""One record may serve several episodes: which of them answers. Mirrored in static/js/several.js."""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, TypeVar

E = TypeVar("E")


def leading(episodes: Sequence[E]) -> E:
    """The newest says who must agree, in which words, and who reads it: its status is the one that holds today, and the talk is about it first."""
    return episodes[-1]


def first_due(episodes: Sequence[E], due_at: Callable[[E], Any] = attrgetter("due_at")) -> E:
    """The clock is of the one that runs out first: hours lost for one are not made up by another. Without any due time, the newest."""
    return min((one for one in episodes if due_at(one) is not None), key=due_at, default=leading(episodes))
