"""The second end: the interviewer's part is closed, and the phone can no longer open the record."""

from rhi_app.forms.carried import by_reader, reasons
from rhi_app.forms.fields import strokes, text
from rhi_app.forms.form import RhiForm


class RecordFinishedForm(RhiForm):
    name = "record_finished"
    version = 1
    left_out = by_reader("What is left out, for each reader", name="finish.left_out")
    taken_in = by_reader("What is taken in beyond the usual, for each reader", name="finish.taken_in")
    signature = strokes("Your signature", name="finish.signature")
    interviewer_role = text("Your role", name="finish.interviewer_role")


class RecordFinishedWithReasonsForm(RecordFinishedForm):
    """What goes beyond the usual goes with its reason."""

    version = 2
    taken_in_why = reasons("Why it is taken in, for each reader and question", name="finish.taken_in_why")
