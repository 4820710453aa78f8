"""One plain view of a record: child, episodes, entries and what the protocol says of them. Mirrored in static/js/record-view.js.

`case` has the form of a case in a phone's bundle (README, Decisions), so that the phone makes the same view as the server.
`rules` is what domain/record_rules.py took from the protocol's decision.
"""

from typing import Any

from rhi_app.domain.addresses import FIELDS, known_addresses
from rhi_app.domain.clock import read_moment, write_moment
from rhi_app.domain.record_agreements import agreements_of, held_back_because, release_of, released_of
from rhi_app.domain.record_answers import answers_of, two_values
from rhi_app.domain.synopsis_words import list_at, milliseconds_between, string_at
from rhi_app.domain.time_proof import proved_time_of

Case = dict[str, Any]
Entry = dict[str, Any]
View = dict[str, Any]

OTHERS = {"social_worker": "the social worker", "police_liaison": "the police", "someone_else": "someone else"}
ENDS = {"record_finished": "held", "decline": "declined"}
RISKS = ("repeat", "hurt", "exploited", "crime_drugs", "contacts", "criminal", "self_harm", "order")
DAY_MS = 86_400_000


def view_of(case: Case, rules: dict[str, Any]) -> View:
    entries: list[Entry] = case["entries"]
    answers = answers_of(entries)
    waiting = {question: [value["answer"] for value in values] for question, values in two_values(entries).items()}
    answers |= {"episode.circumstances": circumstances_of(case), "risk.flags": flags_in(answers, waiting)}
    child = child_of(case)
    people = OTHERS | {"child": child["called"]} | {contact["id"]: contact["name"] for contact in case["contacts"]}
    agreements = agreements_of(entries, case["contacts"], child, case["interviewer"]["name"])
    held = held_of(entries)
    return {
        "reference": case["reference"],
        "label": rules["label"],
        "protocol": rules["protocol"],
        "interviewer": case["interviewer"],
        "readers": {reader["kind"]: reader for reader in case["recipients"]},
        "child": child,
        "addresses": known_addresses([case["child"].get(name) or "" for name in FIELDS]),
        "episodes": [episode_of(episode, rules, held) for episode in case["episodes"]],
        "outcome": outcome_of(entries),
        "held": held,
        "declined_at": next((entry["happened_at"] for entry in reversed(entries) if entry["kind"] == "decline"), None),
        "proof": proof_of(entries),
        "answers": answers,
        "two_values": waiting,
        "harm": events_of(entries, "harm"),
        "amendments": events_of(entries, "amendment"),
        "tries": [try_of(entry, people, case) for entry in entries if entry["kind"] in ("attempt", "offer")],
        "agreements": agreements,
        "held_back": held_back_of(entries, agreements, rules),
        "release": release_of(entries),
        "parent": rules["parent"],
        "people": [text for contact in case["contacts"] for text in (contact["name"], contact["relation"]) if text],
        "do_not_contact": [{"name": contact["name"], "relation": contact["relation"]} for contact in case["contacts"] if contact["do_not_contact"]],
        "added_after_signing": added_after_signing(entries),
        "left_out": as_lists(answers.get("finish.left_out")),
        "taken_in": as_lists(answers.get("finish.taken_in")),
        "wish": wish_of(answers, waiting),
        "duties": rules["duties"],
        "sources": rules["sources"],
        "not_to": rules["not_to"],
        "sharing": rules.get("sharing", {}),
    }


def held_back_of(entries: list[Entry], agreements: list[dict[str, Any]], rules: dict[str, Any]) -> list[str]:
    """Coded reasons why what was said must wait; a decline holds nothing that rests on agreement."""
    if outcome_of(entries) == "declined":
        return []
    released = released_of(entries)
    return [reason for reason in held_back_because(agreements, rules["parent"], rules["child"]) if reason not in released]


def flags_in(answers: dict[str, Any], waiting: dict[str, list[Any]]) -> str:
    """How many risks were marked, to inform and to close nothing; empty where the checklist was not opened. Of two values, that there is one."""
    said = [each_value(f"risk.{risk}", answers, waiting) for risk in RISKS]
    return str(sum(bool({"yes", "suspected"} & set(values)) for values in said)) if any(any(values) for values in said) else ""


def each_value(question: str, answers: dict[str, Any], waiting: dict[str, list[Any]]) -> list[str]:
    """As texts: the one that counts, or each of those between which nobody has chosen."""
    return [value for value in waiting.get(question, [answers.get(question)]) if isinstance(value, str)]


def circumstances_of(case: Case) -> str:
    return "\n".join(episode["circumstances"] for episode in case["episodes"] if episode["circumstances"])


def events_of(entries: list[Entry], kind: str) -> list[dict[str, Any]]:
    return [{"at": entry["happened_at"], "answers": entry["answers"]} for entry in entries if entry["kind"] == kind]


