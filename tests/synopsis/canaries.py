"""A record in which every field holds a word of its own, and, written by hand, who may meet which."""

import re
from typing import Any

from tests.synopsis import story

INTERVIEW = (
    "before.what_happened", "before.asked_to_go", "before.told_anyone", "during.what_happened", "during.slept", "during.hurt", "during.felt_good",
    "back.how", "back.reaction", "back.safe_why", "help.change", "help.trust", "help.next_time", "help.not_to_share", "help.not_to_share_answer",
    "safety.contact",
)  # fmt: skip
ANALYSIS = (
    "analysis.facts", "analysis.opinion", "analysis.likelihood_why", "analysis.risk", "analysis.other_children", "analysis.carer_view",
    "analysis.late_words",
)  # fmt: skip
DECLINE = ("decline.words", "decline.pressure_why", "decline.carer_information", "decline.risk")
ROWS = {
    "lists.people": ("name", "age", "relation", "description", "known", "surprise"),
    "lists.places": ("name", "address", "when", "usual", "known"),
    "lists.vehicles": ("name", "registration", "who", "detail", "known"),
    "lists.accounts": ("name", "detail", "who", "known"),
    "lists.crime": ("name", "part", "detail", "known"),
}
CONSENT = ("consent.heard_by", "consent.said", "consent.signed_by", "consent.why", "consent.on_whose_word")


def canary(name: str) -> str:
    """`ZZBEFOREWHATHAPPENEDQQ`: no name begins or ends another."""
    return f"ZZ{re.sub('[^a-z]', '', name).upper()}QQ"


def told(*names: str) -> dict[str, str]:
    return {name: canary(name) for name in names}


def rows() -> dict[str, list[dict[str, str]]]:
    return {name: [{column: canary(f"{name}.{column}") for column in columns}] for name, columns in ROWS.items()}


def held_entries() -> list[dict[str, Any]]:
    return [
        story.mothers_agreement(**told(*CONSENT)),
        *tries(),
        story.consent(**told("consent.signed_by", "consent.said")),
        story.entry("interview", {**story.INTERVIEW, **told(*INTERVIEW)}, at="2026-11-21T21:30:00.000Z"),
        harm(),
        story.entry("visit_ended", {**story.VISIT_ENDED, **told("readback.changes", "readback.text_digest")}, at="2026-11-21T22:06:00.000Z"),
        story.entry("interview", rows(), form="lists", at="2026-11-21T22:40:00.000Z"),
        story.entry("interview", {**story.ANALYSIS, **told(*ANALYSIS), **actions()}, form="analysis", at="2026-11-21T22:50:00.000Z"),
        story.entry("record_finished", {**story.FINISH, **told("finish.interviewer_role")}, at="2026-11-21T23:02:00.000Z"),
    ]


def declined_entries() -> list[dict[str, Any]]:
    return [*tries(), story.entry("decline", {**story.DECLINE, **told(*DECLINE)}, at="2026-11-21T17:05:00.000Z"), harm()]


