"""What was wrong in a finished record, and why it is put right: the record itself is never edited."""

from rhi_app.forms.fields import text, textarea
from rhi_app.forms.form import RhiForm


class AmendmentForm(RhiForm):
    name = "amendment"
    version = 1
    what = textarea("What is right", name="amendment.what", required="Say what is right.", legend="m")
    why = textarea("Why it has to be put right", name="amendment.why", required="Say why.", at_most=2000, rows=2, legend="m")


class AmendedQuestionForm(AmendmentForm):
    """Which question it is about: what stood there stays, and both are shown."""

    version = 2
    question = text("The question", name="amendment.question", at_most=100, pattern=(r"[a-z_]+\.[a-z_]+", "Choose the question."))
    was = textarea("What stood there", name="amendment.was", at_most=8000, rows=2)