def outcome_of(entries: list[Entry]) -> str | None:
    """How the record stands: the last end counts, but no later no undoes a visit that was held."""
    ends = [ENDS[entry["kind"]] for entry in entries if entry["kind"] in ENDS]
    is_held = any(entry["kind"] == "visit_ended" for entry in entries)
    return ("held" if is_held else ends[-1]) if ends else None


def child_of(case: Case) -> dict[str, Any]:
    """What a reader may be told of the child. Of an address only what gives it away is kept beside it, to keep it out."""
    child = case["child"]
    ages = [episode["age"] for episode in case["episodes"] if episode["age"] is not None]
    return {
        "name": child["name"],
        "called": child["called"] or (child["name"].split() or ["The young person"])[0],
        "initials": child["initials"],
        "born_on": child["born_on"],
        "age": ages[-1] if ages else None,
    }


def episode_of(episode: dict[str, Any], rules: dict[str, Any], held: dict[str, Any] | None) -> dict[str, Any]:
    due_at = episode["due_at"]
    return {
        "number": episode["number"],
        "in_90_days": in_90_days(episode),
        "missing_from_at": episode["missing_from_at"],
        "found_at": episode["found_at"],
        "returned_at": episode["returned_at"],
        "status": rules["episodes"][episode["id"]]["status"],
        "grade": rules["episodes"][episode["id"]]["grade"],
        "police_reference": episode["police_reference"],
        "due_at": due_at,
        "due_cite": rules["episodes"][episode["id"]]["due_cite"],
        "late_ms": max(0, milliseconds_between(due_at, held["proved_at"])) if due_at and held else None,
    }


def in_90_days(episode: dict[str, Any]) -> int:
    """This episode and those that began in the 90 days before it, both ends included."""
    start = episode["missing_from_at"]
    gaps = [milliseconds_between(earlier, start) for earlier in episode["previous_episodes"] or []]
    return 1 + sum(1 for gap in gaps if 0 <= gap <= 90 * DAY_MS)


def held_of(entries: list[Entry]) -> dict[str, Any] | None:
    """The end of the first visit, and where the phone's clock stood when it said so; when it was visited again. Nothing is later than its receipt."""
    ends = [entry for entry in entries if entry["kind"] == "visit_ended"]
    if not ends:
        return None
    entry, *again = ends
    return {
        "at": end_of(entry),
        "proved_at": write_moment(proved_time_of(entry)),
        "phone_said": entry["happened_at"],
        "offset_ms": entry["offset_ms"],
        "again": [end_of(one) for one in again],
    }


def end_of(entry: Entry) -> str:
    happened = read_moment(entry["happened_at"])
    received = read_moment(entry["received_at"]) if entry.get("received_at") else happened
    return write_moment(min(happened, received))


def proof_of(entries: list[Entry]) -> dict[str, Any] | None:
    """How well the times are proved: whose clock, how far off it was, and when the server had it."""
    entry = next((entry for entry in reversed(entries) if entry["kind"] in ("visit_ended", "decline", "harm")), None)
    if entry is None:
        return None
    return {"by_phone": entry["device"] is not None, "offset_ms": entry["offset_ms"], "received_at": entry.get("received_at")}


def try_of(entry: Entry, people: dict[str, str], case: Case) -> dict[str, Any]:
    """An attempt or an offer; `to` is a contact's id or a word such as `child`. What the phone alone has names no author: it is its owner."""
    to = string_at(entry["answers"], f"{entry['kind']}.to")
    return {
        "at": entry["happened_at"],
        "kind": entry["kind"],
        "answers": entry["answers"],
        "to": people.get(to, to),
        "by": entry.get("author_name") or case["interviewer"]["name"],
    }


def added_after_signing(entries: list[Entry]) -> bool:
    """Whether an answer of the young person's was added after the text was read back: the signature covers the earlier text."""
    ends = [index for index, entry in enumerate(entries) if entry["kind"] == "visit_ended"]
    return bool(ends) and any(entry["kind"] == "interview" and entry["form"] == "interview" for entry in entries[ends[-1] :])


def wish_of(answers: dict[str, Any], waiting: dict[str, list[Any]]) -> dict[str, Any]:
    """Whether there was a wish, and which lines the interviewer marked as its matter. What it was stays in the record."""
    said = any(value.strip() for value in each_value("help.not_to_share", answers, waiting))
    return {"said": said, "lines": list_at(answers, "help.not_to_share_lines")}


def as_lists(value: Any) -> dict[str, list[str]]:
    """{reader: [question ids]}; whatever else stands there names no line."""
    if not isinstance(value, dict):
        return {}
    return {reader: lines for reader, lines in value.items() if isinstance(lines, list)}
