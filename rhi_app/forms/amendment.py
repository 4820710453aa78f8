"""What was wrong in a finished record, and why it is put right: the record itself is never edited."""

from rhi_app.forms.fields import textarea
from rhi_app.forms.form import RhiForm


class AmendmentForm(RhiForm):
    name = "amendment"
    version = 1
    what = textarea("What is right", name="amendment.what", required="Say what is right.", legend="m")
    why = textarea("Why it has to be put right", name="amendment.why", required="Say why.", at_most=2000, rows=2, legend="m")
