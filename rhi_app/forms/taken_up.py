"""A declined offer stays open: the child wants to talk after all."""

from typing import Any

from rhi_app.forms.fields import moment, radios, textarea
from rhi_app.forms.form import RhiForm
from rhi_app.forms.offer import HOW
from rhi_app.forms.portal_form import NotInFuture, PortalForm


class TakenUpForm(RhiForm):
    name = "taken_up"
    version = 1
    how = radios("How did you hear of it?", HOW, name="taken_up.how", classes="rhi-tiles", legend="m")
    words = textarea("The young person’s words", name="taken_up.words", at_most=2000, rows=2, legend="m")


class TakenUpPage(TakenUpForm, PortalForm):
    """The same questions at a desk, with the time of the call."""

    at = moment("When did you hear of it?", required="Enter when you heard of it.", rules=(NotInFuture("This is in the future. Check the time."),))

    def answers(self) -> dict[str, Any]:
        return {name: answer for name, answer in super().answers().items() if name != "at"}
