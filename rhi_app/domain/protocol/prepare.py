"""From a file as its author wrote it to what the engine reads: names written out, defaults filled in, the shared document taken over."""

from collections.abc import Mapping
from typing import Any

from rhi_app.domain.problems import ProtocolProblem
from rhi_app.domain.protocol import content
from rhi_app.domain.protocol.engine import Protocol

ALWAYS: dict[str, Any] = {"all": []}
ACTIONS = {
    "offer": "offer",
    "additional_offers": "offer_again",
    "interviewer": "assign",
    "deadlines": "act_by",
    "consent": "ask_agreement",
    "method": "hold",
    "decline": "record_decline",
    "recipients": "share",
    "closing": "close",
    "duties": "act",
    "satisfied_by": "count_as_held",
}


def prepare(protocol: Protocol, versions: Mapping[str, list[Protocol]]) -> Protocol:
    """The protocol as the engine reads it."""
    sharer = shared_with(protocol, versions)
    named = {**base_conditions(protocol, versions), **(sharer or {}).get("conditions", {}), **protocol.get("conditions", {})}
    rules = [prepared_rule(rule, protocol, named) for rule in protocol["rules"]]
    prepared = {**protocol, "rules": rules, "words": protocol.get("words", {})}
    prepared.pop("conditions", None)
    return prepared if sharer is None else take_over(prepared, prepare(sharer, versions))


def shared_with(protocol: Protocol, versions: Mapping[str, list[Protocol]]) -> Protocol | None:
    key = protocol.get("shares_document_with")
    if key is None:
        return None
    found = [one for one in versions.get(key, []) if one["from"] == protocol["from"] and "shares_document_with" not in one]
    if not found:
        raise ProtocolProblem(f"no version of {key} begins on the same day", file=protocol["file"], place="shares_document_with")
    return found[0]


def base_conditions(protocol: Protocol, versions: Mapping[str, list[Protocol]]) -> dict[str, Any]:
    """Named conditions of the layers below, the nearest winning."""
    named: dict[str, Any] = {}
    seen = {protocol["authority"]}
    base = protocol["extends"]
    while base is not None:
        if base in seen:
            raise ProtocolProblem(f"{base} extends itself in a circle", file=protocol["file"], place="extends")
        if base not in versions:
            raise ProtocolProblem(f"there is no protocol called {base}", file=protocol["file"], place="extends")
        seen.add(base)
        newest = versions[base][-1]
        named = {**newest.get("conditions", {}), **named}
        base = newest["extends"]
    return named


def prepared_rule(rule: Mapping[str, Any], protocol: Protocol, named: Mapping[str, Any]) -> dict[str, Any]:
    question = rule["question"]
    return {
        "id": rule["id"],
        "question": question,
        "topic": rule.get("topic", question),
        "from": rule.get("from"),
        "until": rule.get("until"),
        "handed_on": rule.get("handed_on", True),
        "when": written_out(rule.get("when", ALWAYS), named, protocol["file"], rule["id"], ()),
        "verdict": rule.get("verdict", "yes"),
        "action": rule.get("action", ACTIONS[question]),
        "value": rule.get("value", {}),
        "say": rule["say"],
        "cites": rule["cites"],
        "notes": rule.get("notes", []),
    }


def written_out(condition: Mapping[str, Any], named: Mapping[str, Any], file: str, rule: str, inside: tuple[str, ...]) -> dict[str, Any]:
    """The condition with each name replaced by what it stands for, so that engine and phone need no names."""
    if "named" in condition:
        name = condition["named"]
        if name not in named or name in inside:
            what = "is named inside itself" if name in inside else "is not defined"
            raise ProtocolProblem(f"the condition {name} {what}", file=file, rule=rule, place="when")
        return written_out(named[name], named, file, rule, (*inside, name))
    parts = {
        key: [written_out(part, named, file, rule, inside) for part in condition[key]] for key in ("all", "any") if key in condition
    }
    single = {key: written_out(condition[key], named, file, rule, inside) for key in ("not", "where") if key in condition}
    return {**condition, **parts, **single}


def take_over(protocol: Protocol, sharer: Protocol) -> Protocol:
    """Two authorities, one document: what the sharer's rules say holds here as own, topic by topic, unless this protocol speaks on the topic."""
    own = {(rule["question"], rule["topic"]) for rule in protocol["rules"] if rule["question"] != "duties"}
    taken = [rule for rule in sharer["rules"] if rule["handed_on"] and (rule["question"], rule["topic"]) not in own]
    sections = {key: value for key, value in sharer.items() if key in SECTIONS and key not in protocol}
    words = {key: {**sharer["words"].get(key, {}), **protocol["words"].get(key, {})} for key in {**sharer["words"], **protocol["words"]}}
    return {
        **sections,
        **protocol,
        "documents": {**sharer["documents"], **protocol["documents"]},
        "rules": [*protocol["rules"], *taken],
        "words": words,
    }


SECTIONS = (*content.SECTIONS, "notes")
