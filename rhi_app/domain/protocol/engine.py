"""What a protocol answers for one episode. Mirrored line by line in static/js/protocol.js and tried on the same vectors."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypedDict

from rhi_app.domain import facts as registry  # as a module: facts.py reads this package's moments
from rhi_app.domain.problems import ProtocolNotInForce, ProtocolProblem, RulesCollide
from rhi_app.domain.protocol.conditions import Facts, holds, needed
from rhi_app.domain.protocol.moments import day_of

Protocol = dict[str, Any]
Rule = Mapping[str, Any]
Decision = dict[str, Any]
Answered = dict[str, Any]
Ruled = tuple[Protocol, dict[str, dict[str, list[Rule]]]]  # a layer, and its rules in force by question and topic


class Protocols(TypedDict):
    """Every version of every protocol, the registry of facts and the bank holidays: what a bundle carries to the phone."""

    versions: dict[str, list[Protocol]]
    facts: dict[str, Any]
    holidays: dict[str, Any]


# How the rules of one question (and, inside it, of one topic) are read:
#   one     exactly one rule decides; the authority's own rules close the topic
#   many    every rule that is met counts; the authority's own rules close the topic
#   gather  every rule that is met counts, and those of the layers below as well
QUESTIONS = {
    "offer": "one",
    "additional_offers": "many",
    "interviewer": "one",
    "deadlines": "one",
    "consent": "one",
    "method": "one",
    "decline": "many",
    "recipients": "one",
    "closing": "many",
    "duties": "gather",
    "satisfied_by": "many",
}
# The topic that a question is about where it has several; the others stand beside it.
MAIN = {"interviewer": "assigned", "deadlines": "held", "method": "means"}
ANY = ("yes", "not_known", "no_rule", "no")
ALL = ("not_known", "no_rule", "yes", "no")  # agreement is complete only when each person's part is clear
NO_RULE = {"one": "no_rule", "many": "no", "gather": "no"}
NOT_ASKED = "not_asked_here"


def decide(protocols: Protocols, authority: str, facts: Facts, on: date | datetime | str, version: str | None = None) -> Decision:
    """Every question answered for these facts, by the versions in force on that day, or by the versions pinned to the episode."""
    day = day_of(on)
    layers = layers_in_force(protocols, authority, day, version)
    registry.check_facts(facts, protocols["facts"], layers)
    ruled = [(layer, rules_in_force(layer, day)) for layer in layers]
    return {
        "authority": authority,
        "version": version_of(layers),
        "on": day,
        "holidays": next((layer["holidays"] for layer in layers if "holidays" in layer), None),
        "questions": {question: answer_question(question, ruled, facts) for question in QUESTIONS},
    }


def layers_in_force(protocols: Protocols, authority: str | None, day: str, version: str | None = None) -> list[Protocol]:
    """The authority's protocol and those that it extends, its own first."""
    pinned = dict(part.rsplit(" ", 1) for part in version.split(", ")) if version else None
    layers: list[Protocol] = []
    while authority is not None:
        if any(layer["authority"] == authority for layer in layers):
            raise ProtocolProblem(f"{authority} extends itself", file=layers[-1]["file"], place="extends")
        layers.append(find_version(protocols, authority, day, pinned))
        authority = layers[-1]["extends"]
    return layers


def version_of(layers: list[Protocol]) -> str:
    """What an episode keeps: `essex 1, england 1`."""
    return ", ".join(f"{layer['authority']} {layer['version']}" for layer in layers)


def find_version(protocols: Protocols, authority: str, day: str, pinned: dict[str, str] | None) -> Protocol:
    versions = protocols["versions"].get(authority, [])
    if pinned is not None:
        found = [protocol for protocol in versions if protocol["version"] == pinned.get(authority)]
    else:
        found = [protocol for protocol in versions if is_in_force(protocol, day)]
    if not found and pinned is not None:
        raise ProtocolNotInForce(f"The version of the protocol {authority} that this was decided under is not here.")
    if not found:
        raise ProtocolNotInForce(f"No version of the protocol {authority} is in force on {day}.")
    return found[0]


def is_in_force(period: Mapping[str, Any], day: str) -> bool:
    """`from` and `until` are the first and the last day; null is open."""
    first, last = period.get("from"), period.get("until")
    return (first is None or first <= day) and (last is None or day <= last)


