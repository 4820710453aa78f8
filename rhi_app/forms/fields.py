"""From one question to one WTForms field: the label, the limits and the sentences are written once, here, for the page, the phone and the server."""

import json
from typing import Any

from wtforms import FieldList, FormField, PasswordField, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.utils import unset_value

from rhi_app.forms.limits import AtLeast, AtMost, May, Pattern, Required
from rhi_app.forms.moments import DayField, MomentField
from rhi_app.forms.question import Answer, Question, Shown

UNANSWERED = {"did_not_want_to_say": "Didn’t want to say", "not_asked": "Not asked", "not_known": "Not known"}
YES_NO = {"yes": "Yes", "no": "No"}
YES_NO_UNKNOWN = {"yes": "Yes", "no": "No", "unknown": "Not known yet"}
TOO_LONG = "This answer is very long. It is kept whole; the synopsis needs a shorter one."
Choices = dict[str, str]


class TextField(Question, StringField):
    kind = "text"

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[0].strip() if valuelist else ""


class WordsField(Question, StringField):
    """A longer text, kept as it was typed. It may instead be one of the three answers that are not an answer, sent as `name-unanswered`."""

    kind = "textarea"

    def __init__(self, *args: Any, unanswered: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_be_unanswered = unanswered

    def process(self, formdata: Any, data: Any = unset_value, extra_filters: Any = None) -> None:
        super().process(formdata, data, extra_filters)
        code = formdata.get(f"{self.name}-unanswered", "") if formdata is not None and self.may_be_unanswered else ""
        self.unanswered = code if code in UNANSWERED else ""
        self.data = (self.data or "").replace("\r\n", "\n")

    def answer(self) -> Answer | None:
        """What was typed counts before a chip: nobody's words are dropped for a tap."""
        if self.data.strip():
            return str(self.data)
        return {"unanswered": self.unanswered} if self.unanswered else None

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        if isinstance(answer, dict):
            return [(f"{self.name}-unanswered", answer["unanswered"])]
        return [(self.name, answer)]


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


class SecretField(Question, PasswordField):
    kind = "password"


class StrokesField(Question, StringField):
    """A signature as strokes (README, Decisions 2), carried by a hidden input as JSON."""

    kind = "strokes"

    def answer(self) -> Answer | None:
        return dict(json.loads(self.data)) if self.data else None

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        return [(self.name, json.dumps(answer))]

    def pre_validate(self, form: Any) -> None:
        if self.data and sum(len(stroke) for stroke in _strokes(self.data)) < 12:
            raise ValueError("Draw more than a dot, or choose ‘I’d rather not draw’.")


class GroupField(Question, FormField):
    """One row of a list of groups."""

    kind = "group"

    def process(self, *args: Any, **kwargs: Any) -> None:
        super().process(*args, **kwargs)
        self.inputs = list(self.form)

    def answer(self) -> Answer | None:
        said = {field.short_name: field.answer() for field in self.inputs}
        return {name: value for name, value in said.items() if value is not None} or None

    def is_blank(self) -> bool:
        return all(field.answer() in (None, field.default) for field in self.inputs)


class GroupsField(Question, FieldList):
    """A list of groups: people, places. Blank rows are no answer and no error."""

    kind = "groups"

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        self.errors = []
        for entry in self.entries:
            if not entry.is_blank() and not entry.validate(form):
                self.errors.append(entry.errors)
        return not self.errors

    def answer(self) -> Answer | None:
        return [entry.answer() for entry in self.entries if not entry.is_blank()] or None

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        found = []
        for index, row in enumerate(answer):
            blank = self.append_entry()
            for field in blank.inputs:
                if field.short_name in row:
                    end = field.name.removeprefix(blank.name)
                    found += [(f"{self.name}-{index}{end}{name.removeprefix(field.name)}", value)
                              for name, value in field.pairs(row[field.short_name])]
        return found


def _strokes(text: str) -> list[list[int]]:
    try:
        return list(json.loads(text)["strokes"])
    except (ValueError, KeyError, TypeError):
        raise ValueError("The drawing could not be read. Draw it again.") from None


def _rules(required: str, *rules: Any) -> list[Any]:
    return [Required(required) if required else May(), *rules]


def _choices(choices: Choices) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in choices.items()]


def text(label: str, *, name: str | None = None, required: str = "", at_most: int = 200, at_least: tuple[int, str] | None = None,
         pattern: tuple[str, str] | None = None, rules: tuple[Any, ...] = (), default: str = "", **shown: Any) -> TextField:
    checks = [AtMost(at_most)] + ([AtLeast(*at_least)] if at_least else []) + ([Pattern(*pattern)] if pattern else [])
    return TextField(label, _rules(required, *checks, *rules), name=name, default=default, shown=Shown(**shown))


def textarea(label: str, *, name: str | None = None, required: str = "", at_most: int = 4000, at_least: tuple[int, str] | None = None,
             unanswered: bool = False, **shown: Any) -> WordsField:
    checks = [AtMost(at_most, TOO_LONG)] + ([AtLeast(*at_least)] if at_least else [])
    return WordsField(label, _rules(required, *checks), name=name, unanswered=unanswered, default="", shown=Shown(**shown))


def radios(label: str, choices: Choices, *, name: str | None = None, required: str = "", default: str | None = None, **shown: Any) -> OneOfField:
    return OneOfField(label, _rules(required), choices=_choices(choices), name=name, default=default,
                      invalid_choice_message="Choose one of these.", shown=Shown(**shown))


def select(label: str, choices: Choices, *, name: str | None = None, required: str = "", default: str | None = None, **shown: Any) -> SelectOneField:
    return SelectOneField(label, _rules(required), choices=_choices(choices), name=name, default=default,
                          invalid_choice_message="Choose one of these.", shown=Shown(**shown))


def checkboxes(label: str, choices: Choices, *, name: str | None = None, required: str = "", **shown: Any) -> SomeOfField:
    return SomeOfField(label, _rules(required), choices=_choices(choices), name=name,
                       invalid_choice_message=lambda count: "Choose from these. (%(value)s is not one of them.)", shown=Shown(**shown))


def day(label: str, *, name: str | None = None, required: str = "", rules: tuple[Any, ...] = (), **shown: Any) -> DayField:
    return DayField(label, _rules(required, *rules), name=name, shown=Shown(**shown))


def moment(label: str, *, name: str | None = None, required: str = "", rules: tuple[Any, ...] = (), **shown: Any) -> MomentField:
    return MomentField(label, _rules(required, *rules), name=name, shown=Shown(**shown))


def password(label: str, *, name: str | None = None, required: str = "", autocomplete: str = "current-password", **shown: Any) -> SecretField:
    return SecretField(label, _rules(required), name=name, shown=Shown(autocomplete=autocomplete, **shown))


def strokes(label: str, *, name: str | None = None, required: str = "", **shown: Any) -> StrokesField:
    return StrokesField(label, _rules(required), name=name, shown=Shown(**shown))


def groups(label: str, row: type, *, name: str | None = None, at_least: int = 1, at_most: int = 20, **shown: Any) -> GroupsField:
    """`row` is a plain `wtforms.Form` of our fields."""
    return GroupsField(GroupField(row), label, name=name, min_entries=at_least, max_entries=at_most, shown=Shown(**shown))


__all__ = [
    "UNANSWERED", "YES_NO", "YES_NO_UNKNOWN", "checkboxes", "day", "groups", "moment", "password", "radios", "select", "strokes", "text", "textarea",
]
