"""The author goes on at a desk: what was ticked on the phone goes along, and the phone writes no more of it until it is given back."""

from rhi_app.forms.finish import RecordFinishedWithReasonsForm


class ToDeskForm(RecordFinishedWithReasonsForm):
    name = "to_desk"
    version = 1
