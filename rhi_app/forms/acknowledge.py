"""A reader's word that they have read it, with the actions that they take (hampshire 11.4), and what came of them."""

from typing import Any

from wtforms import Form

from rhi_app.forms.fields import checkboxes, day, groups, text, textarea
from rhi_app.forms.portal_form import PortalForm

SEEN = {"yes": "I have seen and read this"}


class ActionRow(Form):
    what = textarea("What", at_most=400, rows=3)
    who = text("Who")
    by = day("By")


def outcomes_form(actions: list[dict[str, Any]]) -> type[PortalForm]:
    """What came of each action, in their order."""
    made: dict[str, Any] = {
        f"outcome_{at}": textarea(f"What came of it: {action.get('what') or 'no words'}", at_most=400, rows=2) for at, action in enumerate(actions)
    }
    return type("OutcomesForm", (PortalForm,), made)


class AcknowledgeForm(PortalForm):
    name = "acknowledge"
    seen = checkboxes("Have you read it?", SEEN, required="Tick that you have seen and read this.", legend="hidden")
    actions = groups("Action", ActionRow)
