"""Who agreed to the interview, how, and whether sharing may rest on it. Mirrored in static/js/record-view.js."""

from typing import Any

from rhi_app.domain.synopsis_words import list_at, string_at
from rhi_app.domain.time_proof import proof_of_time

AGREED = frozenset({"signed", "indicated_not_seen"})
Event = dict[str, Any]


def agreements_of(entries: list[dict[str, Any]], contacts: list[dict[str, Any]], child: dict[str, Any], interviewer: str = "") -> list[Event]:
    """The newest event of each person; events never merge, the older ones stay in the record.

    What a phone was told and what a desk was told stand side by side until a person has chosen: which came first, no clock can say.
    """
    people = {contact["id"]: contact for contact in contacts}
    newest: dict[str, Event] = {}
    for entry in entries:
        if entry["kind"] in ("consent", "withdrawal"):
            event = event_of(entry, people, child, interviewer)
            newest[f"{event['who']} {event['contact']} {entry['device']}"] = event
    return list(newest.values())


def event_of(entry: dict[str, Any], people: dict[str, dict[str, Any]], child: dict[str, Any], interviewer: str) -> Event:
    answers = entry["answers"]
    is_withdrawal = entry["kind"] == "withdrawal"
    who = string_at(answers, "withdrawal.who" if is_withdrawal else "consent.who") or "child"
    contact_id = string_at(answers, "withdrawal.contact" if is_withdrawal else "consent.contact") if who != "child" else ""
    contact = people.get(contact_id)
    return {
        "who": who,
        "contact": contact_id,
        "name": child["name"] if who == "child" else contact["name"] if contact else "",
        "relation": contact["relation"] if contact else "",
        "way": "withdrew" if is_withdrawal else string_at(answers, "consent.way"),
        "how": string_at(answers, "consent.how"),
        "heard_by": string_at(answers, "consent.heard_by") or entry.get("author_name") or interviewer,
        "on_whose_word": string_at(answers, "consent.on_whose_word").strip(),
        "wording": answers.get("consent.wording"),
        "recipients": list_at(answers, "consent.recipients") or None,
        "at": entry["happened_at"],
        "proof": proof_of_time(entry),
    }


def held_back_because(agreements: list[Event], parent: dict[str, Any], child: dict[str, Any]) -> list[str]:
    """Coded reasons why sharing must wait for a manager; none: it rests on agreement. Harm never asks here."""
    reasons = []
    own = [event for event in agreements if event["who"] == "child"]
    if any(event["way"] == "withdrew" for event in agreements):
        reasons.append("withdrew")
    elif any(event["way"] not in AGREED for event in own) or (child["required"] is not False and not own):
        reasons.append("child_not_agreed")
    parents = [event for event in agreements if event["who"] == "parent"]
    if parent["required"] is False:
        return reasons
    if any(event["way"] == "refused" for event in parents):
        reasons.append("parent_refused")  # also beside another parent's agreement: two answers are a manager's to weigh
    elif not any(is_met(event) for event in parents):
        reasons.append("parent_not_agreed" if parent["required"] else "parent_not_known")
    return reasons


def release_of(entries: list[dict[str, Any]]) -> dict[str, Any] | None:
    """A manager's word that what was held back is sent all the same. A no that comes after it waits for a new one."""
    release: dict[str, Any] | None = None
    for entry in entries:
        answers = entry["answers"]
        if entry["kind"] == "release":
            release = answers if answers.get("release.decided") == "release" else None
        elif entry["kind"] == "withdrawal" or (entry["kind"] == "consent" and string_at(answers, "consent.way") not in AGREED):
            release = None
    return release


def is_kept_back(entries: list[dict[str, Any]]) -> bool:
    """A manager's word that it stays where it is; whatever is said about agreement after it asks anew."""
    said = [entry for entry in entries if entry["kind"] in ("release", "withdrawal", "consent")]
    return bool(said) and said[-1]["answers"].get("release.decided") == "keep"


def released_of(entries: list[dict[str, Any]]) -> list[Any]:
    """The reasons that it covers."""
    return list_at(release_of(entries) or {}, "release.reasons")


def is_met(event: Event) -> bool:
    """Agreed; or not asked because asking could harm, on the word of somebody who decides that."""
    return event["way"] in AGREED or (event["way"] == "not_asked_harm" and bool(event["on_whose_word"]))
