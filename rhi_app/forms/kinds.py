"""The kinds of field: each knows its answer as an entry keeps it, and the inputs that would give that answer again."""

import json
import re
from collections.abc import Callable
from typing import Any

from wtforms import (
    FieldList,
    FormField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.utils import unset_value
from wtforms.validators import ValidationError

from rhi_app.domain.strokes import is_a_dot
from rhi_app.forms.question import Answer, Question

UNANSWERED = {"did_not_want_to_say": "Didn’t want to say", "not_asked": "Not asked", "not_known": "Not known"}


A_DOT = "Draw more than a dot, or choose ‘I’d rather not draw’."
CODE = re.compile(r"[a-z][a-z0-9_]{0,59}")  # as a protocol may name one


class MayBeUnanswered(Question):
    """Whatever a child is asked may stay without an answer; which of the three ways of that was tapped is sent as `name-unanswered`."""

    def __init__(self, *args: Any, unanswered: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_be_unanswered = unanswered

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)  # type: ignore[misc]
        code = formdata.get(f"{self.name}-unanswered", "") if formdata is not None and self.may_be_unanswered else ""
        self.unanswered = code if code in UNANSWERED else ""

    def said(self) -> Answer | None:
        return self.data or None

    def answer(self) -> Answer | None:
        """What was said counts before a chip: nobody's words are dropped for a tap."""
        return self.said() or ({"unanswered": self.unanswered} if self.unanswered else None)

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        return [(f"{self.name}-unanswered", answer["unanswered"])] if isinstance(answer, dict) else super().pairs(answer)


class TextField(Question, StringField):
    kind = "text"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""


class WordsField(MayBeUnanswered, StringField):
    """A longer text, kept as typed."""

    kind = "textarea"

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        self.data = (self.data or "").replace("\r\n", "\n")

    def said(self) -> Answer | None:
        return str(self.data) if self.data.strip() else None


class OneOfField(Question, RadioField):
    """Radios, or tap tiles. Not to choose is allowed unless `required` says otherwise."""

    kind = "radios"

    def pre_validate(self, form: Any) -> None:
        if self.data:
            super().pre_validate(form)


class SelectOneField(Question, SelectField):
    kind = "select"

    def pre_validate(self, form: Any) -> None:
        if self.data:
            super().pre_validate(form)


class SomeOfField(Question, SelectMultipleField):
    kind = "checkboxes"

    def process_data(self, value: Any) -> None:
        self.data = list(value or [])

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        return [(self.name, item) for item in answer] if isinstance(answer, list) else super().pairs(answer)

    def pre_validate(self, form: Any) -> None:
        super().pre_validate(form)
        if not self.validate_choice and not all(CODE.fullmatch(one) for one in self.data or []):
            raise ValidationError("Choose from these.")


class SecretField(Question, PasswordField):
    kind = "password"


class StrokesField(Question, StringField):
    """A signature as strokes (README, Decisions 2), carried by a hidden input as JSON. `is_asked`: the other answers say that it is."""

    kind = "strokes"

    def __init__(self, *args: Any, is_asked: Callable[[Any], bool] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_asked = is_asked

    def answer(self) -> Answer | None:
        return {**self.drawn} if self.drawn else None

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        return [(self.name, json.dumps(answer))]

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        self.drawn = _drawing(self.data)

    def pre_validate(self, form: Any) -> None:
        if not self.data:
            if self.is_asked is not None and self.is_asked(form):
                raise ValidationError(A_DOT)
            return
        if self.drawn is None:
            raise ValidationError("The drawing could not be read. Draw it again.")
        if is_a_dot(self.drawn):
            raise ValidationError(A_DOT)


def _drawing(text: str | None) -> dict[str, Any] | None:
    """The strokes as entries keep them, or None when the text is no drawing."""
    try:
        drawing = json.loads(text or "null")
        numbers = [drawing["width"], *(number for stroke in drawing["strokes"] for number in stroke)]
        is_drawing = all(isinstance(number, int) for number in numbers)
    except (ValueError, KeyError, TypeError):
        return None
    return drawing if is_drawing else None


class GroupField(Question, FormField):
    """One row of a list of groups."""

    kind = "group"

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        self.inputs = list(self.form)
        self.more = getattr(self.form, "more", ())

    def answer(self) -> Answer | None:
        said = {field.short_name: field.answer() for field in self.inputs}
        return {name: value for name, value in said.items() if value is not None} or None

    def is_blank(self) -> bool:
        return all(field.answer() in (None, field.default) for field in self.inputs)


class GroupsField(MayBeUnanswered, FieldList):
    """A list of groups: people, places. Blank rows are no answer and no error."""

    kind = "groups"

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        self.errors = []
        for entry in self.entries:
            entry.form.known = form.known  # a row is held against the same times
            if not entry.is_blank() and not entry.validate(form):
                self.errors.append(entry.errors)
        return not self.errors

    def said(self) -> Answer | None:
        return self.rows()

    def rows(self) -> list[dict[str, Any]]:
        """The rows that were filled in."""
        return [dict(entry.answer()) for entry in self.entries if not entry.is_blank()]

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        if isinstance(answer, dict):
            return super().pairs(answer)
        found = []
        blank = self.entries[0] if self.entries else self.append_entry()  # one for all: a full list has no room for another
        for index, row in enumerate(answer):
            for field in blank.inputs:
                if field.short_name in row:
                    end = field.name.removeprefix(blank.name)
                    found += [
                        (f"{self.name}-{index}{end}{name.removeprefix(field.name)}", value) for name, value in field.pairs(row[field.short_name])
                    ]
        return found
