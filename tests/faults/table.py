"""What was broken, what was lost, and whether the checker saw the broken build: one line for each kind."""

import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass

from tests.faults.checker import slugs
from tests.faults.kinds import Kind, Outcome

HEADS = ("fault", "tries", "acknowledged or saved", "lost", "doubled", "other faults", "control", "control caught", "seconds", "seed")
OWN_COLUMN = ("lost", "doubled")
SHOWN = 5


@dataclass(frozen=True)
class Line:
    kind: Kind
    wanted: int
    outcome: Outcome
    control: Outcome
    seconds: float
    seed: int

    @property
    def is_good(self) -> bool:
        return not self.outcome.faults and self.outcome.tries >= self.wanted and self.kind.is_caught(self.control)

    def cells(self) -> tuple[str, ...]:
        found, caught = slugs(self.outcome.faults), slugs(self.control.faults)
        others = ", ".join(f"{count} {slug}" for slug, count in found.items() if slug not in OWN_COLUMN)
        seen = ", ".join(f"{count} {slug}" for slug, count in caught.items() if slug in self.kind.expected)
        return (
            self.kind.fault, f"{self.outcome.tries:,}", f"{self.outcome.acknowledged:,}", str(found["lost"]), str(found["doubled"]), others or "0",
            self.kind.broken, seen or "**not caught**", f"{self.seconds:.0f}", str(self.seed),
        )  # fmt: skip


def measure(kind: Kind, count: int, seed: int) -> Line:
    """The kind as it is, then its control."""
    began = time.monotonic()
    outcome = kind.run(count, seed, broken=False)
    control = kind.run(kind.control, seed, broken=True)
    line = Line(kind, count, outcome, control, time.monotonic() - began, seed)
    for fault in outcome.faults[:SHOWN]:
        print(f"{kind.name}: {fault.slug}: {fault.about}", file=sys.stderr)
    return line


def table(lines: Iterable[Line]) -> str:
    rows = [HEADS, ("---",) * len(HEADS), *(line.cells() for line in lines)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
