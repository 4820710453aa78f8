"""Answers that nobody types: the phone fills them in (a person chosen from the case, the wording that was shown, what is left out of a synopsis)."""

import json
from typing import Any

from wtforms import StringField
from wtforms.validators import ValidationError

from rhi_app.forms.fields import Choices, _rules, as_choices
from rhi_app.forms.kinds import MayBeUnanswered, OneOfField, SomeOfField
from rhi_app.forms.limits import May, Pattern
from rhi_app.forms.question import Answer, Question, Shown

UNREADABLE = "This could not be read. It is kept as it came."
PERSON = r"child|social_worker|police_liaison|someone_else|[0-9A-Za-z_-]{1,40}"
WORDING = ("authority", "digest", "language", "version", "who")


class PersonField(Question, StringField):
    """Someone of this case by id, or `child`. The page cannot know them: the phone puts their tiles in."""

    kind = "person"


class CarriedField(Question, StringField):
    """JSON of one shape in a hidden input."""

    kind = "carried"

    def is_shaped(self, value: Any) -> bool:
        raise NotImplementedError

    def answer(self) -> Answer | None:
        return json.loads(self.data) if self.data else None

    def pairs(self, answer: Any) -> list[tuple[str, str]]:
        return [(self.name, json.dumps(answer))]

    def pre_validate(self, form: Any) -> None:
        if self.data and not self.is_shaped(_read(self.data)):
            raise ValidationError(UNREADABLE)


class WordingField(CarriedField):
    """Which words were shown: the protocol's authority, for whom, version, language, and the digest of exactly these words."""

    def is_shaped(self, value: Any) -> bool:
        return isinstance(value, dict) and sorted(value) == list(WORDING) and all(isinstance(part, str) for part in value.values())


class LinesField(CarriedField):
    """A list of strings, as they stood on the screen."""

    def is_shaped(self, value: Any) -> bool:
        return _is_lines(value)


class ByReaderField(CarriedField):
    """For each kind of recipient, question ids."""

    def is_shaped(self, value: Any) -> bool:
        return isinstance(value, dict) and all(_is_lines(lines) for lines in value.values())


class ReasonsField(CarriedField):
    """For each kind of recipient, a reason by question id."""

    def is_shaped(self, value: Any) -> bool:
        return isinstance(value, dict) and all(isinstance(by, dict) and _is_lines(list(by.values())) for by in value.values())


class AskedOneField(MayBeUnanswered, OneOfField):
    """One of several, asked of a child."""


class AskedSomeField(MayBeUnanswered, SomeOfField):
    """Some of several, asked of a child."""


def _read(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _is_lines(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(line, str) for line in value)


def person(label: str, *, name: str, required: str = "", **shown: Any) -> PersonField:
    return PersonField(label, _rules(required, Pattern(PERSON, "Choose who it was.")), name=name, default="", shown=Shown(**shown))


def asked_one(label: str, choices: Choices, *, name: str, **shown: Any) -> AskedOneField:
    return AskedOneField(
        label, [May()], choices=as_choices(choices), name=name, default=None, invalid_choice_message="Choose one of these.", shown=Shown(**shown)
    )


def asked_some(label: str, choices: Choices, *, name: str, **shown: Any) -> AskedSomeField:
    return AskedSomeField(
        label,
        [May()],
        choices=as_choices(choices),
        name=name,
        invalid_choice_message=lambda count: "Choose from these. (%(value)s is not one of them.)",
        shown=Shown(**shown),
    )


def wording(label: str, *, name: str) -> WordingField:
    return WordingField(label, [May()], name=name, default="")


def lines(label: str, *, name: str) -> LinesField:
    return LinesField(label, [May()], name=name, default="")


def by_reader(label: str, *, name: str) -> ByReaderField:
    return ByReaderField(label, [May()], name=name, default="")


def reasons(label: str, *, name: str) -> ReasonsField:
    return ReasonsField(label, [May()], name=name, default="")


__all__ = ["asked_one", "asked_some", "by_reader", "lines", "person", "reasons", "wording"]
