"""What became known later, or was wrong: times, status, readers, and every fact that the protocol still asks for."""

from typing import Any

from rhi_app.forms import fields
from rhi_app.forms.contacts import KNOWN
from rhi_app.forms.notice import CODED, NONE, SMALL, EpisodeForm, services_of
from rhi_app.forms.portal_form import say

TIMES = ("missing_from_at", "reported_at", "found_at", "returned_at")
STATUS = ("category", "grade", "missing_from", "legal_status", "services", "placement_in_area", "placement_type")
CHANGED = ("return_legal_status", "return_services", "return_placement_in_area", "return_placement_type")
READERS = ("social_worker", "police_liaison")
YES_NO_OPEN = {True: "yes", False: "no", None: "unknown"}


class CorrectionForm(EpisodeForm):
    """The sealed texts are not on this page: it opens nothing."""

    authority: Any = None
    circumstances: Any = None
    police_reference: Any = None
    contact_first: Any = None
    visiting_risk: Any = None
    visiting_risk_text: Any = None
    asked: tuple[str, ...] = ()
    return_legal_status = fields.select("Legal status at the return", {}, hint="Only if it changed before the child came back.")
    return_services = fields.checkboxes(
        "Open to these services at the return", {}, hint="Only if they changed before the child came back.", classes="govuk-checkboxes--small"
    )
    return_placement_in_area = fields.radios(
        "At the return: is the placement in the authority’s own area?", fields.YES_NO_UNKNOWN, default="unknown", classes=SMALL
    )
    return_placement_type = fields.select("Kind of placement at the return", {}, hint="Only if it changed before the child came back.")

    def judge(self) -> None:
        self.judge_times()
        self.judge_services()
        if NONE in self.return_services.data and len(self.return_services.data) > 1:
            say(self.return_services, "Choose the services, or that there were none, not both.")

    def changes(self) -> dict[str, Any]:
        """By column."""
        return {
            **{name: self[name].data for name in (*TIMES, "missing_from")},
            **{name: self[name].data or None for name in CODED},
            "services": services_of(self.services.data),
            "placement": self.placement(),
            "at_return": self.at_return(),
            "social_worker_id": self.social_worker.data or None,
            "police_liaison_id": self.police_liaison.data or None,
        }

    def at_return(self) -> dict[str, Any] | None:
        """What was different when the child came back; None where nothing was."""
        placement = {"in_area": KNOWN[self.return_placement_in_area.data or "unknown"], "type": self.return_placement_type.data or None}
        found = {
            "legal_status": self.return_legal_status.data or None,
            "services": services_of(self.return_services.data),
            "placement": {name: value for name, value in placement.items() if value is not None} or None,
        }
        return {name: value for name, value in found.items() if value is not None} or None

    def facts(self) -> dict[str, Any]:
        """By the names of the registry; None where it is still not known."""
        return {name: _value(self[f"fact_{name}"]) for name in self.asked}


def correction_form(facts: dict[str, dict[str, Any]]) -> type[CorrectionForm]:
    """With a question for each fact that somebody can answer here, as the registry asks it."""
    questions = {f"fact_{name}": _question(fact) for name, fact in facts.items()}
    return type("CorrectionFormForThis", (CorrectionForm,), {**questions, "asked": tuple(facts)})


def can_be_asked(fact: dict[str, Any]) -> bool:
    return "facts" in fact["feeds"] and fact["type"] in ("boolean", "choice", "set")


def _question(fact: dict[str, Any]) -> Any:
    if fact["type"] == "boolean":
        return fields.radios(fact["ask"], fields.YES_NO_UNKNOWN, default="unknown", classes="govuk-radios--inline govuk-radios--small")
    choices = {code: code.replace("_", " ").capitalize() for code in fact["choices"]}
    if fact["type"] == "choice":
        return fields.select(fact["ask"], choices)
    choices |= {NONE: "None of these"}
    return fields.checkboxes(fact["ask"], choices, classes="govuk-checkboxes--small", hint="Tick none while that is not known.")


def _value(field: Any) -> Any:
    if field.kind == "radios":
        return KNOWN[field.data or "unknown"]
    return services_of(field.data) if field.kind == "checkboxes" else field.data or None


def shown(fact: dict[str, Any], value: Any) -> Any:
    """A stored fact as its question shows it."""
    if fact["type"] == "boolean":
        return YES_NO_OPEN[value]
    if fact["type"] == "set" and value is not None:
        return value or [NONE]
    return value
