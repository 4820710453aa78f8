"""What became of something that was set aside, for whoever asks later."""

from rhi_app.forms import fields
from rhi_app.forms.portal_form import PortalForm


class SettleForm(PortalForm):
    note = fields.textarea(
        "What became of it?", required="Say what became of it, for whoever asks later.", at_most=1000, rows=3,
        hint="Kept sealed. No name of a child is needed.",
    )  # fmt: skip
