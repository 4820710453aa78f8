"""A person decides where the sources disagree or are silent, and says why."""

from rhi_app.forms import fields
from rhi_app.forms.portal_form import PortalForm

DECIDED = {"offer": "It is offered all the same", "do_not_offer": "It is not offered"}


class DecisionForm(PortalForm):
    decided = fields.radios("What was decided?", DECIDED, required="Choose what was decided.")
    by = fields.text("Who decided it?", required="Enter who decided it.", hint="Name and role")
    reason = fields.textarea("Why?", required="Say why, for whoever reads it later.", at_most=2000, rows=3)