def tries() -> list[dict[str, Any]]:
    attempt = {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer", **told("attempt.note")}
    offer = {"offer.how": "text", "offer.to": "child", "offer.response": "no_reply", **told("offer.preferred", "offer.note")}
    return [story.entry("attempt", attempt, at="2026-11-20T16:45:00.000Z"), story.entry("offer", offer, at="2026-11-20T17:10:00.000Z")]


def harm() -> dict[str, Any]:
    person = {"who": canary("harm.told.who"), "at": "2026-11-21T21:48:00.000Z", "reference": canary("harm.told.reference")}
    return story.harm(**{"harm.words": canary("harm.words"), "harm.told": [person], "harm.forensic": ["clothing_kept"]})


def actions() -> dict[str, Any]:
    return {"analysis.actions": [{"what": canary("analysis.actions.what"), "who": canary("analysis.actions.who"), "by": "2026-11-22"}]}


def notice() -> dict[str, Any]:
    """What intake takes, with a canary in each text."""
    people = [
        story.contact("c-mother", canary("mother.name"), canary("mother.relation"), **contact("mother")),
        story.contact("c-step", canary("step.name"), canary("step.relation"), do_not_contact=True, **contact("step")),
    ]
    texts = ("gender", "language", "address", "placement_address", "school", "circumstances", "police_reference", "contact_first")
    risk = {"known": True, "text": canary("visiting_risk")}
    return {"name": f"{canary('child.name')} Kofi", "called": canary("child.called"), "contacts": people, "visiting_risk": risk, **told(*texts)}


def contact(who: str) -> dict[str, str]:
    return {field: canary(f"{who}.{field}") for field in ("telephone", "how", "do_not_contact_reason")}


def every() -> set[str]:
    """Each canary that stands anywhere."""
    return set(re.findall(r"ZZ[A-Z]+QQ", str([held_entries(), declined_entries(), notice()])))


# Written by hand, from the "goes to" column of the record's description and README "Decisions": who may meet which.
FROM_THE_NOTICE = {"child.name", "child.called", "police_reference"}
HARM = {"harm.words", "harm.told.who", "harm.told.reference"}
WHOM_NOT_TO_RING = {"step.name", "step.relation"}
CRIME = {f"lists.crime.{column}" for column in ("name", "part", "detail", "known")}
PEOPLE_AND_PLACES = {f"lists.people.{column}" for column in ("name", "age", "relation", "description", "known")} | {
    f"lists.places.{column}" for column in ("name", "address", "when", "usual", "known")
}
MAY = {
    ("held", "social_worker"): FROM_THE_NOTICE | HARM | WHOM_NOT_TO_RING | CRIME | PEOPLE_AND_PLACES | {
        "circumstances",
        "before.what_happened", "before.asked_to_go", "before.told_anyone", "during.what_happened", "during.slept", "during.hurt", "during.felt_good",
        "back.how", "back.reaction", "back.safe_why", "help.change", "help.trust", "help.next_time",
        "analysis.facts", "analysis.opinion", "analysis.likelihood_why", "analysis.risk", "analysis.other_children", "analysis.carer_view",
        "analysis.actions.what", "analysis.actions.who", "finish.interviewer_role",
        "mother.name", "mother.relation", "consent.heard_by", "consent.on_whose_word",
    },
    ("held", "police_liaison"): FROM_THE_NOTICE | HARM | CRIME | PEOPLE_AND_PLACES | {
        "circumstances", "before.asked_to_go", "during.hurt", "back.how", "help.next_time", "analysis.likelihood_why", "analysis.other_children",
        "lists.vehicles.name", "lists.vehicles.registration", "lists.vehicles.who", "lists.vehicles.detail", "lists.vehicles.known",
    },
    ("declined", "social_worker"): FROM_THE_NOTICE - {"police_reference"} | HARM | WHOM_NOT_TO_RING | {
        "decline.words", "decline.pressure_why", "decline.carer_information", "decline.risk",
    },
    ("declined", "police_liaison"): FROM_THE_NOTICE | HARM,
    ("urgent", "social_worker"): FROM_THE_NOTICE | HARM | WHOM_NOT_TO_RING | {"analysis.other_children"},
    ("urgent", "police_liaison"): FROM_THE_NOTICE | HARM | {"analysis.other_children"},
    ("urgent", "coordinator"): FROM_THE_NOTICE - {"police_reference"} | HARM | WHOM_NOT_TO_RING | {"analysis.other_children"},
}  # fmt: skip
MAY_OF_HELD_BACK = {
    "social_worker": FROM_THE_NOTICE | HARM | WHOM_NOT_TO_RING | CRIME | {"during.hurt", "analysis.other_children"},
    "police_liaison": FROM_THE_NOTICE | HARM | CRIME | {"analysis.other_children"},
}


def allowed(names: set[str]) -> set[str]:
    return {canary(name) for name in names}
