"""The limits of a field, and how they travel to the page as data."""

import re
from typing import Any, ClassVar

from wtforms import Field, Form
from wtforms.validators import Length, NumberRange, Regexp, StopValidation, ValidationError

LIMITS = ("required", "minlength", "maxlength", "min", "max", "pattern")


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
    "May",
    "Pattern",
    "Required",
    "ValidationError",
    "digits",
    "limit_attributes",
    "limits_of",
    "messages_of",
]
