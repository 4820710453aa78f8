"""Agreement to take part, and its withdrawal: events that nothing overwrites. Signed, or said though not seen (essex, note after 5.3)."""

from rhi_app.forms.carried import lines, person, wording
from rhi_app.forms.fields import YES_NO, YES_NO_UNKNOWN, radios, strokes, text, textarea
from rhi_app.forms.form import RhiForm

WHO = {"child": "The young person", "parent": "A parent"}
WAY = {
    "signed": "Signed", "indicated_not_seen": "Said yes, not seen", "refused": "Said no",
    "could_not_be_reached": "Could not be reached", "not_asked_harm": "Not asked: asking could harm",
}  # fmt: skip
HOW = {
    "telephone": "By telephone",
    "text": "By text",
    "video": "By video",
    "through_someone": "Through someone",
    "paper": "On paper",
    "in_person": "In person, not signed",
}
COMPETENCE = {"understands": "Yes, in my judgement", "with_help": "Yes, with help", "does_not": "No, in my judgement"}


class ConsentForm(RhiForm):
    name = "consent"
    version = 1
    who = radios("Whose agreement is it?", WHO, name="consent.who", required="Choose whose agreement it is.", classes="rhi-tiles")
    contact = person("Which parent?", name="consent.contact", legend="m")
    way = radios("What happened?", WAY, name="consent.way", required="Choose what happened.", classes="rhi-tiles rhi-tiles--rows", legend="m")
    how = radios("How did the young person say yes?", HOW, name="consent.how", classes="rhi-tiles", legend="m")
    heard_by = text("Who heard it?", name="consent.heard_by", legend="m")
    said = textarea("What the young person said", name="consent.said", at_most=2000, rows=2, legend="m")
    wording = wording("The words that were shown", name="consent.wording")
    recipients = lines("Who was said to see what", name="consent.recipients")
    understood = radios("Was it understood who will see what?", YES_NO, name="consent.understood", classes="rhi-tiles", legend="m")
    signature = strokes("Signature", name="consent.signature", is_asked=lambda form: form.way.data == "signed" and form.how.data != "paper")
    signed_by = text("Name under the signature", name="consent.signed_by")
    why = textarea("Why, in a few words", name="consent.why", at_most=2000, rows=2, legend="m")
    on_whose_word = text("Decided on whose word?", name="consent.on_whose_word", legend="m")


class ConsentWithFactsForm(ConsentForm):
    """Who may agree is a fact that somebody established, and so is that the young person understands what they agree to."""

    version = 2
    responsibility = radios(
        "Does this parent have parental responsibility?",
        YES_NO_UNKNOWN,
        name="consent.responsibility",
        classes="rhi-tiles rhi-tiles--three",
        legend="m",
    )
    responsibility_how = text("How do you know?", name="consent.responsibility_how", at_most=400, legend="m")
    competence = radios(
        "Does the young person understand what they agree to?", COMPETENCE, name="consent.competence", classes="rhi-tiles rhi-tiles--rows", legend="m"
    )
    competence_why = textarea("What makes you think so", name="consent.competence_why", at_most=2000, rows=2, legend="m")


class WithdrawalForm(RhiForm):
    """What rests on the agreement is held back until a manager decides; harm, a child at risk and a crime still go."""

    name = "withdrawal"
    version = 1
    who = radios("Who wants to stop?", WHO, name="withdrawal.who", required="Choose who wants to stop.", classes="rhi-tiles", legend="m")
    words = textarea("The young person’s words", name="withdrawal.words", at_most=2000, rows=2, unanswered=True, legend="m")


class WithdrawalOfWhomForm(WithdrawalForm):
    """Which parent: of two, each speaks for themselves."""

    version = 2
    contact = person("Which parent?", name="withdrawal.contact", legend="m")
