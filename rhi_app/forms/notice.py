"""The notice that a child is missing, or came back: what the police or the case system say, on one page (the example case note of hampshire 11.1)."""

from datetime import date, datetime
from typing import Any

from wtforms import Form

from rhi_app.domain.clock import write_moment
from rhi_app.domain.facts import age_of
from rhi_app.forms import fields
from rhi_app.forms.contacts import KNOWN, ContactRow, contacts_of
from rhi_app.forms.moments import LONDON
from rhi_app.forms.portal_form import NotInFuture, PortalForm, say

MISSING_FROM = {"home": "Home", "care": "Care", "school": "School", "other": "Elsewhere"}
CAME_BACK = {"yes": "Yes", "no": "No, not yet", "unknown": "Not known yet"}
MISSING_BEFORE = {"no": "No, this is the first time", "yes": "Yes", "unknown": "Not known yet"}
NONE = "none"
AS_TYPED = (
    "authority", "missing_from", "missing_from_at", "reported_at", "found_at", "returned_at", "police_reference", "circumstances",
    "contact_first",
)  # fmt: skip
CODED = ("category", "grade", "legal_status")
ABOUT_THE_CHILD = ("called", "gender", "language", "address", "placement_address", "school")
SMALL = "govuk-radios--inline govuk-radios--small"


class EarlierRow(Form):
    """One absence before this one."""

    at = fields.moment("Missing from", required="Enter when that absence began.")


def ask_missing_before() -> Any:
    return fields.radios("Missing before?", MISSING_BEFORE, required="Choose whether the child was missing before.", classes="govuk-radios--small")


class EpisodeForm(PortalForm):
    """One absence of a child who is here already. Nothing but where, when and whose protocol must be known to begin."""

    authority = fields.select("Responsible authority", {}, required="Choose the authority that is responsible.")
    missing_from = fields.radios("Missing from", MISSING_FROM, required="Choose where the child was missing from.", classes=SMALL)
    missing_from_at = fields.moment(
        "Went missing",
        required="Enter when the child went missing.",
        rules=(NotInFuture("The child goes missing in the future. Check the date."),),
    )
    reported_at = fields.moment(
        "Reported to the police",
        hint="Leave empty if not reported, or not known.",
        rules=(NotInFuture("The report is in the future. Check the date."),),
    )
    came_back = fields.radios("Has the child come back?", CAME_BACK, classes=SMALL)
    found_at = fields.moment("Found", hint="Kept apart from the return.", rules=(NotInFuture("The child was found in the future. Check the date."),))
    returned_at = fields.moment(
        "Came back",
        hint="To home or care. Leave empty while the child is away, or if not known.",
        rules=(NotInFuture("The return is in the future. Check the date."),),
    )
    category = fields.select("Category", {}, required="Choose the category of the absence.")
    grade = fields.select("Police grade", {}, hint="Leave open if not known yet.")
    police_reference = fields.text("Police reference", at_most=60)
    circumstances = fields.textarea("What is known of the absence", rows=3)

    legal_status = fields.select("Legal status then", {}, hint="When the child was reported missing. Leave open if not known yet.")
    services = fields.checkboxes(
        "Open to these services then", {}, hint="Tick none of them if that is not known yet.", classes="govuk-checkboxes--small"
    )
    placement_in_area = fields.radios("Is the placement in the authority’s own area?", fields.YES_NO_UNKNOWN, default="unknown", classes=SMALL)
    placement_type = fields.select("Kind of placement", {}, hint="For a child in care.")
    placement_run_by = fields.select("Who runs the placement", {}, hint="Whoever works there is not independent. Leave open if not in the list.")

    contact_first = fields.text("Whom to contact first, and how", at_most=400, hint="Ring the mother on her mobile, before 17:00")
    visiting_risk = fields.radios(
        "Known risk to someone who visits",
        fields.YES_NO_UNKNOWN,
        required="Choose whether there is a known risk to someone who visits.",
        classes=SMALL,
    )
    visiting_risk_text = fields.textarea("What is the risk?", at_most=1000, rows=2)
    social_worker = fields.select("Social worker", {}, hint="Leave open if there is none, or not known yet.")
    police_liaison = fields.select("Police liaison", {}, hint="Who gets what the police may know.")

    def notice(self) -> dict[str, Any]:
        """What services/intake.py takes in: typed values, and None for what is not known yet."""
        ticked = self.services.data
        return {
            **{name: self[name].data for name in AS_TYPED},
            **{name: self[name].data or None for name in CODED},
            "came_back": self.is_back(),
            "services": services_of(ticked),
            "placement": self.placement(),
            "visiting_risk": {
                "known": KNOWN[self.visiting_risk.data],
                "text": self.visiting_risk_text.data if self.visiting_risk.data == "yes" else "",
            },
            "social_worker_id": self.social_worker.data or None,
            "police_liaison_id": self.police_liaison.data or None,
        }

    def placement(self) -> dict[str, Any] | None:
        known = {
            "in_area": KNOWN[self.placement_in_area.data or "unknown"],
            "type": self.placement_type.data or None,
            "run_by": self.placement_run_by.data or None,
        }
        found = {name: value for name, value in known.items() if value is not None}
        return found or None

    def judge(self) -> None:
        self.judge_times()
        self.judge_services()
        judge_risk(self)

    def is_back(self) -> bool | None:
        """A return says it by itself."""
        return True if self.returned_at.data else KNOWN[self.came_back.data or "unknown"]

    def judge_services(self) -> None:
        if NONE in self.services.data and len(self.services.data) > 1:
            say(self.services, "Choose the services, or that there were none, not both.")

    def judge_times(self) -> None:
        went, found, back = self.missing_from_at.data, self.found_at.data, self.returned_at.data
        judge_order(went, self.reported_at, "It was reported before the child went missing. Check the dates.")
        judge_order(went, self.found_at, "The child was found before going missing. Check the dates.")
        judge_order(went, self.returned_at, "The return is before the child went missing. Check the dates.")
        if found and back and found > back:
            say(self.found_at, "The child was found after the return. Check the times.")
        if back and self.came_back.data == "no":
            say(self.came_back, "This says that the child is not back, and when the child came back. Check the two.")
        if not back and not self.came_back.data:
            say(self.came_back, "Choose whether the child has come back.")


