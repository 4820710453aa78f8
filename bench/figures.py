"""One measured figure, and the table of all."""

import os
import platform
import statistics
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    what: str
    unit: str
    values: tuple[float, ...]
    note: str = ""

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def p95(self) -> float:
        """Of fewer than twenty values the largest: more cannot be said."""
        ordered = sorted(self.values)
        return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def figure(what: str, unit: str, values: Sequence[float], note: str = "") -> Figure:
    assert values, f"nothing was measured: {what}"
    return Figure(what, unit, tuple(values), note)


def show(number: float) -> str:
    return f"{number:,.0f}" if number >= 100 else f"{number:,.1f}" if number >= 10 else f"{number:,.2f}"


def table(figures: Sequence[Figure]) -> str:
    """Markdown, so that it can stand in a document as it is."""
    rows = [
        f"| {each.what} | {show(each.median)} {each.unit} | {show(each.p95)} {each.unit} | {len(each.values)} | {each.note} |"
        for each in figures
    ]
    return "\n".join(["| what | median | p95 | times | how |", "|---|---|---|---|---|", *rows])


def machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, {memory:.0f} GiB, Python {platform.python_version()}"
