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


def chip_in(formdata: Any, field: Any) -> str:
    """Which of the three answers that are none was tapped, sent as `name-unanswered`."""
    code = formdata.get(f"{field.name}-unanswered", "") if formdata is not None and field.may_be_unanswered else ""
    return code if code in UNANSWERED else ""


def unanswered_of(field: Any) -> Answer | None:
    return {"unanswered": field.unanswered} if field.unanswered else None


def chip_pairs(field: Any, answer: dict[str, Any]) -> list[tuple[str, str]]:
    return [(f"{field.name}-unanswered", answer["unanswered"])]


class TextField(Question, StringField):
    kind = "text"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""


class WordsField(Question, StringField):
    """A longer text, kept as typed; or one of the three answers that are none, sent as `name-unanswered`."""

    kind = "textarea"

    def __init__(self, *args: Any, unanswered: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_be_unanswered = unanswered

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        self.unanswered = chip_in(formdata, self)
        self.data = (self.data or "").replace("\r\n", "\n")

    def answer(self) -> Answer | None:
        """What was typed counts before a chip: nobody's words are dropped for a tap."""
        if self.data.strip():
            return str(self.data)
        return unanswered_of(self)

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        return chip_pairs(self, answer) if isinstance(answer, dict) else [(self.name, answer)]


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


class GroupsField(Question, FieldList):
    """A list of groups: people, places. Blank rows are no answer and no error; without rows it may be one of the three answers that are none."""

    kind = "groups"

    def __init__(self, *args: Any, unanswered: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_be_unanswered = unanswered

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        self.unanswered = chip_in(formdata, self)

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        self.errors = []
        for entry in self.entries:
            entry.form.known = form.known  # a row is held against the same times
            if not entry.is_blank() and not entry.validate(form):
                self.errors.append(entry.errors)
        return not self.errors

    def answer(self) -> Answer | None:
        return self.rows() or unanswered_of(self)

    def rows(self) -> list[dict[str, Any]]:
        """The rows that were filled in."""
        return [dict(entry.answer()) for entry in self.entries if not entry.is_blank()]

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        if isinstance(answer, dict):
            return chip_pairs(self, answer)
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
