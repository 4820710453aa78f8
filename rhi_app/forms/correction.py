"""What became known later, or was wrong: times, status, readers, and every fact that the protocol still asks for."""

from typing import Any

from rhi_app.forms import fields
from rhi_app.forms.child_correction import ask_why
from rhi_app.forms.child_return import ChangedByThen
from rhi_app.forms.contacts import KNOWN
from rhi_app.forms.notice import CODED, NONE, SMALL, EarlierRow, EpisodeForm, ask_missing_before, earlier_of, judge_earlier, services_of

TIMES = ("missing_from_at", "reported_at", "came_back", "found_at", "returned_at")
MOMENTS = ("missing_from_at", "reported_at", "found_at", "returned_at")
STATUS = ("category", "grade", "missing_from", "legal_status", "services", "placement_in_area", "placement_type", "placement_run_by")
BEFORE = ("missing_before", "earlier")
READERS = ("social_worker", "police_liaison")
SOMEWHERE_ELSE = "other"
NUMBER = (r"[0-9]{1,5}", "Enter a whole number, like 2.")
YES_NO_OPEN = {True: "yes", False: "no", None: "unknown"}


class CorrectionForm(ChangedByThen, EpisodeForm):
    """The sealed texts are not on this page: it opens nothing."""

    authority: Any = None
    circumstances: Any = None
    police_reference: Any = None
    contact_first: Any = None
    visiting_risk: Any = None
    visiting_risk_text: Any = None
    asked: tuple[str, ...] = ()
    missing_before = ask_missing_before()
    earlier = fields.groups("Earlier absence", EarlierRow)
    why = ask_why()

    def judge(self) -> None:
        self.judge_times()
        self.judge_services()
        judge_earlier(self)
        self.judge_changed()

    def changes(self) -> dict[str, Any]:
        """By column."""
        return {
            **{name: self[name].data for name in (*MOMENTS, "missing_from")},
            "came_back": self.is_back(),
            **{name: self[name].data or None for name in CODED},
            "services": services_of(self.services.data),
            "placement": self.placement(),
            "at_return": self.at_return(),
            "social_worker_id": self.social_worker.data or None,
            "police_liaison_id": self.police_liaison.data or None,
        }

    def earlier_told(self) -> list[str] | None:
        return earlier_of(self)

    def facts(self) -> dict[str, Any]:
        """By the names of the registry; None where it is still not known."""
        return {name: _value(self[f"fact_{name}"]) for name in self.asked}


def correction_form(facts: dict[str, dict[str, Any]]) -> type[CorrectionForm]:
    """With a question for each fact that somebody can answer here, as the registry asks it."""
    questions = {f"fact_{name}": _question(fact) for name, fact in facts.items()}
    return type("CorrectionFormForThis", (CorrectionForm,), {**questions, "asked": tuple(facts)})


def can_be_asked(fact: dict[str, Any]) -> bool:
    return "facts" in fact["feeds"].split(", ") and fact["type"] in QUESTIONS


def _yes_or_no(fact: dict[str, Any]) -> Any:
    return fields.radios(fact["ask"], fields.YES_NO_UNKNOWN, default="unknown", classes=SMALL)


def _one_of(fact: dict[str, Any]) -> Any:
    return fields.select(fact["ask"], _labels(fact))


def _code(fact: dict[str, Any]) -> Any:
    return fields.select(fact["ask"], _labels(fact) | {SOMEWHERE_ELSE: "None of these"})


def _some_of(fact: dict[str, Any]) -> Any:
    choices = _labels(fact) | {NONE: "None of these"}
    return fields.checkboxes(fact["ask"], choices, classes="govuk-checkboxes--small", hint="Tick none while that is not known.")


def _number(fact: dict[str, Any]) -> Any:
    hint = "Leave empty if not known yet."
    return fields.text(fact["ask"], inputmode="numeric", at_most=5, pattern=NUMBER, classes="govuk-input--width-4", hint=hint)


def _labels(fact: dict[str, Any]) -> dict[str, str]:
    return {code: code.replace("_", " ").capitalize() for code in fact["choices"]}


# A time, a length and a list of absences have questions of their own on the page.
QUESTIONS = {"boolean": _yes_or_no, "choice": _one_of, "code": _code, "set": _some_of, "number": _number}


def _question(fact: dict[str, Any]) -> Any:
    return QUESTIONS[fact["type"]](fact)


def _value(field: Any) -> Any:
    if field.kind == "radios":
        return KNOWN[field.data or "unknown"]
    if field.kind == "text":
        return int(field.data) if field.data else None
    return services_of(field.data) if field.kind == "checkboxes" else field.data or None


def shown(fact: dict[str, Any], value: Any) -> Any:
    """A stored fact as its question shows it."""
    if fact["type"] == "boolean":
        return YES_NO_OPEN[value]
    if fact["type"] == "set" and value is not None:
        return value or [NONE]
    return str(value) if fact["type"] == "number" and value is not None else value
