"""What the author of a protocol is told: examples that answer otherwise, rules that no example hits, rules that collide, holes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any

from rhi_app.domain.problems import Problem
from rhi_app.domain.protocol.conditions import holds
from rhi_app.domain.protocol.content import SECTIONS
from rhi_app.domain.protocol.engine import QUESTIONS, Decision, Protocol, Protocols, decide, layers_in_force
from rhi_app.domain.protocol.meaning import layers_below
from rhi_app.domain.protocol.witness import MOST, fact_sets, in_words

MOST_PAIRS = 2_000  # of one topic; more rules on one topic than a person can keep apart
SILENT: dict[str, Any] = {"verdict": "not_asked_here", "provenance": "silent", "answers": [], "missing": []}
LISTS = ("interview", "categories", "grades", "legal_statuses", "services", "placements")  # what a notice is filled in with, and its name
SOME_DAY = "2026-01-01"  # for an example of a protocol that bears no date


@dataclass(frozen=True)
class Finding:
    """A problem stops an activation; a note is for the author to judge."""

    is_problem: bool
    place: str
    what: str


def check_protocol(protocols: Protocols, protocol: Protocol, written: set[str]) -> list[Finding]:
    """Everything there is to say of one version. `written` holds the ids of the rules in its own file."""
    findings: list[Finding] = []
    hit: set[str] = set()
    for authority, version in dependents(protocols, protocol):
        is_own = authority == protocol["authority"]
        for number, example in enumerate(version["examples"]):
            place = f"{version['file']}, examples[{number}]"
            found, rules = run_example(protocols, authority, version, example)
            findings += [Finding(True, place, f"{example['says']} {what}") for what in found]
            hit |= rules if is_own else set()
    findings += [Finding(False, f"{protocol['file']}, rule {rule}", "no example hits it") for rule in sorted(written - hit)]
    findings += gaps(protocol, protocols)
    findings += [Finding(True, *collision) for collision in collisions(protocol, protocols)]
    findings += [Finding(False, *hole) for hole in holes(protocol, protocols)]
    return findings


def gaps(protocol: Protocol, protocols: Protocols) -> Iterator[Finding]:
    """What no layer has: without its lists a notice could not be filled in; without a section its place stays empty."""
    layers, nowhere = layers_below(protocol, protocols), "stands neither in this file nor in one below"
    lists = [name for name in LISTS if not any(layer["words"].get(name) for layer in layers)]
    yield from (Finding(True, f"{protocol['file']}, words.{name}", f"{nowhere}, and forms need it") for name in lists)
    sections = [name for name in SECTIONS if name != "referral" and not any(name in layer for layer in layers)]
    yield from (Finding(False, f"{protocol['file']}, {name}", f"{nowhere}; its place stays empty") for name in sections)


def dependents(protocols: Protocols, protocol: Protocol) -> Iterator[tuple[str, Protocol]]:
    """The protocol itself and every one that rests on it: a change in the guidance below must not turn their examples round unseen."""
    for authority, versions in protocols["versions"].items():
        day = example_day(versions[-1])
        if protocol in layers_in_force(protocols, authority, day):
            yield authority, versions[-1]


def example_day(protocol: Protocol) -> str:
    return str(protocol["until"] or protocol["from"] or SOME_DAY)


def run_example(protocols: Protocols, authority: str, version: Protocol, example: Mapping[str, Any]) -> tuple[list[str], set[str]]:
    """What an example's decision says otherwise, and the authority's own rules that it hit."""
    try:
        decision = decide(protocols, authority, example["facts"], example.get("on") or example_day(version))
    except Problem as problem:
        return [problem.sentence], set()
    wrong = [f"{place}: {what}" for place, expected in example["expect"].items() for what in differences(decision, place, expected)]
    answers = [answer for answered in decision["questions"].values() for answer in answered["answers"]]
    return wrong, {answer["rule"] for answer in answers if answer["authority"] == authority}


def differences(decision: Decision, place: str, expected: Mapping[str, Any]) -> Iterator[str]:
    question, _, topic = place.partition(".")
    if question not in QUESTIONS:
        yield "is no question"
        return
    answered = decision["questions"][question]
    if topic:
        answered = answered["topics"].get(topic, SILENT)
    rules = [answer["rule"] for answer in answered["answers"]]
    for key in ("verdict", "provenance"):
        if key in expected and answered[key] != expected[key]:
            yield f"expected {key} {expected[key]}, is {answered[key]}"
    yield from (f"expected rule {rule}, is {', '.join(rules) or 'none'}" for rule in expected.get("rules", []) if rule not in rules)
    yield from (f"rule {rule} should not be met" for rule in expected.get("without", []) if rule in rules)
    yield from (f"expected to ask for {name}" for name in expected.get("missing", []) if name not in answered["missing"])


def topics_of_one(protocol: Protocol) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """The rules of each topic on which exactly one may decide."""
    topics: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for rule in protocol["rules"]:
        if QUESTIONS[rule["question"]] == "one":
            topics.setdefault((rule["question"], rule["topic"]), []).append(rule)
    return topics


def collisions(protocol: Protocol, protocols: Protocols) -> Iterator[tuple[str, str]]:
    """Pairs of rules that would both decide, with facts for which they do."""
    for (question, topic), rules in topics_of_one(protocol).items():
        for one, other in islice(combinations(rules, 2), MOST_PAIRS):
            both = {"all": [one["when"], other["when"]]}
            facts = next((facts for facts in fact_sets([one, other], protocols["facts"]) if holds(both, facts)), None)
            if facts is not None and share_a_day(one, other):
                when = in_words(facts, protocols["facts"])
                yield f"{protocol['file']}, rule {one['id']}, {question} {topic}", f"rule {other['id']} decides as well when {when}"


def share_a_day(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return max(one["from"] or "", other["from"] or "") <= min(one["until"] or "9999", other["until"] or "9999")


def holes(protocol: Protocol, protocols: Protocols) -> Iterator[tuple[str, str]]:
    """Facts, all of them known, for which no rule of the topic decides: there the screen will say "ask a manager"."""
    for (question, topic), rules in topics_of_one(protocol).items():
        place, tried = f"{protocol['file']}, {question} {topic}", list(fact_sets(rules, protocols["facts"]))
        hole = next((facts for facts in tried if all(holds(rule["when"], facts) is False for rule in rules)), None)
        if hole is not None:
            yield place, f"no rule decides when {in_words(hole, protocols['facts'])}"
        elif len(tried) == MOST:
            yield place, f"too many facts to try all: the first {MOST} combinations leave no hole"
