"""The interview: open prompts in five sections, any order, nothing that must be filled in (england 33 to 36).

Lists and analysis are forms of their own, for the interviewer, afterwards: a child is not read a check-list.
"""

from dataclasses import dataclass

from rhi_app.forms.carried import asked_one, asked_some, lines
from rhi_app.forms.fields import textarea
from rhi_app.forms.form import RhiForm
from rhi_app.forms.kinds import WordsField

SAFE = {"yes": "Yes", "no": "No", "not_sure": "Not sure"}
GIVEN = {
    "missing_people": "Missing People", "childline": "Childline", "samaritans": "Samaritans", "police": "Police, 101 and 999",
    "local": "A local number", "card": "A card or leaflet, left there",
}  # fmt: skip
OWN_WORDS = "The young person’s own words where you can."


@dataclass(frozen=True)
class Section:
    id: str
    title: str

    def holds(self, question: str) -> bool:
        return question.startswith(f"{self.id}.")


def asked(label: str, name: str, *, hint: str = "", rows: int = 2) -> WordsField:
    return textarea(label, name=name, hint=hint, rows=rows, at_most=8000, unanswered=True, legend="m")


class InterviewForm(RhiForm):
    name = "interview"
    version = 1
    sections = (
        Section("before", "Before you went"),
        Section("during", "While you were away"),
        Section("back", "Coming back"),
        Section("help", "What would help"),
        Section("safety", "Staying safe"),
    )

    before_what_happened = asked("What was going on before you left?", "before.what_happened", hint=OWN_WORDS, rows=6)
    before_asked_to_go = asked("Had anyone asked you to go, or told you where?", "before.asked_to_go")
    before_told_anyone = asked("Did you tell anyone you were going?", "before.told_anyone")

    during_what_happened = asked("What happened while you were away?", "during.what_happened", hint=OWN_WORDS, rows=6)
    during_slept = asked("Where did you sleep?", "during.slept")
    during_hurt = asked("Did anything hurt or frighten you? Is there anyone you are afraid of?", "during.hurt")
    during_felt_good = asked("What felt good about being away?", "during.felt_good")

    back_how = asked("How did you come back?", "back.how")
    back_reaction = asked("How were people with you when you came back?", "back.reaction")
    back_safe_tonight = asked_one(
        "Do you feel safe where you sleep tonight?", SAFE, name="back.safe_tonight", classes="rhi-tiles rhi-tiles--three", legend="m"
    )
    back_safe_why = asked("What makes it so?", "back.safe_why")

    help_change = asked("What would need to change?", "help.change", hint=OWN_WORDS, rows=4)
    help_trust = asked("Whom do you trust? Whom would you call?", "help.trust")
    help_next_time = asked("If you feel like going again, what could you do instead?", "help.next_time")
    help_not_to_share = asked("Is there anything you do not want shared?", "help.not_to_share")
    help_not_to_share_answer = textarea(
        "What you answered",
        name="help.not_to_share_answer",
        rows=2,
        at_most=4000,
        legend="m",
        hint="Harm, a child at risk and a crime are passed on all the same.",
    )

    help_not_to_share_lines = lines("Which lines it is about", name="help.not_to_share_lines")

    safety_given = asked_some("Which numbers did you give?", GIVEN, name="safety.given", classes="rhi-tiles", legend="m")
    safety_contact = asked("How can someone reach you safely?", "safety.contact")
