"""An entry as one event of a timeline: what happened, in a line, without what the young person said."""

from collections.abc import Mapping
from typing import Any

Entry = Mapping[str, Any]
Words = tuple[str, str]  # title, second line

HOW_TRIED = {"rang": "Rang", "texted": "Sent a text to", "knocked": "Knocked for", "other": "Tried"}
OUTCOMES = {"no_answer": "no answer", "left_message": "left a message", "spoke": "spoke", "wrong_number": "wrong number"}
HOW_OFFERED = {"telephone": "By telephone", "in_person": "In person", "text": "By text", "letter": "By letter", "through_carer": "Through a carer"}
RESPONSES = {"accepted": "accepted", "declined": "declined", "no_reply": "no reply yet", "wants_time": "wants time"}
WAYS = {
    "signed": "signed", "indicated_not_seen": "agreed, not seen", "refused": "said no", "not_asked_harm": "not asked: asking could harm",
    "could_not_be_reached": "could not be reached",
}  # fmt: skip
HOW_AGREED = {"telephone": "By telephone", "text": "By text", "video": "By video", "through_someone": "Through someone", "paper": "On paper"}
PART = "Part of the interview saved"
PLAIN = {
    "withdrawal": "Withdrew the agreement",
    "carer_information": "Information from a parent or carer",
    "interview": PART,
    "harm": "Harm disclosed",
    "visit_ended": "Visit ended",
    "record_finished": "Record finished",
    "amendment": "Amendment",
    "decline": "Declined, recorded",
    "went_on": "Went on with a phone that was not ready",
    "begun": "Begun with a child on nobody’s list",
    "taken_up": "The offer is taken up",
    "to_desk": "Goes on at a desk",
    "to_phone": "Goes on on the phone",
    "ask_manager": "A manager is asked",
    "release": "A manager decided on what is held back",
}


def words_of(entry: Entry, people: Mapping[str, str]) -> Words:
    """`people` names whom an answer may point at: contact ids, and `child`."""
    special = {"attempt": _attempt, "offer": _offer, "consent": _consent}.get(entry["kind"])
    if special:
        return special(entry["answers"], people)
    return PLAIN.get(entry["kind"], entry["kind"].replace("_", " ").capitalize()), ""


def _attempt(answers: Mapping[str, Any], people: Mapping[str, str]) -> Words:
    outcome = OUTCOMES.get(str(answers.get("attempt.outcome")), "")
    how, to = HOW_TRIED.get(str(answers.get("attempt.how")), "Tried"), people.get(str(answers.get("attempt.to")), "")
    note = str(answers.get("attempt.note", ""))
    return f"Attempt: {outcome}" if outcome else "Attempt", " ".join(part for part in (f"{how} {to}".strip() + ".", note) if part)


def _offer(answers: Mapping[str, Any], people: Mapping[str, str]) -> Words:
    title = "Offer by word" if answers.get("offer.verbal") == "yes" else "Offer"
    response = RESPONSES.get(str(answers.get("offer.response")), "")
    how = HOW_OFFERED.get(str(answers.get("offer.how")), "")
    to = people.get(str(answers.get("offer.to")), "")
    line = ", ".join(part for part in (how, f"to {to}" if to else "") if part)
    return f"{title}: {response}" if response else title, f"{line}." if line else ""


def _consent(answers: Mapping[str, Any], people: Mapping[str, str]) -> Words:
    who = people.get("child", "Young person") if answers.get("consent.who") == "child" else ""
    contact = people.get(str(answers.get("consent.contact")), "") or who or "Parent"
    way = WAYS.get(str(answers.get("consent.way")), "agreement")
    wording = answers.get("consent.wording")
    version = wording.get("version") if isinstance(wording, dict) else None
    parts = [HOW_AGREED.get(str(answers.get("consent.how")), ""), f"Wording {version}" if version else ""]
    return f"{contact[:1].upper()}{contact[1:]}: {way}", ". ".join(part for part in parts if part)


def people_of(called: str, contacts: list[dict[str, Any]], *, by_name: bool) -> dict[str, str]:
    """Names where they were asked for, else the relation: a list must not tell who is who."""
    named = {contact["id"]: contact["name"] if by_name else contact["relation"] or "someone" for contact in contacts}
    return {"child": called if by_name else "the young person", **named}
