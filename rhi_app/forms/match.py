"""Whose record it is, and which record serves an episode: a person says so, and why."""

from rhi_app.forms import fields
from rhi_app.forms.portal_form import PortalForm


class MatchForm(PortalForm):
    episode = fields.radios("Which episode is it?", {}, required="Choose the episode, or add it first.", classes="govuk-radios--small")
    reason = fields.textarea("How do you know?", required="Say how you know that it is the same child.", at_most=2000, rows=2)


class JoinForm(PortalForm):
    record = fields.radios("Which interview serves it too?", {}, required="Choose the interview.", classes="govuk-radios--small")
    by = fields.text("Who decided it?", required="Enter who decided it.", hint="Name and role")
    reason = fields.textarea("Why?", required="Say why one interview serves both.", at_most=2000, rows=2)
