"""The interviewer's own part, after the visit: facts and opinion apart, how likely it is to happen again (england 35), and who does what."""

from typing import ClassVar

from wtforms import Form

from rhi_app.forms.fields import checkboxes, day, groups, radios, text, textarea
from rhi_app.forms.form import RhiForm
from rhi_app.forms.kinds import SomeOfField

LIKELIHOOD = {"low": "Low", "medium": "Medium", "high": "High"}
LATE = {  # the codes of the protocols' own list of reasons
    "missing_again": "Missing again", "refused_the_time": "Wanted another time", "not_located": "Not located", "referral_late": "Notice came late",
    "out_of_hours": "Out of hours", "capacity": "No one free", "hospital": "In hospital", "not_fit_yet": "Not fit yet", "other": "Another reason",
}  # fmt: skip


def ask_why_late() -> SomeOfField:
    return checkboxes(
        "Why is it late?",
        LATE,
        name="analysis.late_reason",
        takes_codes=True,
        classes="rhi-tiles rhi-tiles--boxes",
        legend="m",
        hint="For the figures, not for blame. More than one is fine.",
    )


class ActionRow(Form):
    what = text("What is to be done", at_most=400)
    who = text("By whom")
    by = day("By when")


class AnalysisForm(RhiForm):
    name = "analysis"
    version = 1
    adds: ClassVar = {"analysis.actions": "Add an action"}
    facts = textarea("What happened, in short", name="analysis.facts", hint="Facts only.", rows=4, legend="m")
    opinion = textarea("What you make of it", name="analysis.opinion", hint="Your opinion. It is marked as yours.", rows=4, legend="m")
    likelihood = radios("How likely is it to happen again?", LIKELIHOOD, name="analysis.likelihood", classes="rhi-tiles rhi-tiles--three", legend="m")
    likelihood_why = textarea("What makes you think so", name="analysis.likelihood_why", rows=2, legend="m")
    risk = textarea("Risk, and to whom", name="analysis.risk", hint="Your professional judgement, with its reason.", rows=3, legend="m")
    actions = groups("Who does what", ActionRow, name="analysis.actions", legend="m")
    other_children = textarea("Other children at risk", name="analysis.other_children", rows=2, legend="m")
    carer_view = textarea("What the parent or carer said, seen apart", name="analysis.carer_view", rows=2, legend="m")
    late_reason = ask_why_late()
    late_words = textarea("In a few words", name="analysis.late_words", at_most=1000, rows=2, legend="m")
