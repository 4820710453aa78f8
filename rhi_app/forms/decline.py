"""Not taking part: a result with its evidence. The offer stays open, and what a parent or carer can add is asked for (england 38)."""

from rhi_app.forms.fields import YES_NO, day, radios, text, textarea
from rhi_app.forms.form import RhiForm

WHO = {"child": "The young person", "parent": "A parent"}
PRESSURE = {"no_sign": "No sign", "suspected": "I suspect it", "said_so": "It was said"}


class DeclineForm(RhiForm):
    name = "decline"
    version = 1
    who = radios("Who said no?", WHO, name="decline.who", required="Choose who said no.", classes="rhi-tiles", legend="m")
    words = textarea("The young person’s words", name="decline.words", rows=2, unanswered=True, legend="m")
    pressure = radios(
        "Did someone press the young person to refuse?",
        PRESSURE,
        name="decline.pressure",
        classes="rhi-tiles rhi-tiles--three",
        legend="m",
        hint="Your view. Not shown to the young person or the family.",
    )
    pressure_why = textarea("What makes you think so", name="decline.pressure_why", rows=2, legend="m")
    carer_offered = radios(
        "Was a parent or carer offered to add what they know?", YES_NO, name="decline.carer_offered", classes="rhi-tiles", legend="m"
    )
    carer_information = textarea("What the parent or carer added", name="decline.carer_information", rows=3, legend="m")
    risk = textarea("Risk, and a referral", name="decline.risk", rows=3, legend="m", hint="Still considered, whoever said no.")
    reoffer_on = day("When will you ask again?", name="decline.reoffer_on", legend="m")
    told_open = radios("Was the young person told that the offer stays open?", YES_NO, name="decline.told_open", classes="rhi-tiles", legend="m")


class WholeDeclineForm(DeclineForm):
    """Who tries next and by when, and whether a referral was made."""

    version = 2
    network = text("Who tries next: someone the young person trusts?", name="decline.network", legend="m")
    network_by = day("By when", name="decline.network_by", legend="m")
    referral = radios("Was a referral made?", YES_NO, name="decline.referral", classes="rhi-tiles", legend="m")
    referral_why = textarea("To whom, and what came of it", name="decline.referral_why", rows=2, legend="m")
