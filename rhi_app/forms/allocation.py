"""Who takes a case on, in which role of the protocol, and why where the protocol does not name them."""

from rhi_app.forms import fields
from rhi_app.forms.portal_form import PortalForm


class AllocationForm(PortalForm):
    interviewer = fields.radios("Who takes it on?", {}, required="Choose who takes it on.", classes="govuk-radios--small")
    role = fields.radios("In which role?", {}, required="Choose in which role they hold it.", classes="govuk-radios--small")
    reason = fields.textarea(
        "Why?", at_most=2000, rows=3, hint="Asked for where the protocol does not assign this person, or excludes them. It is kept as a decision."
    )
