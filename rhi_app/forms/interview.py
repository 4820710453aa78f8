"""The interview: open prompts in five sections, any order, nothing that must be filled in (england 33 to 36).

Lists and analysis are forms of their own, for the interviewer, afterwards: a child is not read a check-list.
"""

from rhi_app.forms.carried import asked_one, asked_some, lines
from rhi_app.forms.fields import textarea
from rhi_app.forms.form import RhiForm
from rhi_app.forms.kinds import WordsField
from rhi_app.forms.sections import Section

SAFE = {"yes": "Yes", "no": "No", "not_sure": "Not sure"}
GIVEN = {
    "missing_people": "Missing People", "childline": "Childline", "samaritans": "Samaritans", "police": "Police, 101 and 999",
    "local": "A local number", "card": "A card or leaflet, left there",
}  # fmt: skip
OWN_WORDS = "The young person’s own words where you can."
WANTS = {
    "placement_change": "To live somewhere else", "family_time": "More time with family", "advocate": "An advocate", "health": "Help with health",
    "school": "Help with school", "support_worker": "A support worker", "other": "Something else",
}  # fmt: skip
HELP = (
    "help.change", "help.wants", "help.trust", "help.next_time", "help.not_to_share", "help.not_to_share_answer", "help.not_to_share_lines",
)  # fmt: skip
RATING = {"good": "Good", "all_right": "All right", "not_good": "Not good"}


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


class WholeInterviewForm(InterviewForm):
    """Who else was away, how things are where they live, what they want, and how the talk was."""

    version = 2
    sections = (
        Section("before", "Before you went"),
        Section("during", "While you were away"),
        Section("back", "Coming back", ("back.how", "back.reaction", "back.feel", "back.safe_tonight", "back.safe_why")),
        Section("help", "What would help", HELP),
        Section("safety", "Staying safe", ("safety.given", "safety.contact", "talk.rating", "talk.feedback")),
    )

    before_happy = asked("How are things at home, where you live, at school?", "before.happy")
    during_together = asked("Was anyone with you? Is anyone still away?", "during.together")
    during_afraid_now = asked_one("Are you afraid of anyone now?", SAFE, name="during.afraid_now", classes="rhi-tiles rhi-tiles--three", legend="m")
    back_feel = asked("How are you now?", "back.feel")
    help_wants = asked_some("What would you like?", WANTS, name="help.wants", classes="rhi-tiles", legend="m")
    talk_rating = asked_one("How was this talk for you?", RATING, name="talk.rating", classes="rhi-tiles rhi-tiles--three", legend="m")
    talk_feedback = asked("What should we do differently?", "talk.feedback")
