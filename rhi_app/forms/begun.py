"""A talk begun with a child who is on nobody's list: what was told, so that a person can find out who it is."""

from rhi_app.forms.fields import radios, text, textarea
from rhi_app.forms.form import RhiForm

LIVES = {"home": "At home", "care": "In care", "other": "Somewhere else"}


class BegunForm(RhiForm):
    name = "begun"
    version = 1
    called = text(
        "What are they called?",
        name="begun.name",
        at_most=200,
        required="Enter what they are called, or “not said”.",
        hint="As they say it.",
        legend="m",
    )
    age = text(
        "How old, as told?", name="begun.age", at_most=2, inputmode="numeric", pattern=(r"1?[0-9]", "Enter a number under 20, like 14."), legend="m"
    )
    lives = radios("Where do they live?", LIVES, name="begun.lives", classes="rhi-tiles rhi-tiles--three", legend="m")
    where = text("Where are you now?", name="begun.where", at_most=400, legend="m")
    known = textarea(
        "What helps to find out who it is?",
        name="begun.known",
        at_most=2000,
        rows=2,
        legend="m",
        hint="Surname, school, who they live with, a brother or sister whom you know.",
    )
