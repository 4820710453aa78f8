"""The interviewer's own part, complete: the risk checklist (england 34), how likely it is (england 35), what comes of it and who does what."""

from typing import ClassVar

from wtforms import Form

from rhi_app.forms.analysis import LIKELIHOOD, ask_why_late
from rhi_app.forms.fields import checkboxes, day, groups, radios, text, textarea
from rhi_app.forms.form import RhiForm
from rhi_app.forms.kinds import WordsField
from rhi_app.forms.sections import Section

SUSPECTED = {"yes": "Yes", "suspected": "Suspected", "no": "No", "not_known": "Not known"}
RISKS = {
    "repeat": "Goes missing again and again", "hurt": "Was hurt or harmed", "exploited": "Sexual or criminal exploitation, trafficking",
    "crime_drugs": "Crime or drugs around the young person", "contacts": "Risky contacts", "criminal": "Criminal activity while missing",
    "self_harm": "Self-harm, mental health or medication", "order": "A curfew, bail or court order broken",
}  # fmt: skip
TOOL = {"not_needed": "Not needed", "needed": "Needed", "done": "Done"}
LEVEL = LIKELIHOOD
OUTCOMES = {
    "nfa": "Nothing further", "mash": "Back to the MASH", "early_help": "Early help", "strategy_discussion": "Strategy discussion asked for",
    "s47": "Section 47", "plan_updated": "Plan updated", "prevention_plan": "Missing prevention plan", "panel": "Panel", "referral": "Referral",
    "intelligence": "Information sent to police",
}  # fmt: skip
DONE = {"yes": "Done", "no": "Not yet"}
THREE = "rhi-tiles rhi-tiles--three"
ANALYSIS = (
    "analysis.facts", "analysis.pattern", "analysis.opinion", "analysis.mood", "analysis.risk_level", "analysis.risk", "analysis.likelihood",
    "analysis.likelihood_where", "analysis.likelihood_with", "analysis.likelihood_trigger", "analysis.likelihood_why", "analysis.other_children",
)  # fmt: skip
OUTCOME = (
    "analysis.outcome", "analysis.referrals", "analysis.actions", "analysis.carer_view", "analysis.carer_feedback", "analysis.late_reason",
    "analysis.late_words",
)  # fmt: skip


class ActionDoneRow(Form):
    what = text("What is to be done", at_most=400)
    who = text("By whom")
    by = day("By when")
    done = radios("Done?", DONE, classes="rhi-chips")


def checked(code: str) -> tuple[object, object]:
    return (
        radios(RISKS[code], SUSPECTED, name=f"risk.{code}", classes="rhi-tiles", legend="m"),
        own(f"What makes you think so: {RISKS[code].lower()}", f"risk.{code}_why"),
    )


def own(label: str, name: str, *, rows: int = 2, hint: str = "") -> WordsField:
    return textarea(label, name=name, rows=rows, hint=hint, legend="m")


class WholeAnalysisForm(RhiForm):
    name = "analysis"
    version = 2
    sections = (
        Section("risk", "Risk checklist"),
        Section("analysis", "Facts, opinion, likelihood", ANALYSIS),
        Section("outcome", "Outcome and actions", OUTCOME),
    )
    adds: ClassVar = {"analysis.actions": "Add an action"}

    repeat, repeat_why = checked("repeat")
    hurt, hurt_why = checked("hurt")
    exploited, exploited_why = checked("exploited")
    crime_drugs, crime_drugs_why = checked("crime_drugs")
    contacts, contacts_why = checked("contacts")
    criminal, criminal_why = checked("criminal")
    self_harm, self_harm_why = checked("self_harm")
    order, order_why = checked("order")
    tool = radios("A screening tool for exploitation?", TOOL, name="risk.tool", classes=THREE, legend="m")
    tool_why = own("Which, and what it said", "risk.tool_why")

    facts = own("What happened, in short", "analysis.facts", rows=4, hint="Facts only.")
    pattern = own("The pattern across episodes", "analysis.pattern", hint="Push and pull, context, what the safe and well check said.")
    opinion = own("What you make of it", "analysis.opinion", rows=4, hint="Your opinion. It is marked as yours.")
    mood = own("Mood and appearance, as you saw them", "analysis.mood")
    risk_level = radios("How high is the risk?", LEVEL, name="analysis.risk_level", classes=THREE, legend="m")
    risk = own("Risk, and to whom", "analysis.risk", rows=3, hint="Your professional judgement, with its reason.")
    likelihood = radios("How likely is it to happen again?", LIKELIHOOD, name="analysis.likelihood", classes=THREE, legend="m")
    likelihood_where = own("Where to look", "analysis.likelihood_where")
    likelihood_with = own("With whom", "analysis.likelihood_with")
    likelihood_trigger = own("What would set it off", "analysis.likelihood_trigger")
    likelihood_why = own("What makes you think so", "analysis.likelihood_why")
    other_children = own("Other children at risk", "analysis.other_children")

    outcome = checkboxes("What comes of it?", OUTCOMES, name="analysis.outcome", classes="rhi-tiles rhi-tiles--boxes", legend="m")
    referrals = own("Referred to whom", "analysis.referrals")
    actions = groups("Who does what", ActionDoneRow, name="analysis.actions", legend="m")
    carer_view = own("What the parent or carer said, seen apart", "analysis.carer_view")
    carer_feedback = own("How the parent or carer found it", "analysis.carer_feedback")
    late_reason = ask_why_late()
    late_words = textarea("In a few words", name="analysis.late_words", at_most=1000, rows=2, legend="m")
