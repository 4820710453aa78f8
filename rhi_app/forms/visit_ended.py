"""The first end: the young person's part is read back, agreed and frozen. Its time is `held_at`."""

from typing import Any

from rhi_app.forms.carried import asked_some
from rhi_app.forms.fields import YES_NO, checkboxes, moment, radios, strokes, text, textarea
from rhi_app.forms.form import RhiForm
from rhi_app.forms.limits import NotBefore, Past, Returned
from rhi_app.forms.sections import Section

PLACE = {
    "home": "At home", "placement": "At the placement", "school": "At school", "neutral": "A neutral place",
    "telephone": "By telephone", "video": "By video", "other": "Somewhere else",
}  # fmt: skip
PRESENT = {
    "alone": "No one", "trusted_adult": "A trusted adult", "parent_or_carer": "A parent or carer", "school_staff": "School staff",
    "interpreter": "An interpreter", "advocate": "An advocate", "other": "Someone else",
}  # fmt: skip
WAY = {"signed": "Signed", "agreed_not_seen": "Agreed, not signed", "refused": "Did not want to sign"}
AFTER_THE_START = NotBefore("started_at", "visit.started_at", "The visit ended before it began.")


class AfterTheReturn(Returned):
    """Unless somebody said that it was before."""

    def __call__(self, form: Any, field: Any) -> None:
        if form.before_return.data != "yes":
            super().__call__(form, field)


class VisitEndedForm(RhiForm):
    name = "visit_ended"
    version = 1
    started_at = moment("When did it begin?", name="visit.started_at", legend="m")
    ended_at = moment("When did it end?", name="visit.ended_at", rules=(AFTER_THE_START,), legend="m")
    place = radios("Where was it?", PLACE, name="visit.place", classes="rhi-tiles", legend="m")
    present = checkboxes("Who else was there?", PRESENT, name="visit.present", classes="rhi-tiles rhi-tiles--boxes", legend="m")
    done = radios("Was it read back?", YES_NO, name="readback.done", classes="rhi-tiles", legend="m")
    changes = textarea("What the young person changed", name="readback.changes", rows=2, legend="m")
    way = radios("How was it agreed?", WAY, name="readback.way", classes="rhi-tiles rhi-tiles--rows", legend="m")
    signature = strokes("Signature", name="readback.signature", is_asked=lambda form: form.way.data == "signed")
    text_digest = text("Digest of exactly the text that was agreed", name="readback.text_digest", at_most=43)


EXPLAINED = {
    "who": "Who I am", "independent": "That I am independent", "why": "Why we talk", "how_long": "How long it takes", "stop": "Stopping at any time",
    "readers": "Who gets what", "limits": "What cannot stay secret",
}  # fmt: skip
NEEDS = {
    "none": "Nothing now", "food": "Food or drink", "sleep": "Sleep", "medicine": "Medicine or a doctor", "clothes": "Clothes",
    "washing": "A wash, held back for evidence",
}  # fmt: skip
BEFORE_RETURN = {"yes": "Yes", "no": "No", "no_placement": "No placement"}


class WholeVisitForm(VisitEndedForm):
    """What was explained and needed before the first question, and who was there by name."""

    version = 2
    sections = (Section("opening", "Before the first question"), Section("visit", "The visit"), Section("readback", "Read back"))
    started_at = moment("When did it begin?", name="visit.started_at", rules=(Past(), AfterTheReturn()), legend="m")
    ended_at = moment("When did it end?", name="visit.ended_at", rules=(Past(), AFTER_THE_START), legend="m", hint="Leave it empty if it ends now.")
    place = radios("Where was it?", PLACE | {"police": "At a police station"}, name="visit.place", classes="rhi-tiles", legend="m")
    present_names = text("Their names", name="visit.present_names", at_most=400, legend="m")
    before_return = radios(
        "Was it before the return to the placement?", BEFORE_RETURN, name="visit.before_return", classes="rhi-tiles rhi-tiles--three", legend="m"
    )
    copy_offered = radios("Was a copy offered to the young person?", YES_NO, name="visit.copy_offered", classes="rhi-tiles", legend="m")
    explained = checkboxes("What did you explain?", EXPLAINED, name="opening.explained", classes="rhi-tiles rhi-tiles--boxes", legend="m")
    limits_said_back = radios(
        "Could the young person say in their own words what cannot stay secret?",
        YES_NO,
        name="opening.limits_said_back",
        classes="rhi-tiles",
        legend="m",
    )
    needs = asked_some("What is needed now?", NEEDS, name="opening.needs", classes="rhi-tiles rhi-tiles--boxes", legend="m")
    needs_words = textarea("In a few words", name="opening.needs_words", at_most=2000, rows=2, legend="m")
