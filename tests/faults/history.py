"""What was said while a run went on: by the phone's screen, by the server's receipts, by whoever broke something."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from rhi_app.domain import canonical
from rhi_app.domain.envelope import ENVELOPE, unpack

Entry = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """One line of a history. `at` is this machine's own running time: it never jumps."""

    what: str
    of: str
    value: Any
    at: float


@dataclass
class History:
    """Lines are only ever added: the order in which things were said is what is judged."""

    lines: list[Said] = field(default_factory=list)

    def typed(self, place: str, text: str) -> None:
        """A person has written this; nothing was promised yet."""
        self._say("typed", place, text)

    def saved(self, place: str, text: str) -> None:
        """The screen says that it is saved."""
        self._say("saved", place, text)

    def not_saved(self, place: str, why: str) -> None:
        """The screen says that it is not."""
        self._say("not_saved", place, why)

    def sealed(self, data: bytes) -> None:
        """The phone has an envelope to send: these bytes and no others."""
        self._say("sealed", envelope_of(data), canonical.hash_text(data))

    def acknowledged(self, receipt: dict[str, Any]) -> None:
        """The phone holds the server's word "stored"."""
        self._say("receipt", receipt["envelope"], receipt["hash"])

    def let_go(self, envelope: str) -> None:
        """The phone has the bytes no more."""
        self._say("let_go", envelope, None)

    def made(self, entry: Entry) -> None:
        self._say("made", entry["id"], entry)

    def broken(self, what: str) -> None:
        """The fault of this moment."""
        self._say("fault", what, None)

    def crashed(self, what: str) -> None:
        """Something answered with neither a result nor a refusal."""
        self._say("crash", what, None)

    def reloaded(self, what: str) -> None:
        """A page was started anew under somebody's hands."""
        self._say("reload", what, None)

    def all(self, what: str) -> Iterator[Said]:
        return (line for line in self.lines if line.what == what)

    def first(self, what: str) -> dict[str, Said]:
        """By what it was said of, the oldest."""
        return {line.of: line for line in reversed([*self.all(what)])}

    def last(self, what: str) -> dict[str, Said]:
        """By what it was said of, the newest."""
        return {line.of: line for line in self.all(what)}

    def count(self, what: str) -> int:
        return sum(1 for _ in self.all(what))

    def _say(self, what: str, of: str, value: Any) -> None:
        self.lines.append(Said(what, of, value, time.monotonic()))


def envelope_of(data: bytes) -> str:
    return str(unpack(ENVELOPE, data).header["envelope"])
