"""Who gets what, in the words that stood on the young person's screen and are kept with the agreement. Mirrors static/js/screens/readers.js."""

from typing import Any

from rhi_app.domain.decisions import ask_of, newest
from rhi_app.domain.recipients import recipients_of
from rhi_app.domain.several import leading
from rhi_app.domain.synopsis_words import capital

GETS = {
    "social_worker": "Why you went, how you are, what would help",
    "police_liaison": "Places and people that could put you in danger",
    "whole_form": "All that you say, to work out how to keep you safe",
    "carer": "Only what could help, and only if you are fine with it",
    "child": "What you said, in your own words",
}
TITLES = {
    "social_worker": "Your social worker", "police_liaison": "The police missing person officer", "carer": "Your parent or carer", "child": "You",
}  # fmt: skip
WAITS = "Only if a manager decides so"


def readers_shown(case: dict[str, Any], decision: dict[str, Any], content: dict[str, Any]) -> list[str]:
    """`decision` as the phone has it: from the episode alone."""
    decided = leading(case["episodes"]).get("decided")
    found = recipients_of(decision, content, decided)
    sent = [f"{_title(case, kind, found['sharing'][kind]['role'])}: {GETS[found['sharing'][kind]['page']]}" for kind in found["sources"]]
    topics = decision["questions"]["recipients"]["topics"].items()
    open_ones = [topic for topic, result in topics if ask_of("recipients", topic, result) and newest(decided, "recipients", topic) is None]
    waiting = [kind for kind in open_ones if kind in TITLES and kind not in found["sources"]]
    return sent + [f"{_title(case, kind, '')}: {WAITS}" for kind in waiting]


def _title(case: dict[str, Any], kind: str, role: str) -> str:
    """A recipient without a page of that name is called by the role that the protocol gives them."""
    if role:
        return capital(role)
    name = (case.get(kind) or {}).get("name", "")
    return f"{name.split()[0]}, your social worker" if kind == "social_worker" and name else TITLES[kind]
