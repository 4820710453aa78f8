"""A manager decides on what is held back: it is sent after all, or it stays. Who, why and by which paragraph."""

from typing import Any

from rhi_app.forms.carried import lines
from rhi_app.forms.fields import radios, text, textarea
from rhi_app.forms.form import RhiForm
from rhi_app.forms.portal_form import PortalForm, say

DECIDED = {"release": "Send what was held back", "keep": "Keep it held back"}


class ReleaseForm(RhiForm):
    name = "release"
    version = 1
    decided = radios("What was decided?", DECIDED, name="release.decided", required="Choose what was decided.", classes="govuk-radios--small")
    by = text("Who decided it?", name="release.by", at_most=200, required="Enter who decided it.", hint="Name and role")
    why = textarea("Why?", name="release.why", at_most=2000, rows=3, required="Say why, for whoever reads it later.")
    paragraph = text(
        "By which paragraph?", name="release.paragraph", at_most=200, hint="Of the law or guidance that lets it be shared without agreement."
    )
    reasons = lines("What stood in the way", name="release.reasons")


class ReleasePage(ReleaseForm, PortalForm):
    """The same questions at a desk."""

    def judge(self) -> None:
        if self.decided.data == "release" and not (self.paragraph.data or "").strip():
            say(self.paragraph, "Enter the paragraph that lets it be shared.")

    def answers_for(self, reasons: list[str]) -> dict[str, Any]:
        return self.answers() | {"release.reasons": reasons}
