"""A reader's word that they have read it, with the actions that they take (hampshire 11.4)."""

from wtforms import Form

from rhi_app.forms.fields import checkboxes, day, groups, text, textarea
from rhi_app.forms.portal_form import PortalForm

SEEN = {"yes": "I have seen and read this"}


class ActionRow(Form):
    what = textarea("What", at_most=400, rows=3)
    who = text("Who")
    by = day("By")


class AcknowledgeForm(PortalForm):
    name = "acknowledge"
    seen = checkboxes("Have you read it?", SEEN, required="Tick that you have seen and read this.", legend="hidden")
    actions = groups("Action", ActionRow)
