"""A whole decision as a page of plain text: each answer with its rule, paragraph and layer, and what to ask for."""

import json
from collections.abc import Iterator, Mapping
from textwrap import fill
from typing import Any

TITLES = {
    "offer": "Must it be offered?",
    "additional_offers": "Additional offers",
    "interviewer": "Who interviews?",
    "deadlines": "By when?",
    "consent": "Whose agreement?",
    "method": "How?",
    "decline": "When it is declined",
    "recipients": "Who receives it?",
    "closing": "What closing demands",
    "duties": "What else falls due",
    "satisfied_by": "Can something else count instead?",
}
VERDICTS = {
    "yes": "yes",
    "no": "no",
    "not_known": "not known yet",
    "no_rule": "no rule decides this; ask a manager",
    "not_asked_here": "no protocol speaks on it",
}
WIDTH = 100


def explain(decision: Mapping[str, Any], facts: Mapping[str, Any], registry: Mapping[str, Any], due: list[dict[str, Any]] | None = None) -> str:
    """The page."""
    lines = [f"{decision['authority']} on {decision['on']}, decided by {decision['version']}", ""]
    lines += ["Facts", *(f"  {name}: {json.dumps(value, ensure_ascii=False)}" for name, value in facts.items()), ""]
    for question, answered in decision["questions"].items():
        lines += [f"{TITLES[question]}  {VERDICTS[answered['verdict']]} ({answered['provenance']})"]
        for topic, result in answered["topics"].items():
            lines += list(topic_lines(question, topic, result, registry))
        lines.append("")
    lines += list(due_lines(due or []))
    return "\n".join(lines).rstrip() + "\n"


def topic_lines(question: str, topic: str, result: Mapping[str, Any], registry: Mapping[str, Any]) -> Iterator[str]:
    if topic != question:
        yield f"  {topic.replace('_', ' ')}: {VERDICTS[result['verdict']]} ({result['provenance']})"
    for answer in result["answers"]:
        yield from answer_lines(answer)
    if result.get("narrower"):
        yield "    Narrower than the guidance below. Both are shown; somebody decides, and the decision is recorded."
    for answer in result["possible"]:
        asks = " ".join(registry[name]["ask"] for name in answer["missing"])
        yield wrapped(f"perhaps {answer['citation']['short']}: {answer['say']} [{answer['rule']}] {asks}", 4)
    for layer in result["also"]:
        yield f"    Below, {layer['authority']} says: {VERDICTS[layer['verdict']]}"
        for answer in layer["answers"]:
            yield from answer_lines(answer)


def answer_lines(answer: Mapping[str, Any]) -> Iterator[str]:
    yield wrapped(f"{answer['citation']['short']}: {answer['say']} [{answer['rule']}]", 4)
    for citation in answer["citations"]:
        dated = citation["dated"] or "undated in the source"
        yield wrapped(f"{citation['short']}, {dated}: “{citation['quote']}”", 6)
    for note in answer["notes"]:
        yield wrapped(f"Note: {note}", 6)


def due_lines(due: list[dict[str, Any]]) -> Iterator[str]:
    if due:
        yield "Times"
    for one in due:
        at = one["at"] or f"hangs on: {one['missing']}"
        also = f", or {one['also_at']}" if one["also_at"] else ""
        sure = "" if one["sure"] else " if still away by then"
        yield wrapped(f"{at}{also}{sure}: {one['say']} ({one['citation']['short']})", 2)


def wrapped(text: str, indent: int) -> str:
    return fill(text, WIDTH, initial_indent=" " * indent, subsequent_indent=" " * (indent + 2), break_on_hyphens=False)
