"""What every field of ours can say about itself beside what WTForms knows."""

from dataclasses import dataclass
from typing import Any

Answer = str | list[Any] | dict[str, Any]


@dataclass(frozen=True)
class Shown:
    """How a question looks, never what it asks."""

    hint: str = ""
    classes: str = ""
    legend: str = "s"  # size of the label or legend: s | m | hidden
    rows: int = 4
    inputmode: str = ""
    autocomplete: str = "off"


class Question:
    """Mixed into a WTForms field. Its name is the question id; its id in the page carries hyphens for dots."""

    kind = "text"
    name: str
    data: Any
    shown: Shown
    may_be_unanswered = False

    def __init__(self, *args: Any, shown: Shown | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.shown = shown or Shown()
        self.id: str = (kwargs.get("id") or self.name).replace(".", "-")
        self.label.field_id = self.id  # type: ignore[attr-defined]

    @property
    def first_input_id(self) -> str:
        """What the error summary focuses: always an input, never the group around it."""
        return self.id

    def answer(self) -> Answer | None:
        """The answer as an entry keeps it; None when nothing was said."""
        return self.data or None

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        """The inputs that would give this answer, so that a stored one is checked as a typed one is."""
        return [(self.name, answer)]
