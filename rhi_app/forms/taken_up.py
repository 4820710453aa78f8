"""A declined offer stays open: the child wants to talk after all."""

from rhi_app.forms.fields import radios, textarea
from rhi_app.forms.form import RhiForm
from rhi_app.forms.offer import HOW


class TakenUpForm(RhiForm):
    name = "taken_up"
    version = 1
    how = radios("How did you hear of it?", HOW, name="taken_up.how", classes="rhi-tiles", legend="m")
    words = textarea("The young person’s words", name="taken_up.words", at_most=2000, rows=2, legend="m")