class NoticeForm(EpisodeForm):
    """A child who is not here yet, with the first episode that we hear of."""

    name = "notice"
    child_name = fields.text("Full name", required="Enter the child’s name.")
    called = fields.text("Called", hint="If not the first name.", at_most=60)
    born_on = fields.day("Day of birth", hint="Leave empty if not known, and give the age.")
    age = fields.text("Age, if the day of birth is not known", inputmode="numeric", at_most=2, classes="govuk-input--width-2")
    gender = fields.text("Gender", at_most=40, hint="In the child’s own words, if known.")
    language = fields.text("Language, interpreter", at_most=80)
    address = fields.textarea("Home address", at_most=400, rows=3)
    placement_address = fields.textarea("Placement address", at_most=400, rows=3, hint="If the child lives elsewhere in care.")
    school = fields.text("School", at_most=200)
    missing_before = ask_missing_before()
    earlier = fields.groups("Earlier absence", EarlierRow)
    contacts = fields.groups("Person", ContactRow)

    def notice(self) -> dict[str, Any]:
        return super().notice() | {
            "name": self.child_name.data,
            **{name: self[name].data for name in ABOUT_THE_CHILD},
            "born_on": self.born_on.answer(),
            "age": int(self.age.data) if self.age.data else None,
            "earlier": earlier_of(self),
            "contacts": contacts_of(self.contacts.rows()),
        }

    def judge(self) -> None:
        super().judge()
        self._judge_age()
        judge_earlier(self)

    def _judge_age(self) -> None:
        judge_birth(self.born_on, self.reported_at.data or self.missing_from_at.data, self.now)
        text = self.age.data
        if text and not (text.isascii() and text.isdigit() and int(text) < 18):
            say(self.age, "Enter an age under 18, like 14.")


def judge_risk(form: Any) -> None:
    if form.visiting_risk.data == "yes" and not form.visiting_risk_text.data.strip():
        say(form.visiting_risk_text, "Say what the risk is, for whoever rings the bell.")


def judge_birth(born_on: Any, started: datetime | None, now: datetime) -> None:
    """Held against when the absence was reported, or began."""
    if born_on.data and born_on.data > _day(now):
        say(born_on, "The day of birth is in the future. Check the date.")
    elif born_on.data and _age(born_on.data, started or now) >= 18:
        say(born_on, "The young person was 18 or older then. Check the day of birth.")


def earlier_of(form: Any) -> list[str] | None:
    """When the absences before this one began; None where nobody has said, or said when."""
    if form.missing_before.data == "no":
        return []
    told = [row["at"] for row in form.earlier.rows()]
    return sorted(told) if told and form.missing_before.data == "yes" else None


def judge_earlier(form: Any) -> None:
    for entry in form.earlier.entries:
        started = entry.form.at
        if started.data and form.missing_from_at.data and started.data >= form.missing_from_at.data:
            say(started, "The earlier absence begins after this one. Check the dates.")


def services_of(ticked: list[str]) -> list[str] | None:
    """Nothing ticked says that nobody knows; “none of these” says that there were none."""
    return [code for code in ticked if code != NONE] if ticked else None


def _age(born: date, moment: datetime) -> int:
    return age_of({"born_on": born.isoformat()}, write_moment(moment)) or 0


def _day(moment: datetime) -> date:
    return moment.astimezone(LONDON).date()


def judge_order(went: datetime | None, later: Any, sentence: str) -> None:
    if went and later.data and later.data < went:
        say(later, sentence)


# How the page groups the questions; a test holds every question to exactly one group.
GROUPS: dict[str, tuple[str, ...]] = {
    "The absence": ("authority", "missing_from", "missing_from_at", "reported_at", "came_back", "found_at", "returned_at"),
    "The notice": ("category", "grade", "police_reference", "circumstances"),
    "The child": ("child_name", "called", "born_on", "age", "gender", "language", "address", "placement_address", "school"),
    "Status at the time": ("legal_status", "services", "placement_in_area", "placement_type", "placement_run_by", "missing_before", "earlier"),
    "People": ("contacts", "contact_first"),
    "Going there": ("visiting_risk", "visiting_risk_text"),
    "Who reads it": ("social_worker", "police_liaison"),
}
