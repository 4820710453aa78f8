"""Who takes a case on."""

from rhi_app.forms import fields
from rhi_app.forms.portal_form import PortalForm


class AllocationForm(PortalForm):
    interviewer = fields.radios("Who takes it on?", {}, required="Choose who takes it on.")
