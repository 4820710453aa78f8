"""The offer of a return interview: an event with a manner, a person and an answer, never just "a letter was sent"."""

from rhi_app.forms.carried import person
from rhi_app.forms.fields import YES_NO, radios, text, textarea
from rhi_app.forms.form import RhiForm

HOW = {"telephone": "By telephone", "in_person": "In person", "text": "By text", "letter": "By letter", "through_carer": "Through a carer"}
RESPONSE = {"accepted": "Said yes", "wants_time": "Wants time", "declined": "Said no", "no_reply": "No reply yet"}
PERSON = {"same": "Whoever it was last time", "another": "Somebody else", "no_wish": "No wish"}


class OfferForm(RhiForm):
    name = "offer"
    version = 1
    how = radios("How was it offered?", HOW, name="offer.how", required="Choose how it was offered.", classes="rhi-tiles", legend="m")
    to = person("To whom?", name="offer.to", required="Choose to whom it was offered.", legend="m")
    verbal = radios("Was it said by word of mouth?", YES_NO, name="offer.verbal", classes="rhi-tiles", legend="m")
    response = radios("What was the answer?", RESPONSE, name="offer.response", required="Choose what was answered.", classes="rhi-tiles", legend="m")
    preferred = textarea("Which person, place and time would the young person like?", name="offer.preferred", at_most=1000, rows=2, legend="m")
    note = text("A note in a few words", name="offer.note", at_most=400)


class OfferWithPersonForm(OfferForm):
    """The same interviewer as last time is proposed, and the young person may ask for another."""

    version = 2
    person = radios("Whom would the young person like to talk with?", PERSON, name="offer.person", classes="rhi-tiles rhi-tiles--three", legend="m")
