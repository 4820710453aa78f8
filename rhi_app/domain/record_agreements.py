"""Who agreed to the interview, how, and whether sharing may rest on it. Mirrored in static/js/record-view.js."""

from typing import Any

AGREED = frozenset({"signed", "indicated_not_seen"})
Event = dict[str, Any]


def agreements_of(entries: list[dict[str, Any]], contacts: list[dict[str, Any]], child: dict[str, Any]) -> list[Event]:
    """The newest event of each person; events never merge, the older ones stay in the record."""
    people = {contact["id"]: contact for contact in contacts}
    newest: dict[str, Event] = {}
    for entry in entries:
        if entry["kind"] in ("consent", "withdrawal"):
            event = event_of(entry, people, child)
            newest[event["who"] + (event["contact"] or "")] = event
    return list(newest.values())


def event_of(entry: dict[str, Any], people: dict[str, dict[str, Any]], child: dict[str, Any]) -> Event:
    answers = entry["answers"]
    is_withdrawal = entry["kind"] == "withdrawal"
    who = answers.get("withdrawal.who" if is_withdrawal else "consent.who", "child")
    contact_id = answers.get("consent.contact") if who != "child" else None
    contact = people.get(contact_id) if isinstance(contact_id, str) else None
    return {
        "who": who,
        "contact": contact_id if isinstance(contact_id, str) else None,
        "name": child["name"] if who == "child" else contact["name"] if contact else "",
        "relation": contact["relation"] if contact else "",
        "way": "withdrew" if is_withdrawal else answers.get("consent.way", ""),
        "how": answers.get("consent.how", ""),
        "heard_by": answers.get("consent.heard_by") or entry.get("author_name") or "",
        "on_whose_word": answers.get("consent.on_whose_word", ""),
        "understood": answers.get("consent.understood", ""),
        "wording": answers.get("consent.wording"),
        "at": entry["happened_at"],
    }


def held_back_because(agreements: list[Event], parent: dict[str, Any]) -> list[str]:
    """Coded reasons why sharing must wait for a manager; none: it rests on agreement. Harm never asks here."""
    reasons = []
    if any(event["way"] == "withdrew" for event in agreements):
        reasons.append("withdrew")
    elif not any(event["who"] == "child" and event["way"] in AGREED for event in agreements):
        reasons.append("child_not_agreed")
    parents = [event for event in agreements if event["who"] == "parent"]
    if parent["required"] is False:
        return reasons
    if any(event["way"] == "refused" for event in parents):
        reasons.append("parent_refused")  # also beside another parent's agreement: two answers are a manager's to weigh
    elif not any(is_met(event) for event in parents):
        reasons.append("parent_not_agreed" if parent["required"] else "parent_not_known")
    return reasons


def is_met(event: Event) -> bool:
    """Agreed; or not asked because asking could harm, on the word of somebody who decides that."""
    return event["way"] in AGREED or (event["way"] == "not_asked_harm" and bool(event["on_whose_word"]))
