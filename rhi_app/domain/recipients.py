"""Who is sent a synopsis, on which page and with which kinds of text: from the protocol's rules, its `sharing`, and what somebody decided.

A recipient is the protocol's own code (`social_worker`, a desk, a team); a page is one of the kinds of synopsis that there are. Two
recipients may read the same page, each in a synopsis of their own. Mirrored in static/js/recipients.js.
"""

from collections.abc import Sequence
from typing import Any

from rhi_app.domain.decisions import Decided, sent_by_decision

Content = dict[str, Any]
Decision = dict[str, Any]
View = dict[str, Any]
# A page by the name that `sharing` gives it.
PAGES = {"social_worker": "social_worker", "police": "police_liaison", "whole_form": "whole_form", "carer": "carer", "child": "child"}
OF = {"whole_form": ("social_worker", "police_liaison")}  # a page that holds whatever one of these may hold
RULES = ("always", "ticked", "offered")  # the widest first
NAMED = ("social_worker", "police_liaison")  # whom a case names whatever the protocol sends: harm and a decline may go to them


def recipients_of(decision: Decision, content: Content, decided: Sequence[Decided] | None) -> dict[str, Any]:
    """`sources`: the paragraph for each recipient; `not_to`: whom the protocol leaves out; `sharing`: page, role, and which kinds of text."""
    pages = content["sharing"] or {}
    sent = sent_by_decision(decision, decided) | sent_to(decision)
    read = {kind: page for kind in sent if (page := page_named(kind, pages))}
    return {
        "sources": {kind: sent[kind] for kind in read},
        "not_to": [kind for kind in left_out(decision) if kind not in read],
        "sharing": {kind: limits_of(kind, page, pages, content["words"]) for kind, page in read.items()},
    }


def sent_to(decision: Decision) -> dict[str, str]:
    """By the code of the recipient. What is only to be considered waits for somebody's decision."""
    topics = decision["questions"]["recipients"]["topics"].values()
    answers = [answer for answered in topics if answered["verdict"] == "yes" for answer in answered["answers"]]
    return {answer["value"]["kind"]: answer["citation"]["short"] for answer in answers if answer["value"].get("share") == "send"}


def page_named(kind: str, pages: Content) -> str:
    """Empty where there is no page for this recipient: the protocol does not say which, and none has its name."""
    named = pages.get(kind, {}).get("synopsis", "")
    return PAGES.get(named, kind if kind in PAGES.values() else "")


def left_out(decision: Decision) -> list[str]:
    """By name: a child who is not open to social care has no social worker to send to."""
    topics = decision["questions"]["recipients"]["topics"].values()
    return [answer["value"]["kind"] for answered in topics if answered["verdict"] == "no" for answer in answered["answers"]]


def limits_of(kind: str, page: str, pages: Content, words: Content) -> dict[str, Any]:
    """`kinds`: of text that may go, null for all; `on_tick`: those that go only when ticked; `role`: of a recipient without a page of that name."""
    limits = pages.get(kind)
    label = words.get("roles", {}).get(kind, {}).get("label", kind.replace("_", " "))
    return {
        "page": page,
        "role": "" if kind == page else label,
        "kinds": None if limits is None else [*limits["send"], *limits["on_tick"]],
        "on_tick": [] if limits is None else limits["on_tick"],
    }


def page_of(view: View, kind: str) -> str:
    """Which page a recipient of this record reads; whom the case names beside the protocol reads the page of their own name."""
    return str(view["sharing"].get(kind, {}).get("page", kind))


def rule_for(question: dict[str, Any], view: View, kind: str) -> str:
    """How a question goes to this recipient: the table's rule, narrowed by the protocol. What always goes is not the protocol's to hold back."""
    rule, limits = rule_of(question, page_of(view, kind)), view["sharing"].get(kind)
    if rule in ("always", "never") or limits is None or limits["kinds"] is None:
        return rule
    if question["kind"] not in limits["kinds"]:
        return "never"
    return "offered" if question["kind"] in limits["on_tick"] else rule


def rule_of(question: dict[str, Any], page: str) -> str:
    """The table's own; of a page that holds several, the widest."""
    rules = [question["to"].get(one) for one in (page, *OF.get(page, ()))]
    return next((rule for rule in RULES if rule in rules), "never")


def ticked_lines(view: View, name: str, kind: str) -> list[str]:
    """What the interviewer left out (or took in) for this recipient; who had no list of their own follows the pages that theirs is made of."""
    page = page_of(view, kind)
    own = next((view[name][one] for one in (kind, page) if one in view[name]), None)
    return own if own is not None else [line for one in OF.get(page, ()) for line in view[name].get(one, [])]
