"""A person decides where the sources disagree, are silent, or leave it to somebody, and says why."""

from dataclasses import replace
from typing import Any

from rhi_app.domain.decisions import Ask
from rhi_app.forms import fields
from rhi_app.forms.portal_form import PortalForm, say


class DecisionForm(PortalForm):
    decided = fields.radios("What was decided?", {}, required="Choose what was decided.", classes="govuk-radios--small")
    by = fields.text("Who decided it?", required="Enter who decided it.", hint="Name and role")
    reason = fields.textarea("Why?", required="Say why, for whoever reads it later.", at_most=2000, rows=3)
    reference = fields.text("Reference", at_most=120, hint="Of the activity that counts: an assessment, another interview.")
    needs_reference = False

    def judge(self) -> None:
        if self.needs_reference and self.decided.data == "counts" and not (self.reference.data or "").strip():
            say(self.reference, "Enter the reference of what counts as the interview.")


def decision_form(ask: Ask, role_words: str, **given: Any) -> DecisionForm:
    """With the choices of what is asked, and the role that the protocol lets decide."""
    form = DecisionForm(**given)
    form.decided.label.text = ask.title
    form.decided.choices = fields.as_choices(dict(ask.choices))
    form.needs_reference = ask.needs_reference
    if role_words:
        form.by.shown = replace(form.by.shown, hint=f"The protocol lets the {role_words} decide. Name and role")
    if not ask.needs_reference:
        del form.reference
    return form
