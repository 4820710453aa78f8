"""Who is sent a synopsis, on which page and with which kinds of text: from the protocol's rules, its `sharing`, and what somebody decided.

Mirrored in static/js/recipients.js.
"""

from collections.abc import Sequence
from typing import Any

from rhi_app.domain.decisions import Decided, sent_by_decision

Content = dict[str, Any]
Decision = dict[str, Any]
PAGES = {"social_worker": "social_worker", "police": "police_liaison"}  # a page by the name that `sharing` gives it, and who reads it


def recipients_of(decision: Decision, content: Content, decided: Sequence[Decided] | None) -> dict[str, Any]:
    """`sources`: the paragraph for each reader; `not_to`: whom the protocol leaves out; `sharing`: in which role, and which kinds of text."""
    pages = content["sharing"] or {}
    sent, also = sent_to(decision), sent_by_decision(decision, decided)
    kinds = readers_by_kind(list(sent | also), list(sent), pages)
    sent = also | sent
    return {
        "sources": {reader: sent[kind] for reader, kind in kinds.items()},
        "not_to": [kind for kind in left_out(decision) if kind not in kinds],
        "sharing": {reader: limits_of(reader, kind, pages, content["words"]) for reader, kind in kinds.items()},
    }


def sent_to(decision: Decision) -> dict[str, str]:
    """By the code of the recipient. What is only to be considered waits for somebody's decision."""
    topics = decision["questions"]["recipients"]["topics"].values()
    answers = [answer for answered in topics if answered["verdict"] == "yes" for answer in answered["answers"]]
    return {answer["value"]["kind"]: answer["citation"]["short"] for answer in answers if answer["value"].get("share") == "send"}


def readers_by_kind(kinds: list[str], by_rule: list[str], pages: Content) -> dict[str, str]:
    """Which recipient reads which page. Where a page's own reader gets nothing by rule, the recipient that `sharing` gives the page stands in."""
    readers = {kind: kind for kind in by_rule if kind in PAGES.values()}
    for kind in kinds:
        reader = PAGES.get(pages.get(kind, {}).get("synopsis", ""), kind)
        readers.setdefault(reader, kind)
    return readers


def left_out(decision: Decision) -> list[str]:
    """By name: a child who is not open to social care has no social worker to send to."""
    topics = decision["questions"]["recipients"]["topics"].values()
    return [answer["value"]["kind"] for answered in topics if answered["verdict"] == "no" for answer in answered["answers"]]


def limits_of(reader: str, kind: str, pages: Content, words: Content) -> dict[str, Any]:
    """`kinds`: of text that may go, null for all; `on_tick`: those that go only when they are ticked; `role`: of who stands in."""
    page = pages.get(kind)
    label = words.get("roles", {}).get(kind, {}).get("label", kind.replace("_", " "))
    return {
        "role": "" if kind == reader else label,
        "kinds": None if page is None else [*page["send"], *page["on_tick"]],
        "on_tick": [] if page is None else page["on_tick"],
    }


def rule_for(question: dict[str, Any], sharing: dict[str, Any], reader: str) -> str:
    """How a question goes to this reader: the table's rule, narrowed by the protocol. What always goes is not the protocol's to hold back."""
    rule = str(question["to"].get(reader, "never"))
    limits = sharing.get(reader)
    if rule in ("always", "never") or limits is None or limits["kinds"] is None:
        return rule
    if question["kind"] not in limits["kinds"]:
        return "never"
    return "offered" if question["kind"] in limits["on_tick"] else rule
