"""What the protocol says of a record, in the words that a synopsis needs. Mirrored in static/js/record-rules.js.

Each episode is decided under the version that it was taken in under, from what is in the case: on the phone and on the server alike.
"""

from typing import Any

from rhi_app.domain.clock import write_moment
from rhi_app.domain.duties import Tick, met_at, open_at
from rhi_app.domain.facts import facts_of_episode
from rhi_app.domain.protocol import Protocols, content_of, decide, due_times
from rhi_app.domain.recipients import recipients_of
from rhi_app.domain.record_answers import standing_answers
from rhi_app.domain.requirements import place_of
from rhi_app.domain.synopsis_words import list_at
from rhi_app.domain.time_proof import proved_time_of

Case = dict[str, Any]
Rules = dict[str, Any]

ROLES = {"social_worker": "social_worker", "police": "police_liaison", "police_liaison": "police_liaison", "coordinator": "coordinator"}
DECLINERS = ("carer", "child", "parent")
ABUSE = frozenset({"physical", "sexual"})
# A person decides these; a duty that hangs on nothing else is told with an "if so" once harm was disclosed.
JUDGED = frozenset(
    {"significant_harm_risk", "clear_risk_of_harm", "likely_to_go_again", "risk_in_community", "child_protection_concern", "trafficking_suspected"}
)
EVENT_OF_KIND = {
    "offer": "offered",
    "attempt": "contacted",
    "decline": "declined",
    "harm": "disclosed",
    "visit_ended": "held",
    "record_finished": "completed",
}
NO_TIME = "no time named"
IF_SO = "if so"
NO_EPISODE: Rules = {
    "label": "return interview",
    "protocol": None,
    "parent": {"required": None, "cite": ""},
    "child": {"required": None, "cite": ""},
    "sources": {},
    "not_to": [],
    "duties": [],
    "episodes": {},
}


def rules_of(case: Case, protocols: Protocols) -> Rules:
    """The newest episode leads; duties of all of them are gathered. A record begun at a door has no episode yet, so no rule."""
    if not case["episodes"]:
        return NO_EPISODE
    decided = [decided_of(episode, case, protocols) for episode in case["episodes"]]
    leading = decided[-1]
    recipients = recipients_of(leading["decision"], leading["content"], leading["episode"].get("decided"))
    readers = {*ROLES.values(), *recipients["sharing"]}
    return {
        "label": leading["content"]["words"]["interview"]["one"],
        "protocol": {"name": leading["content"]["name"], "version": leading["content"]["version"], "on": leading["decision"]["on"]},
        "parent": agreement_of(leading["decision"], "parent"),
        "child": agreement_of(leading["decision"], "child"),
        **recipients,
        "duties": gathered([duty for one in decided for duty in duties_of(one, has_harm(case)) if readers & set(duty["readers"])]),
        "episodes": {one["episode"]["id"]: words_of_episode(one) for one in decided},
    }


def decided_of(episode: dict[str, Any], case: Case, protocols: Protocols) -> dict[str, Any]:
    on, version = episode["missing_from_at"], episode["protocol_version"] or None
    facts = facts_of_episode({**episode, "born_on": case["child"]["born_on"]}) | facts_of_entries(case["entries"])
    decision = decide(protocols, episode["authority"], facts, on, version)
    times = times_of(episode, case["entries"])
    return {
        "episode": episode,
        "decision": decision,
        "times": times,
        "due": due_times(decision, times, protocols["holidays"]),
        "content": content_of(protocols, episode["authority"], on, version),
    }


def facts_of_entries(entries: list[dict[str, Any]]) -> dict[str, Any]:
    """What has happened since the notice. What did not is absent, never false: it may still come."""
    kinds = {entry["kind"] for entry in entries}
    harms = {kind for entry in entries if entry["kind"] == "harm" for kind in list_at(entry["answers"], "harm.kind") if isinstance(kind, str)}
    known = {
        "held": "visit_ended" in kinds,
        "declined": is_declined(entries),
        "harm_disclosed": "harm" in kinds,
        "abuse_alleged": bool(harms & ABUSE),
        "crime_suspected": "crime" in harms,
        "trafficking_suspected": "trafficking" in harms,
        "likely_to_go_again": "high" in standing_answers(entries, "analysis.likelihood"),
    }
    who = [entry["answers"].get("decline.who") for entry in entries if entry["kind"] == "decline"]
    counted = {"offers_made": sum(1 for entry in entries if entry["kind"] == "offer")}
    declined_by = {"declined_by": [one for one in DECLINERS if one in who]} if known["declined"] else {}
    return {**{name: True for name, is_so in known.items() if is_so}, **counted, **declined_by}


