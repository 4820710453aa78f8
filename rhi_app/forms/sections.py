"""A part of a form that stands on a screen of its own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Section:
    """The questions whose id begins with the section's, or those that it names."""

    id: str
    title: str
    questions: tuple[str, ...] = ()

    def holds(self, question: str) -> bool:
        return question in self.questions if self.questions else question.startswith(f"{self.id}.")
