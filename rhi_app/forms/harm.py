"""Harm disclosed: leaves first, alone, at once. A free account, no questioning (hampshire 11.2)."""

from typing import ClassVar

from wtforms import Form

from rhi_app.forms.fields import YES_NO, checkboxes, groups, moment, radios, select, text, textarea
from rhi_app.forms.form import RhiForm
from rhi_app.forms.limits import Past

KIND = {
    "physical": "Hurt by someone", "sexual": "Sexual harm", "exploitation": "Made to do things", "threat": "Threats",
    "neglect": "Neglect", "self_harm": "Self-harm", "trafficking": "Trafficked", "other_child": "Another child at risk",
    "crime": "A crime", "other": "Something else",
}  # fmt: skip
SAFE = {"yes": "Yes", "no": "No", "not_sure": "Not sure"}
FORENSIC = {
    "told_not_to_wash": "Told: no washing yet",
    "not_washed": "Has not washed",
    "clothing_kept": "Clothes kept as they are",
    "phone_kept": "Phone kept as it is",
}

WHOM = {"social_care": "Social care, section 47", "police": "Police", "health": "Health", "manager": "A manager", "other": "Someone else"}


class ToldRow(Form):
    who = text("Whom you told")
    at = moment("When")
    reference = text("Reference or name given", at_most=100)


class HarmForm(RhiForm):
    name = "harm"
    version = 1
    adds: ClassVar = {"harm.told": "Add whom you told"}
    safe_tonight = radios("Is the young person safe tonight?", SAFE, name="harm.safe_tonight", classes="rhi-chips", legend="s")
    words = textarea("The young person’s words", name="harm.words", rows=3, at_most=8000, legend="m")
    now = radios("Is it happening now?", SAFE, name="harm.now", classes="rhi-tiles rhi-tiles--three", legend="m")
    kind = checkboxes(
        "What is it about?", KIND, name="harm.kind", classes="rhi-tiles rhi-tiles--boxes", legend="m", hint="As far as you know. Do not ask for this."
    )
    forensic = checkboxes("Kept for the police", FORENSIC, name="harm.forensic", classes="rhi-tiles rhi-tiles--boxes rhi-tiles--rows", legend="m")
    told = groups("Whom you told", ToldRow, name="harm.told", legend="m")


class ToldWhomRow(Form):
    who = text("Whom you told")
    desk = select("Which service", WHOM)
    at = moment("When", rules=(Past(),))
    reference = text("Reference or name given", at_most=100)


class HarmFreeAccountForm(HarmForm):
    """Whether it stayed a free account is kept with the record: questions can spoil evidence."""

    version = 2
    told = groups("Whom you told", ToldWhomRow, name="harm.told", legend="m")
    free_account = radios("Did you stop asking, and only listen?", YES_NO, name="harm.free_account", classes="rhi-tiles", legend="m")