def is_declined(entries: list[dict[str, Any]]) -> bool:
    """A declined offer stays open: it may have been taken up since."""
    turns = [entry["kind"] for entry in entries if entry["kind"] in ("decline", "taken_up", "visit_ended")]
    return turns[-1:] == ["decline"]


def times_of(episode: dict[str, Any], entries: list[dict[str, Any]]) -> dict[str, str | None]:
    """When the events were that a deadline can run from; of several of a kind, the first."""
    times = {
        "missing": episode["missing_from_at"],
        "reported": episode["reported_at"],
        "found": episode["found_at"],
        "returned": episode["returned_at"],
        "referred": episode["referred_at"],
        "met": met_at(ticks_of(episode)),
    }
    for entry in entries:
        event = EVENT_OF_KIND.get(entry["kind"])
        if event and event not in times:
            times[event] = write_moment(proved_time_of(entry))
    return times


def agreement_of(decision: dict[str, Any], who: str) -> dict[str, Any]:
    """Whether this person must agree: True, False, or None where that is not known, or a manager must say."""
    answered = decision["questions"]["consent"]["topics"].get(who)
    if answered is None:
        return {"required": False, "cite": ""}  # nobody asks for it
    if not answered["answers"]:
        return {"required": None, "cite": ""}
    answer = answered["answers"][0]
    return {"required": answer["value"].get("required") is True, "cite": answer["citation"]["short"]}


def duties_of(decided: dict[str, Any], harm: bool) -> list[dict[str, Any]]:
    """The duties of those who read a synopsis, and what closing asks of them."""
    due = {place_of(one): one for one in decided["due"] if one["sure"]}
    duties = []
    for question in ("duties", "closing"):
        answered = decided["decision"]["questions"][question]
        duties += [duty_of(answer, *standing_of(answer, due.get(place_of(answer)), decided)) for answer in answered["answers"]]
        if harm:
            duties += [duty_of(answer, IF_SO) for answer in answered["possible"] if set(answer["missing"]) <= JUDGED]
    return duties


def standing_of(answer: dict[str, Any], due: dict[str, Any] | None, decided: Rules) -> tuple[str, str]:
    """By when it is asked for, and when it was done: of what repeats, the next time that nobody has ticked."""
    ticks = [tick for tick in ticks_of(decided["episode"]) if (tick.authority, tick.rule) == (answer["authority"], answer["rule"])]
    by = open_at(due, ticks, decided["times"]) if due else None
    done = max((tick.at for tick in ticks), default="") if by is None else ""
    return by or NO_TIME, done


def ticks_of(episode: dict[str, Any]) -> list[Tick]:
    """Those that stand, as the case tells of them."""
    return [Tick(is_done=True, **tick) for tick in episode.get("duties_done") or []]


def duty_of(answer: dict[str, Any], by: str, done: str = "") -> dict[str, Any]:
    who = answer["value"].get("who", [])
    roles = [who] if isinstance(who, str) else who
    readers = list(dict.fromkeys(ROLES.get(role, role) for role in roles))
    return {"what": answer["say"], "by": by, "cite": answer["citation"]["short"], "readers": readers, "done": done}


def gathered(duties: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Each once: two episodes of one record often ask for the same."""
    return list({(duty["what"], duty["by"], duty["done"]): duty for duty in duties}.values())


def has_harm(case: Case) -> bool:
    return any(entry["kind"] == "harm" for entry in case["entries"])


def words_of_episode(decided: dict[str, Any]) -> dict[str, str]:
    episode, words = decided["episode"], decided["content"]["words"]
    held = next((one for one in decided["due"] if one["question"] == "deadlines" and one["what"] == "held"), None)
    return {
        "status": status_words(episode, words),
        "grade": label_of(words, "grades", episode["grade"]).lower() if episode["grade"] else "",
        "due_cite": held["citation"]["short"] if held else "",
    }


def status_words(episode: dict[str, Any], words: dict[str, Any]) -> str:
    """`At home, child in need plan`; what is not known yet is not said."""
    if episode["legal_status"] is None:
        return ""
    services = [label_of(words, "services", code) for code in episode["services"] or []]
    return ", ".join([label_of(words, "legal_statuses", episode["legal_status"]), *(f"{name[:1].lower()}{name[1:]}" for name in services)])


def label_of(words: dict[str, Any], name: str, code: str) -> str:
    """The protocol's own label; a code without one is still readable."""
    word = words.get(name, {}).get(code)
    return str(word["label"]) if word else code.replace("_", " ").capitalize()
