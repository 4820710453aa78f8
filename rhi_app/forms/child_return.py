"""The child was found, or came back: the times that start the clocks, and what had changed by then."""

from datetime import datetime
from typing import Any

from rhi_app.forms import fields
from rhi_app.forms.contacts import KNOWN
from rhi_app.forms.notice import NONE, SMALL, judge_order, services_of
from rhi_app.forms.portal_form import NotInFuture, PortalForm, say

TIMES = ("found_at", "returned_at")
CHANGED = ("return_legal_status", "return_services", "return_placement_in_area", "return_placement_type")


class ChangedByThen:
    """What was different when the child came back; a correction asks the same."""

    return_legal_status = fields.select("Legal status at the return", {}, hint="Only if it changed before the child came back.")
    return_services = fields.checkboxes(
        "Open to these services at the return", {}, hint="Only if they changed before the child came back.", classes="govuk-checkboxes--small"
    )
    return_placement_in_area = fields.radios(
        "At the return: is the placement in the authority’s own area?", fields.YES_NO_UNKNOWN, default="unknown", classes=SMALL
    )
    return_placement_type = fields.select("Kind of placement at the return", {}, hint="Only if it changed before the child came back.")

    def judge_changed(self) -> None:
        if NONE in self.return_services.data and len(self.return_services.data) > 1:
            say(self.return_services, "Choose the services, or that there were none, not both.")

    def at_return(self) -> dict[str, Any] | None:
        """None where nothing was different."""
        placement = {"in_area": KNOWN[self.return_placement_in_area.data or "unknown"], "type": self.return_placement_type.data or None}
        found = {
            "legal_status": self.return_legal_status.data or None,
            "services": services_of(self.return_services.data),
            "placement": {name: value for name, value in placement.items() if value is not None} or None,
        }
        return {name: value for name, value in found.items() if value is not None} or None


class ReturnForm(ChangedByThen, PortalForm):
    """Either time is enough: who was found is not back yet, and a return may be all that is known."""

    found_at = fields.moment("Found", hint="Kept apart from the return.", rules=(NotInFuture("The child was found in the future. Check the date."),))
    returned_at = fields.moment(
        "Came back",
        hint="To home or care. Leave empty while the child is not there yet.",
        rules=(NotInFuture("The return is in the future. Check the date."),),
    )
    went: datetime | None = None

    def judge(self) -> None:
        found, back = self.found_at.data, self.returned_at.data
        judge_order(self.went, self.found_at, "The child was found before going missing. Check the dates.")
        judge_order(self.went, self.returned_at, "The return is before the child went missing. Check the dates.")
        if found and back and found > back:
            say(self.found_at, "The child was found after the return. Check the times.")
        if not (found or back or self.problems()):
            say(self.returned_at, "Enter when the child came back, or was found.")
        self.judge_changed()

    def changes(self) -> dict[str, Any]:
        """By column."""
        back = self.returned_at.data
        return {"found_at": self.found_at.data, "returned_at": back, "came_back": back is not None, "at_return": self.at_return()}
