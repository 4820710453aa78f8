"""A try to make contact, whether or not it reached anyone. Three taps; the third saves."""

from rhi_app.forms.carried import person
from rhi_app.forms.fields import radios, text
from rhi_app.forms.form import RhiForm

HOW = {"rang": "Rang", "texted": "Sent a text", "knocked": "Knocked", "other": "Another way"}
OUTCOME = {"no_answer": "No answer", "left_message": "Left a message", "spoke": "Spoke to them", "wrong_number": "Wrong number"}


class AttemptForm(RhiForm):
    name = "attempt"
    version = 1
    how = radios("How?", HOW, name="attempt.how", required="Choose how you tried.", classes="rhi-tiles", legend="m")
    to = person("To whom?", name="attempt.to", required="Choose whom you tried.", legend="m")
    outcome = radios("What came of it?", OUTCOME, name="attempt.outcome", required="Choose what came of it.", classes="rhi-tiles", legend="m")
    note = text("A note in a few words", name="attempt.note", at_most=400)
