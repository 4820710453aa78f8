"""What reached the provider's desk of a parent's agreement: a call, a paper, a refusal."""

from typing import Any

from rhi_app.forms import fields
from rhi_app.forms.consent import HOW
from rhi_app.forms.notice import SMALL
from rhi_app.forms.portal_form import NotInFuture, PortalForm, say

WAY = {
    "indicated_not_seen": "Said yes, not seen",
    "signed": "Signed on paper",
    "refused": "Said no",
    "could_not_be_reached": "Could not be reached",
    "not_asked_harm": "Not asked: asking could harm",
    "withdrew": "Takes the agreement back",
}
HEARD_THE_WORDS = ("indicated_not_seen", "signed")
READ = {"yes": "The person heard or read exactly these words"}


class AgreementForm(PortalForm):
    """The entry that comes of it is the phone's `consent`: one form, wherever it is filled in."""

    contact = fields.radios("Who was it?", {}, required="Choose who it was.", classes="govuk-radios--small")
    way = fields.radios("What was answered?", WAY, required="Choose what was answered.", classes="govuk-radios--small")
    how = fields.radios("How?", HOW, required="Choose how.", classes=SMALL)
    at = fields.moment(
        "When?",
        required="Enter when it was.",
        rules=(NotInFuture("The call is in the future. Check the time."),),
        hint="The time of the call, not of now.",
    )
    read = fields.checkboxes("The words", READ, legend="hidden", classes="govuk-checkboxes--small")
    said = fields.textarea("What the person said", at_most=2000, rows=2)
    responsibility = fields.radios("Does this person have parental responsibility?", fields.YES_NO_UNKNOWN, classes=SMALL)
    responsibility_how = fields.text("How do you know?", at_most=400)
    why = fields.textarea("Why", at_most=2000, rows=2, hint="For a refusal, or where nobody was asked.")
    on_whose_word = fields.text("On whose word", hint="Who decided that asking could harm.")
    has_words = True

    def judge(self) -> None:
        if self.way.data in HEARD_THE_WORDS and self.has_words and not self.read.data:
            say(self.read, "An agreement is to words. Tick that the person heard or read them, or log what was answered instead.")
        if self.way.data == "signed" and self.how.data not in (None, "paper"):
            say(self.how, "A signature comes on paper. Choose “Said yes, not seen” for a call.")
        if self.way.data == "not_asked_harm" and not self.on_whose_word.data:
            say(self.on_whose_word, "Enter who decided that asking could harm.")
        if self.way.data == "not_asked_harm" and not self.why.data.strip():
            say(self.why, "Say why asking could harm.")

    def answers_for(self, wording: dict[str, str] | None, heard_by: str) -> dict[str, Any]:
        """By the question ids of the consent form, or of the withdrawal's."""
        if self.way.data == "withdrew":
            taken_back = {"withdrawal.who": "parent", "withdrawal.contact": self.contact.data, "withdrawal.words": self.said.data}
            return {name: value for name, value in taken_back.items() if value}
        given = {
            "consent.who": "parent",
            "consent.contact": self.contact.data,
            "consent.way": self.way.data,
            "consent.how": self.how.data,
            "consent.heard_by": heard_by,
            "consent.said": self.said.data,
            "consent.responsibility": self.responsibility.data,
            "consent.responsibility_how": self.responsibility_how.data,
            "consent.why": self.why.data,
            "consent.on_whose_word": self.on_whose_word.data,
        }
        heard = {"consent.wording": wording} if wording and self.way.data in HEARD_THE_WORDS else {}
        return {name: value for name, value in given.items() if value} | heard
