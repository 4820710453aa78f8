"""Why a phone does not open any more."""

from rhi_app.domain.recovery import REASONS
from rhi_app.forms import fields
from rhi_app.forms.portal_form import PortalForm


class RecoveryForm(PortalForm):
    reason = fields.radios("What happened?", REASONS, required="Choose what happened.", classes="govuk-radios--small")
