"""From one question to one WTForms field.

The label, the limits and the sentences are written once, where a form calls these: for the page, the phone and the server.
"""

from collections.abc import Callable
from typing import Any

from wtforms.fields import SelectChoice

from rhi_app.forms.kinds import (
    UNANSWERED,
    GroupField,
    GroupsField,
    OneOfField,
    SecretField,
    SelectOneField,
    SomeOfField,
    StrokesField,
    TextField,
    WordsField,
)
from rhi_app.forms.limits import AtLeast, AtMost, May, Pattern, Plain, Required
from rhi_app.forms.moments import DayField, MomentField
from rhi_app.forms.question import Shown

YES_NO = {"yes": "Yes", "no": "No"}
YES_NO_UNKNOWN = {"yes": "Yes", "no": "No", "unknown": "Not known yet"}
TOO_LONG = "This answer is very long. It is kept whole; the synopsis needs a shorter one."
Choices = dict[str, str]


def _rules(required: str, *rules: Any) -> list[Any]:
    return [Required(required) if required else May(), *rules]


def as_choices(choices: Choices) -> list[SelectChoice]:
    return [SelectChoice(value, label) for value, label in choices.items()]


def text(
    label: str,
    *,
    name: str | None = None,
    required: str = "",
    at_most: int = 200,
    at_least: tuple[int, str] | None = None,
    pattern: tuple[str, str] | None = None,
    rules: tuple[Any, ...] = (),
    default: str = "",
    **shown: Any,
) -> TextField:
    checks = [AtMost(at_most), Plain()] + ([AtLeast(*at_least)] if at_least else []) + ([Pattern(*pattern)] if pattern else [])
    return TextField(label, _rules(required, *checks, *rules), name=name, default=default, shown=Shown(**shown))


def textarea(
    label: str,
    *,
    name: str | None = None,
    required: str = "",
    at_most: int = 4000,
    at_least: tuple[int, str] | None = None,
    unanswered: bool = False,
    **shown: Any,
) -> WordsField:
    checks = [AtMost(at_most, TOO_LONG), Plain()] + ([AtLeast(*at_least)] if at_least else [])
    return WordsField(label, _rules(required, *checks), name=name, unanswered=unanswered, default="", shown=Shown(**shown))


def radios(label: str, choices: Choices, **asked: Any) -> OneOfField:
    """`name`, `required`, `default`, and how it is shown."""
    return OneOfField(label, **_one_of(choices, **asked))


def select(label: str, choices: Choices, **asked: Any) -> SelectOneField:
    """As radios, for lists too long to lay open."""
    return SelectOneField(label, **_one_of(choices, **asked))


def _one_of(choices: Choices, *, name: str | None = None, required: str = "", default: str | None = None, **shown: Any) -> dict[str, Any]:
    return {
        "validators": _rules(required), "choices": as_choices(choices), "name": name, "default": default,
        "invalid_choice_message": "Choose one of these.", "shown": Shown(**shown),
    }  # fmt: skip


def checkboxes(label: str, choices: Choices, *, name: str | None = None, required: str = "", takes_codes: bool = False, **shown: Any) -> SomeOfField:
    """`takes_codes`: a protocol may give codes of its own beside these choices."""
    return SomeOfField(
        label,
        _rules(required),
        validate_choice=not takes_codes,
        choices=as_choices(choices),
        name=name,
        invalid_choice_message=lambda count: "Choose from these. (%(value)s is not one of them.)",
        shown=Shown(**shown),
    )


def day(label: str, *, name: str | None = None, required: str = "", rules: tuple[Any, ...] = (), **shown: Any) -> DayField:
    return DayField(label, _rules(required, *rules), name=name, shown=Shown(**shown))


def moment(label: str, *, name: str | None = None, required: str = "", rules: tuple[Any, ...] = (), **shown: Any) -> MomentField:
    return MomentField(label, _rules(required, *rules), name=name, shown=Shown(**shown))


def password(
    label: str,
    *,
    name: str | None = None,
    required: str = "",
    autocomplete: str = "current-password",
    **shown: Any,
) -> SecretField:
    return SecretField(label, _rules(required), name=name, shown=Shown(autocomplete=autocomplete, **shown))


def strokes(
    label: str, *, name: str | None = None, required: str = "", is_asked: Callable[[Any], bool] | None = None, **shown: Any
) -> StrokesField:
    return StrokesField(label, _rules(required), name=name, is_asked=is_asked, shown=Shown(**shown))


def groups(
    label: str, row: type, *, name: str | None = None, at_least: int = 1, at_most: int = 20, unanswered: bool = False, **shown: Any
) -> GroupsField:
    """`row` is a plain `wtforms.Form` of our fields; what its `more` names is folded away at first."""
    return GroupsField(GroupField(row), label, name=name, min_entries=at_least, max_entries=at_most, unanswered=unanswered, shown=Shown(**shown))


__all__ = [
    "UNANSWERED",
    "YES_NO",
    "YES_NO_UNKNOWN",
    "as_choices",
    "checkboxes",
    "day",
    "groups",
    "moment",
    "password",
    "radios",
    "select",
    "strokes",
    "text",
    "textarea",
]
