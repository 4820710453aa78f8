"""A telephone number for each role that a protocol names."""

from typing import Any

from rhi_app.forms import fields
from rhi_app.forms.portal_form import PortalForm

NUMBER = (r"\+?[0-9][0-9 ()-]{2,30}", "Enter a telephone number, as 01632 960123.")


def numbers_form(roles: dict[str, tuple[str, str]]) -> type[PortalForm]:
    """`roles`: code to label and when it is rung."""
    made: dict[str, Any] = {
        f"role_{role}": fields.text(label[:1].upper() + label[1:], hint=when, at_most=40, inputmode="tel", pattern=NUMBER)
        for role, (label, when) in roles.items()
    }
    return type("NumbersForm", (PortalForm,), made)