def rules_in_force(layer: Protocol, day: str) -> dict[str, dict[str, list[Rule]]]:
    found: dict[str, dict[str, list[Rule]]] = {}
    for rule in layer["rules"]:
        if is_in_force(rule, day):
            found.setdefault(rule["question"], {}).setdefault(rule["topic"], []).append(rule)
    return found


def answer_question(question: str, ruled: list[Ruled], facts: Facts) -> Answered:
    """The topics of a question are decided one by one: own rules on one of them leave the others inherited."""
    topics = dict.fromkeys(topic for _, rules in ruled for topic in rules.get(question, {}))
    answered = {topic: answer_topic(question, topic, ruled, facts) for topic in topics}
    whole = together(list(answered.values()), ALL if question == "consent" else ANY)
    main = answered.get(MAIN.get(question, ""))
    return {**whole, **({"verdict": main["verdict"], "provenance": main["provenance"]} if main else {}), "topics": answered}


def answer_topic(question: str, topic: str, ruled: list[Ruled], facts: Facts) -> Answered:
    """The nearest layer that has any rule on the topic decides it; what lies below is shown beside it, or added."""
    spoken = [
        answer_layer(question, rules[question][topic], layer, facts, layer is ruled[0][0])
        for layer, rules in ruled
        if topic in rules.get(question, {})
    ]
    if QUESTIONS[question] == "gather":
        return {**together(spoken, ANY), "also": []}
    own = {**spoken[0], "also": spoken[1:]}
    if question == "offer" and own["verdict"] in ("no", "no_rule") and any(below["verdict"] == "yes" for below in spoken[1:]):
        own["narrower"] = True  # narrower than the guidance it extends: both are shown, a person decides and records it
    return own


def answer_layer(question: str, rules: list[Rule], layer: Protocol, facts: Facts, is_own: bool) -> Answered:
    truths = [(rule, holds(rule["when"], facts)) for rule in rules]
    met = [rule for rule, truth in truths if truth is True]
    undecided = [rule for rule, truth in truths if truth is None]
    if QUESTIONS[question] == "one" and len(met) > 1:
        raise RulesCollide(f"{met[1]['id']} decides as well", file=layer["file"], rule=met[0]["id"], place=f"{question} {met[0]['topic']}")
    if QUESTIONS[question] == "one" and met:
        undecided = []  # one rule decides; the others can no longer
    possible = [{**to_answer(rule, layer, is_own), "missing": needed(rule["when"], facts)} for rule in undecided]
    return {
        "authority": layer["authority"],
        "verdict": verdict_of(question, met, undecided),
        "provenance": "own" if is_own else "inherited",
        "missing": sorted({name for answer in possible for name in answer["missing"]}),
        "answers": [to_answer(rule, layer, is_own) for rule in met],
        "possible": possible,
    }


def verdict_of(question: str, met: list[Rule], undecided: list[Rule]) -> str:
    if met:
        return str(met[0]["verdict"]) if QUESTIONS[question] == "one" else "yes"
    return "not_known" if undecided else NO_RULE[QUESTIONS[question]]


def to_answer(rule: Rule, layer: Protocol, is_own: bool) -> dict[str, Any]:
    citations = [cited(citation, layer) for citation in rule["cites"]]
    return {
        "rule": rule["id"],
        "authority": layer["authority"],
        "provenance": "own" if is_own else "inherited",
        "topic": rule["topic"],
        "verdict": rule["verdict"],
        "action": rule["action"],
        "value": rule["value"],
        "say": rule["say"],
        "citation": citations[0],
        "citations": citations,
        "notes": rule["notes"],
    }


def cited(citation: Mapping[str, Any], layer: Protocol) -> dict[str, Any]:
    document = layer["documents"][citation["document"]]
    return {
        "source": layer["authority"],
        "document": document["title"],
        "dated": document["dated"],
        "paragraph": citation["paragraph"],
        "short": f"{layer['authority']} {citation['paragraph']}",
        "quote": citation["quote"],
    }


def together(results: list[Answered], order: tuple[str, ...]) -> Answered:
    """Several topics, or several layers, as one: the first verdict of `order` that any of them has."""
    verdicts, provenances = ([result[key] for result in results] for key in ("verdict", "provenance"))
    return {
        "verdict": next((verdict for verdict in order if verdict in verdicts), NOT_ASKED),
        "provenance": next((provenance for provenance in ("own", "inherited") if provenance in provenances), "silent"),
        "missing": sorted({name for result in results for name in result["missing"]}),
        "answers": [answer for result in results for answer in result["answers"]],
        "possible": [answer for result in results for answer in result["possible"]],
    }
