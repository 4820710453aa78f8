"""From a field of ours to the parameters of a GOV.UK macro.

The label is the question; hint, error and limits come along or not at all.
"""

from typing import Any

from rhi_app.forms.kinds import UNANSWERED
from rhi_app.forms.limits import limit_attributes
from rhi_app.forms.moments import PartsField

# A browser or a translation service must neither keep nor change what a person wrote.
ANSWER = {"translate": "no"}
WRITTEN = ANSWER | {"dir": "auto"}  # every script runs its own way
LEGENDS = {
    "s": "govuk-fieldset__legend--s",
    "m": "govuk-fieldset__legend--m",
    "hidden": "govuk-visually-hidden",
}
LABELS = {"s": "govuk-label--s", "m": "govuk-label--m", "hidden": "govuk-visually-hidden"}


def params_of(field: Any) -> dict[str, Any]:
    """What the macro for `field.kind` is called with."""
    return _shared(field) | BUILDERS[field.kind](field)


def _shared(field: Any) -> dict[str, Any]:
    shared: dict[str, Any] = {
        "id": field.id,
        "idPrefix": field.id,
        "name": field.name,
        "classes": field.shown.classes,
        "formGroup": {"attributes": {"data-question": field.name}},
    }
    if field.shown.hint:
        shared["hint"] = {"text": field.shown.hint}
    if field.errors:
        shared["errorMessage"] = {"text": field.errors[0]}
    return shared


def _label(field: Any) -> dict[str, str]:
    return {"text": field.label.text, "classes": LABELS[field.shown.legend]}


def _fieldset(field: Any) -> dict[str, Any]:
    # The legend always travels with the fieldset: without it a group has no name, and axe does not notice.
    return {"legend": {"text": field.label.text, "classes": LEGENDS[field.shown.legend]}}


def _text(field: Any) -> dict[str, Any]:
    return {
        "label": _label(field),
        "value": field.data or "",
        "spellcheck": False,
        "autocomplete": field.shown.autocomplete,
        "inputmode": field.shown.inputmode or None,
        "attributes": WRITTEN | limit_attributes(field),
    }


def _textarea(field: Any) -> dict[str, Any]:
    return {
        "label": _label(field),
        "value": field.data or "",
        "rows": field.shown.rows,
        "spellcheck": False,
        "autocomplete": "off",
        "attributes": WRITTEN | limit_attributes(field),
    }


def _password(field: Any) -> dict[str, Any]:
    return {
        "label": _label(field),
        "autocomplete": field.shown.autocomplete,
        "attributes": ANSWER | limit_attributes(field),
        "formGroup": {},  # the macro of govuk-frontend-jinja 4.1.0 cannot read attributes here
    }


def _items(field: Any) -> list[dict[str, Any]]:
    return [{"value": choice.value, "text": choice.label, "checked": choice.selected, "selected": choice.selected} for choice in field.iter_choices()]


def _choice(field: Any) -> dict[str, Any]:
    return {"fieldset": _fieldset(field), "items": _items(field), "attributes": limit_attributes(field)}


def _select(field: Any) -> dict[str, Any]:
    blank = {"value": "", "text": "Choose", "selected": not field.data}
    return {
        "label": _label(field),
        "items": [blank, *_items(field)],
        "attributes": ANSWER | limit_attributes(field),
    }


WIDTHS = {"day": "2", "month": "2", "year": "4", "time": "4"}


def _parts(field: PartsField) -> dict[str, Any]:
    return {
        "fieldset": _fieldset(field),
        "namePrefix": field.name,
        "items": [_part(field, part) for part in field.parts],
        "attributes": limit_attributes(field),
    }


def _part(field: PartsField, part: str) -> dict[str, Any]:
    wrong = " govuk-input--error" if field.errors and part == field.wrong_part else ""
    return {
        "name": part,
        "label": part.capitalize(),
        "value": field.typed[part],
        "classes": f"govuk-input--width-{WIDTHS[part]}{wrong}",
        "autocomplete": "off",
        "inputmode": "text" if part == "time" else "numeric",
        "attributes": ANSWER,
    }


def _nothing(field: Any) -> dict[str, Any]:
    return {}


BUILDERS = {
    "text": _text,
    "textarea": _textarea,
    "password": _password,
    "radios": _choice,
    "checkboxes": _choice,
    "select": _select,
    "day": _parts,
    "moment": _parts,
    "strokes": _nothing,
    "groups": _nothing,
    "group": _nothing,
}


def unanswered_params(field: Any) -> dict[str, Any]:
    """The three-way chip under a prompt: radios whose name is `<question>-unanswered`."""
    chosen = getattr(field, "unanswered", "")
    items = [{"value": code, "text": words, "checked": code == chosen} for code, words in UNANSWERED.items()]
    return {
        "idPrefix": f"{field.id}-unanswered",
        "name": f"{field.name}-unanswered",
        "classes": "rhi-chips",
        "items": items,
        "fieldset": {"legend": {"text": f"Or, for “{field.label.text}”", "classes": "govuk-visually-hidden"}},
        "formGroup": {"classes": "rhi-unanswered"},
    }


def summary_params(problems: list[dict[str, str]]) -> dict[str, Any]:
    return {"titleText": "There is something to look at", "errorList": problems}
