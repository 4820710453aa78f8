"""The limits of a field, and how they travel to the page as data."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from wtforms import Field, Form
from wtforms.validators import Length, NumberRange, Regexp, StopValidation, ValidationError

LIMITS = ("required", "minlength", "maxlength", "min", "max", "pattern", "plain", "past", "returned", "after")
LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Known:
    """What a time is held against: when it was written down, by the clock of whoever wrote, and when the child came back."""

    now: datetime | None = None
    returned_at: datetime | None = None


class Required:
    """Something must be said. It stops the other checks: an empty field has one sentence and not three."""

    field_flags: ClassVar = {"required": True}

    def __init__(self, message: str) -> None:
        self.message = message

    def __call__(self, form: Form, field: Field) -> None:
        if field.data is None or field.data in ("", []) or (isinstance(field.data, str) and not field.data.strip()):
            field.errors[:] = []
            raise StopValidation(self.message)


class May:
    """Nothing needs to be said; an empty field is not checked further."""

    def __call__(self, form: Form, field: Field) -> None:
        is_blank = not field.data.strip() if isinstance(field.data, str) else not field.data
        if is_blank and not field.process_errors:
            raise StopValidation()


class Pattern(Regexp):
    """WTForms' own sets no flag and does not anchor the end."""

    def __init__(self, pattern: str, message: str) -> None:
        super().__init__(rf"(?:{pattern})\Z", message=message)
        self.field_flags = {"pattern": pattern}


class Plain:
    """Pasted text may carry signs that nobody sees: a bell, a null. Line breaks and tabs are none of them."""

    field_flags: ClassVar = {"plain": True}
    message = "There is a sign in it that nobody can see. Take it out."
    UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")

    def __call__(self, form: Form, field: Field) -> None:
        if self.UNSEEN.search(field.data or ""):
            raise ValidationError(self.message)


class Past:
    """A day or a moment that has been."""

    field_flags: ClassVar = {"past": True}
    message = "This is in the future. Check the date."

    def __call__(self, form: Form, field: Field) -> None:
        now = _known(form).now
        if now is not None and field.data > (now if isinstance(field.data, datetime) else _day(now)):
            raise ValidationError(self.message)


class Returned:
    """After the child came back; a talk held before that says so by itself."""

    field_flags: ClassVar = {"returned": True}
    message = "This is before the return. Check the date."

    def __call__(self, form: Form, field: Field) -> None:
        returned_at = _known(form).returned_at
        if returned_at is not None and field.data < returned_at:
            raise ValidationError(self.message)


class NotBefore:
    """Not before another moment of the same form: `name` on the form, `question` on the page."""

    def __init__(self, name: str, question: str, message: str) -> None:
        self.name, self.message, self.field_flags = name, message, {"after": question}

    def __call__(self, form: Form, field: Field) -> None:
        other = form[self.name].data
        if other is not None and field.data < other:
            raise ValidationError(self.message)


def _known(form: Form) -> Known:
    return getattr(form, "known", Known())


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


class AtMost(Length):
    """Counted in code points, as Python's len() does; forms.js counts the same."""

    def __init__(self, length: int, message: str = "") -> None:
        super().__init__(max=length, message=message or f"This is longer than {length} characters. Say it shorter.")


class AtLeast(Length):
    def __init__(self, length: int, message: str) -> None:
        super().__init__(min=length, message=message)


class Between(NumberRange):
    def __init__(self, low: int, high: int, message: str) -> None:
        super().__init__(min=low, max=high, message=message)


def limits_of(field: Field) -> dict[str, Any]:
    """The limits that the field's validators state, by their HTML names."""
    flags = {name: getattr(field.flags, name, None) for name in LIMITS}
    return {name: value for name, value in flags.items() if value is not None}


def messages_of(field: Field) -> dict[str, str]:
    """For each limit, the sentence that says it is broken: the same one offline and on the server."""
    found: dict[str, str] = {}
    for validator in field.validators:
        for name in getattr(validator, "field_flags", {}):
            if name in LIMITS and validator.message:
                found[name] = validator.message
    return found


def limit_attributes(field: Field) -> dict[str, str]:
    """As data: the form is `novalidate`, and a browser's maxlength would cut a pasted text in silence."""
    limits = {f"data-{name}": "true" if value is True else str(value) for name, value in limits_of(field).items()}
    return limits | {f"data-error-{name}": message for name, message in messages_of(field).items()}


def digits(text: str) -> int | None:
    """A whole number as people type it, or None."""
    return int(text) if re.fullmatch(r"[0-9]{1,4}", text) else None


__all__ = [
    "AtLeast",
    "AtMost",
    "Between",
    "Known",
    "May",
    "NotBefore",
    "Past",
    "Pattern",
    "Plain",
    "Required",
    "Returned",
    "ValidationError",
    "digits",
    "limit_attributes",
    "limits_of",
    "messages_of",
]
