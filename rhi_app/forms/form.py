"""The base of every form: answers by question id, and the list for the error summary."""

from collections.abc import Iterator
from typing import Any, ClassVar, Self

from werkzeug.datastructures import MultiDict
from wtforms import Field, Form

from rhi_app.forms.limits import Known
from rhi_app.forms.question import Answer, Question


class RhiForm(Form):
    """`name` and `version` are the definition that an entry names; a question id never changes its meaning."""

    name: ClassVar[str] = ""
    version: ClassVar[int] = 1
    known = Known()

    def questions(self) -> Iterator[Any]:
        return (field for field in self if isinstance(field, Question))

    def answers(self) -> dict[str, Answer]:
        """By question id, only what was said."""
        said = {field.name: field.answer() for field in self.questions()}
        return {name: answer for name, answer in said.items() if answer is not None}

    @classmethod
    def from_answers(cls, answers: dict[str, Any], *, known: Known | None = None, **kwargs: Any) -> Self:
        """The form as if someone had typed these answers: `validate()` holds stored ones to the same rules."""
        blank = cls(MultiDict(), **kwargs)
        pairs = [pair for field in blank.questions() if field.name in answers for pair in field.pairs(answers[field.name])]
        form = cls(MultiDict(pairs), **kwargs)
        form.known = known or Known()
        return form

    def problems(self) -> list[dict[str, str]]:
        """Every sentence once, each with a link that focuses the input it is about."""
        return [item for field in self.questions() for item in _problems_of(field)]


def _problems_of(field: Field) -> list[dict[str, str]]:
    if field.kind == "groups":
        return [item for entry in field.entries for inner in entry.inputs for item in _problems_of(inner)]
    return [{"text": str(error), "href": f"#{field.first_input_id}"} for error in field.errors[:1]]
