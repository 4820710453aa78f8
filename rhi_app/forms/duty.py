"""A duty was done: when, by whom, and a note; or a tick was a mistake."""

from rhi_app.forms import fields
from rhi_app.forms.portal_form import NotInFuture, PortalForm


class DutyForm(PortalForm):
    at = fields.moment("When was it done?", required="Enter when it was done.", rules=(NotInFuture("This is in the future. Check the date."),))
    by = fields.text("Who did it?", required="Enter who did it.", hint="Name and role")
    note = fields.textarea("Note", at_most=2000, rows=3, hint="What came of it, a reference.")


class TakeBackForm(PortalForm):
    reason = fields.textarea("Why is it taken back?", required="Say why it is taken back.", at_most=2000, rows=2)
