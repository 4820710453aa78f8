"""What the notice said of the child, of the people around it and of going there, put right later."""

from datetime import date, datetime
from typing import Any

from rhi_app.forms import fields
from rhi_app.forms.contacts import KNOWN, KNOWN_WORDS, contact_of
from rhi_app.forms.notice import ABOUT_THE_CHILD, EpisodeForm, NoticeForm, judge_birth, judge_risk
from rhi_app.forms.portal_form import PortalForm, say

TOLD = ("contact_first", "police_reference", "circumstances")
GROUPS = {
    "The child": ("child_name", "born_on", *ABOUT_THE_CHILD),
    "People": ("contacts", "contact_first"),
    "Going there": ("visiting_risk", "visiting_risk_text"),
    "The notice": ("police_reference", "circumstances"),
    "Why": ("why",),
}


def ask_why() -> Any:
    return fields.text("Why is it put right?", at_most=400, hint="Who said so, and when. Needed where something was known and is changed.")


class ChildCorrectionForm(PortalForm):
    """The same questions as in the notice. Nobody is taken off the list: who must not be rung is marked."""

    child_name = NoticeForm.child_name
    born_on = fields.day("Day of birth", hint="Leave empty if not known.")
    called, gender, language = NoticeForm.called, NoticeForm.gender, NoticeForm.language
    address, placement_address, school = NoticeForm.address, NoticeForm.placement_address, NoticeForm.school
    contacts = NoticeForm.contacts
    contact_first, police_reference, circumstances = EpisodeForm.contact_first, EpisodeForm.police_reference, EpisodeForm.circumstances
    visiting_risk, visiting_risk_text = EpisodeForm.visiting_risk, EpisodeForm.visiting_risk_text
    why = ask_why()
    started: datetime | None = None  # the absence that the age is held against
    known_people = 0  # who is known stays: entries name them

    def judge(self) -> None:
        judge_birth(self.born_on, self.started, self.now)
        judge_risk(self)
        rows = self.contacts.entries[: self.known_people]
        if len(rows) < self.known_people:
            say(self.child_name, "Someone is missing from the list of people. Open the page again.")
        for entry in rows:
            if not entry.form["name"].data:
                say(entry.form["name"], "Enter the person’s name. Who is known stays here.")

    def child(self, before: dict[str, Any]) -> dict[str, Any]:
        """By the names of the sealed details."""
        name = self.child_name.data
        known = before["contacts"]
        new = [row for row in self.contacts.entries[len(known) :] if not row.is_blank()]
        return {
            "name": name,
            **{one: self[one].data or "" for one in ABOUT_THE_CHILD},
            "called": self.called.data or name.split()[0],
            "born_on": self.born_on.answer(),
            "contacts": [
                *(contact_of(dict(row.answer()), old) for row, old in zip(self.contacts.entries, known, strict=False)),
                *(contact_of(dict(row.answer())) for row in new),
            ],
        }

    def episode(self) -> dict[str, Any]:
        known = KNOWN[self.visiting_risk.data]
        risk = {"known": known, "text": self.visiting_risk_text.data if known else ""}
        return {**{one: self[one].data or "" for one in TOLD}, "visiting_risk": risk}


def as_shown(child: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """What is stored, as the questions show it."""
    return {
        **{name: child[name] for name in ABOUT_THE_CHILD},
        "child_name": child["name"],
        "born_on": date.fromisoformat(child["born_on"]) if child["born_on"] else None,
        "contacts": [_row(contact) for contact in child["contacts"]],
        **{name: told[name] for name in TOLD},
        "visiting_risk": KNOWN_WORDS[told["visiting_risk"]["known"]],
        "visiting_risk_text": told["visiting_risk"]["text"],
    }


def _row(contact: dict[str, Any]) -> dict[str, Any]:
    texts = ("name", "relation", "telephone", "how", "do_not_contact_reason")
    return {
        **{name: contact[name] for name in texts},
        "parental_responsibility": KNOWN_WORDS[contact["parental_responsibility"]],
        "lives_with": "yes" if contact["lives_with"] else "unknown",
        "do_not_contact": ["yes"] if contact["do_not_contact"] else [],
    }
