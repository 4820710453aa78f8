"""The kinds of fault: how many in each form, and the broken build that the checker must catch, else it proves nothing."""

from dataclasses import dataclass, field
from typing import Protocol

from tests.faults.checker import Fault, Found, check
from tests.faults.history import History


@dataclass
class Outcome:
    """Of one run of one kind."""

    tries: int = 0
    acknowledged: int = 0
    faults: list[Fault] = field(default_factory=list)

    def add(self, history: History, found: Found, tries: int = 1) -> None:
        """Judges one history."""
        self.tries += tries
        self.acknowledged += history.count("receipt") + history.count("saved")
        self.faults += check(history, found)


class Run(Protocol):
    """`count` faults, the same for the same seed; `broken`: with the build that must be caught."""

    def __call__(self, count: int, seed: int, *, broken: bool) -> Outcome: ...


@dataclass(frozen=True)
class Kind:
    name: str
    fault: str  # as the table says it
    short: int  # 0: in the long form alone
    long: int
    run: Run
    broken: str  # what the control does wrong
    expected: frozenset[str]  # slugs of which the checker must find at least one in the control
    control: int  # tries that the control is given

    @property
    def needs_browser(self) -> bool:
        """Of the phone too: those run in one process, which makes one phone and copies it."""
        return self.name.startswith("browser-") or self.name == "clocks"

    def is_caught(self, outcome: Outcome) -> bool:
        return any(fault.slug in self.expected for fault in outcome.faults)

