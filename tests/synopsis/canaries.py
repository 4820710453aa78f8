"""A record in which every field holds a word of its own, made of the registry's forms in all their versions; who may meet which stands in
may_meet/, written by hand."""

import json
import re
from pathlib import Path
from typing import Any

from rhi_app.forms import registry
from rhi_app.services.synopses import selection
from tests.synopsis import story

FOLDER = Path(__file__).with_name("may_meet")
PAGES: dict[str, Any] = json.loads((FOLDER / "pages.json").read_text("utf-8"))
AUTHORITIES: dict[str, Any] = {name: told for name, told in json.loads((FOLDER / "authorities.json").read_text("utf-8")).items() if name != "comment"}
WORDS = ("text", "textarea")
KIND_OF_FORM = {"lists": "interview", "analysis": "interview"}
MADE_FIRST = ("begun", "ask_manager", "attempt", "offer", "taken_up", "went_on")
AT = "2026-11-21T21:30:00.000Z"


def canary(name: str) -> str:
    """`ZZBEFOREWHATHAPPENEDQQ`: no name begins or ends another."""
    return f"ZZ{re.sub('[^a-z]', '', name).upper()}QQ"


def answers_of(form: str) -> dict[str, Any]:
    """A canary in every question that takes words, of every version; in every such column of a list."""
    made: dict[str, Any] = {}
    for name, version in registry.all_versions():
        if name == form:
            for field in registry.BY_VERSION[name, version].from_answers({}).questions():
                if field.kind in WORDS:
                    made[field.name] = canary(field.name)
                elif field.kind == "groups":
                    field.append_entry()
                    made[field.name] = [{**made.get(field.name, [{}])[0], **columns_of(field)}]
    return made


def columns_of(field: Any) -> dict[str, str]:
    return {inner.short_name: canary(f"{field.name}.{inner.short_name}") for inner in field.entries[0].inputs if inner.kind in WORDS}


def entry(form: str, known: dict[str, Any], *, at: str = AT, **changes: Any) -> dict[str, Any]:
    """The story's choices, and a canary wherever there are words."""
    return story.entry(KIND_OF_FORM.get(form, form), {**known, **answers_of(form), **changes}, form=form, at=at)


def held_entries() -> list[dict[str, Any]]:
    mother = story.mothers_agreement(**{name: word for name, word in answers_of("consent").items() if name != "consent.recipients"})
    child = story.consent(**{name: word for name, word in answers_of("consent").items() if name not in ("consent.recipients", "consent.heard_by")})
    return [
        *tries(), mother, child, entry("interview", story.INTERVIEW), harm(),
        entry("visit_ended", story.VISIT_ENDED, at="2026-11-21T22:06:00.000Z"),
        entry("lists", {}, at="2026-11-21T22:40:00.000Z"),
        entry("analysis", {**story.ANALYSIS}, at="2026-11-21T22:50:00.000Z"),
        entry("record_finished", story.FINISH, at="2026-11-21T23:02:00.000Z"),
        entry("amendment", {}, at="2026-11-22T09:00:00.000Z"),
    ]  # fmt: skip


def ticked_entries() -> list[dict[str, Any]]:
    """The interviewer takes in every line that is offered."""
    entries = held_entries()
    offered = [name for name, question in selection()["questions"].items() if "offered" in question["to"].values()]
    for one in entries:
        if one["kind"] == "record_finished":
            one["answers"]["finish.taken_in"] = dict.fromkeys(("police_liaison", "carer", "exploitation_officer"), offered)
    return entries


def held_back_entries() -> list[dict[str, Any]]:
    """The young person stopped: whatever the protocol asks of agreement, what rests on it waits."""
    return [*held_entries(), entry("withdrawal", {"withdrawal.who": "child"}, at="2026-11-22T10:00:00.000Z")]


def declined_entries() -> list[dict[str, Any]]:
    return [*tries(), entry("decline", story.DECLINE, at="2026-11-21T17:05:00.000Z"), harm(), entry("withdrawal", {"withdrawal.who": "child"}, at="2026-11-21T17:00:00.000Z")]


OUTCOMES = {"held": held_entries, "declined": declined_entries, "held_back": held_back_entries, "urgent": held_entries}


def tries() -> list[dict[str, Any]]:
    known = {
        "attempt": {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer"},
        "offer": {"offer.how": "text", "offer.to": "child", "offer.response": "no_reply"},
    }
    return [entry(form, known.get(form, {}), at="2026-11-20T16:45:00.000Z") for form in MADE_FIRST]


def harm() -> dict[str, Any]:
    made = answers_of("harm")
    made["harm.told"][0]["at"] = "2026-11-21T21:48:00.000Z"
    return story.harm(**made, **{"harm.forensic": ["clothing_kept"]})


def notice() -> dict[str, Any]:
    """What intake takes, with a canary in each text."""
    people = [
        story.contact(story.MOTHER, canary("mother.name"), canary("mother.relation"), **contact("mother")),
        story.contact(story.STEPFATHER, canary("step.name"), canary("step.relation"), do_not_contact=True, **contact("step")),
    ]
    texts = ("gender", "language", "address", "placement_address", "school", "circumstances", "police_reference", "contact_first")
    risk = {"known": True, "text": canary("visiting_risk")}
    names = {"name": f"{canary('child.name')} Kofi", "called": canary("child.called")}
    return names | {"contacts": people, "visiting_risk": risk} | {name: canary(name) for name in texts}


def contact(who: str) -> dict[str, str]:
    return {field: canary(f"{who}.{field}") for field in ("telephone", "how", "do_not_contact_reason")}


def every() -> set[str]:
    """Each canary that stands anywhere."""
    return set(re.findall(r"ZZ[A-Z]+QQ", str([held_entries(), declined_entries(), notice()])))


def met(text: str) -> set[str]:
    """Of a PDF too, which may break a word over a line, as a page says where it may be broken."""
    return EVERY & set(re.findall(r"ZZ[A-Z]+?QQ", re.sub(r"\s|<wbr>", "", text)))


EVERY = every()


def may_meet(page: str, outcome: str) -> set[str]:
    """The hand-written list as canaries; the whole form may hold what either of its pages may."""
    if page == "whole_form":
        return may_meet("social_worker", outcome) | may_meet("police_liaison", outcome)
    told = PAGES[page].get(outcome, [])
    names = [name for one in told for name in (PAGES[one[1:]] if one.startswith("@") else [one])]
    return {word for name in names for word in words_of(name)}


def words_of(name: str) -> set[str]:
    start = canary(name).removesuffix("QQ")
    return {word for word in EVERY if word.startswith(start)} if name.endswith(".*") else {canary(name)}
