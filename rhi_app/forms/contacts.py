"""The people around a child: who may be rung, who must not, and why."""

from typing import Any

from wtforms import Form

from rhi_app.domain.identifiers import new_id
from rhi_app.forms import fields
from rhi_app.forms.portal_form import say

KNOWN = {"yes": True, "no": False, "unknown": None}
KNOWN_WORDS = {value: word for word, value in KNOWN.items()}


class ContactRow(Form):
    """One person around the child."""

    name = fields.text("Name", required="Enter the person’s name.")
    relation = fields.text("Relation to the child", hint="Mother, carer, key worker")
    telephone = fields.text("Telephone", at_most=40, inputmode="tel", pattern=(r"[0-9+() -]*", "Enter a telephone number, like 01632 960001."))
    how = fields.text("Best way and time", hint="Rings after six; no text messages")
    parental_responsibility = fields.radios(
        "Parental responsibility", fields.YES_NO_UNKNOWN, default="unknown", classes="govuk-radios--inline govuk-radios--small"
    )
    lives_with = fields.radios("Lives with the child", fields.YES_NO_UNKNOWN, default="unknown", classes="govuk-radios--inline govuk-radios--small")
    do_not_contact = fields.checkboxes(
        "Must not be rung or asked", {"yes": "Do not ring or ask this person"}, legend="hidden", classes="govuk-checkboxes--small"
    )
    do_not_contact_reason = fields.text("Why not?", at_most=400)

    def validate(self, extra_validators: Any = None) -> bool:
        super().validate(extra_validators)
        if self.do_not_contact.data and not self.do_not_contact_reason.data:
            say(self.do_not_contact_reason, "Say why this person must not be rung or asked.")
        return not any(field.errors for field in self)


def contacts_of(rows: list[dict[str, Any]] | None) -> list[dict[str, Any]]:
    """The rows as a child's details keep them."""
    return [contact_of(row) for row in rows or []]


def contact_of(row: dict[str, Any], before: dict[str, Any] | None = None) -> dict[str, Any]:
    """`before`: the same person as they were kept until now; entries name them by the id."""
    is_barred = bool(row.get("do_not_contact"))
    return {
        "id": before["id"] if before else new_id(),
        "name": row["name"],
        "relation": row.get("relation", ""),
        "telephone": row.get("telephone", ""),
        "how": row.get("how", ""),
        "parental_responsibility": KNOWN[row.get("parental_responsibility", "unknown")],
        "lives_with": KNOWN[row.get("lives_with", "unknown")] or False,
        "do_not_contact": is_barred,
        "do_not_contact_reason": row.get("do_not_contact_reason", "") if is_barred else "",
        "asked_by_at": before["asked_by_at"] if before else None,
    }
