"""A part of a form that stands on a screen of its own."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Section:
    """The questions whose id begins with the section's, or those that it names."""

    id: str
    title: str
    questions: tuple[str, ...] = ()

    def holds(self, question: str) -> bool:
        return question in self.questions if self.questions else question.startswith(f"{self.id}.")

    def of(self, form: Any) -> list[Any]:
        """Its questions, in the order in which the section names them."""
        fields = [field for field in form.questions() if self.holds(field.name)]
        return sorted(fields, key=lambda field: self.questions.index(field.name)) if self.questions else fields
