"""The cases that the tests of the synopsis are told with: invented children, in the form of a case in a phone's bundle."""

from copy import deepcopy
from typing import Any

ENTRY = {
    "record": "0199a000-0000-7000-8000-0000000000c1",
    "form_version": 1,
    "author": "0199a000-0000-7000-8000-0000000000a1",
    "author_name": "Amira Haddad",
    "device": "0199a000-0000-7000-8000-0000000000d1",
    "protocol": {"authority": "essex", "version": "essex 4, england 2"},
    "app": "test",
    "offset_ms": -2000,
    "previous": "",
    "received_at": "2026-11-22T08:10:00.000Z",
}
MOTHER, STEPFATHER = "c-mother", "c-stepfather"
STROKES = {
    "strokes": [
        [40, 150, 0, 70, 60, 30, 90, 150, 60, 120, 60, 90, 140, 150, 120, 170, 110, 150, 190, 120, 180],
        [230, 130, 300, 280, 90, 340, 300, 150, 380, 360, 120, 430],
    ],
    "width": 600,
    "height": 240,
}


def entry(kind: str, answers: dict[str, Any], *, at: str, form: str = "", **changes: Any) -> dict[str, Any]:
    return {**ENTRY, "kind": kind, "form": form or kind, "happened_at": at, "recorded_at": at, "answers": deepcopy(answers), **changes}


def consent(way: str = "signed", *, at: str = "2026-11-21T21:20:00.000Z", **answers: Any) -> dict[str, Any]:
    wording = {"authority": "essex", "who": "child", "version": "3", "language": "en", "digest": "d"}
    given = {"consent.who": "child", "consent.way": way, "consent.understood": "yes", "consent.wording": wording, "consent.signature": STROKES}
    return entry("consent", {**given, **answers}, at=at)


def mothers_agreement(way: str = "indicated_not_seen", **answers: Any) -> dict[str, Any]:
    given = {"consent.who": "parent", "consent.contact": MOTHER, "consent.way": way, "consent.how": "telephone", "consent.heard_by": "Priya Nair"}
    return entry("consent", {**given, **answers}, at="2026-11-20T15:20:00.000Z", device=None, author_name="Priya Nair")


def harm(**answers: Any) -> dict[str, Any]:
    given = {
        "harm.kind": ["threat"],
        "harm.words": "He said if I told anyone he’d come round.",
        "harm.now": "no",
        "harm.safe_tonight": "yes",
        "harm.told": [
            {"who": "duty desk", "at": "2026-11-21T21:48:00.000Z", "reference": "D-2214"},
            {"who": "police 101", "at": "2026-11-21T21:55:00.000Z", "reference": ""},
        ],
    }
    return entry("harm", {**given, **answers}, at="2026-11-21T21:41:00.000Z")


INTERVIEW = {
    "before.what_happened": "They were shouting again about my phone. I said I’m going out and nobody said nothing so I just went. I was gonna come back.",
    "before.asked_to_go": {"unanswered": "not_asked"},
    "during.what_happened": "I just sat at the bus station. Then my mate said come to ours. It was warm. We watched stuff.",
    "during.slept": "At my mate’s, on the sofa.",
    "during.hurt": {"unanswered": "did_not_want_to_say"},
    "back.how": "I walked home.",
    "back.safe_tonight": "yes",
    "back.safe_why": "I’m at my nan’s tonight.",
    "help.change": "Somewhere to go for an hour when it kicks off. My nan’s is fine.",
    "help.trust": "My nan. And Mr Cole at school, a bit.",
    "help.next_time": "I’d go to my nan’s or the bus station. Ring my nan first, don’t send a car.",
    "help.not_to_share": "The name of his friend.",
    "help.not_to_share_answer": "Not unless someone is in danger.",
    "safety.given": ["childline", "missing_people", "police"],
}
LISTS = {
    "lists.people": [
        {"name": "“Tez”, name not known", "age": "about 30", "description": "Local accent, tattoo on left hand. Offered a lift", "known": "Seen by Kofi himself"},
        {"name": "Neil Draper", "relation": "stepfather", "description": "Lives at home at times", "known": "Said to Kofi himself"},
    ],
    "lists.places": [
        {"name": "Millbrook bus station, bay 6", "when": "Thu 18:30 to 22:00", "usual": "Usual"},
        {"name": "A flat near the canal", "address": "Millbrook", "when": "Thu 22:30 to Fri 05:45", "usual": "First time"},
    ],
    "lists.vehicles": [{"name": "Van, grey, sliding door", "registration": "?K19 ??T", "who": "“Tez”", "detail": "At the bus station, twice"}],
    "lists.accounts": [{"name": "Messaging account", "detail": "tez.k.29, said to have written to two others", "who": "“Tez”", "known": "Heard from a friend"}],
    "lists.crime": [{"name": "Threat", "part": "victim", "detail": "At home, on or before 19 November", "known": "Said to Kofi himself"}],
}  # fmt: skip
ANALYSIS = {
    "analysis.facts": "Left on foot after an argument. Bus station until about 22:00, then a friend’s flat. Slept there. Walked home. No alcohol, no drugs. A man in a van offered a lift; Kofi said no.",
    "analysis.opinion": "The push is fear at home more than the quarrel about the phone. Nothing points to a plan, or to anyone who drew him away. The man in the van is a worry of its own and has gone to the police.",
    "analysis.likelihood": "medium",
    "analysis.likelihood_why": "High if Mr Draper is in the home. Grandmother first, then bay 6.",
    "analysis.actions": [
        {"what": "Ask the grandmother if Kofi may come when he needs to", "who": "Amira Haddad", "by": "2026-11-22"},
        {"what": "Tell Kofi what happens next, by text, not by call", "who": "Cerys Vaughan (asked)", "by": "2026-11-23"},
    ],
    "analysis.other_children": "Two pupils of Kofi’s year had messages from the same account. Names not known to Kofi.",
}
VISIT_ENDED = {
    "visit.started_at": "2026-11-21T21:10:00.000Z",
    "visit.ended_at": "2026-11-21T22:06:00.000Z",
    "visit.place": "home",
    "visit.present": ["alone"],
    "readback.done": "yes",
    "readback.way": "signed",
    "readback.signature": STROKES,
    "readback.text_digest": "digest",
}
FINISH = {"finish.left_out": {"social_worker": [], "police_liaison": []}, "finish.signature": STROKES, "finish.interviewer_role": "interviewer"}
DECLINE = {
    "decline.who": "child",
    "decline.words": "I’m fine, I’ve said it all to the police. They said I don’t have to. Can I go now?",
    "decline.pressure": "suspected",
    "decline.pressure_why": "Looked at the phone before each answer and said “they said I don’t have to”. Did not say who “they” are.",
    "decline.carer_offered": "yes",
    "decline.carer_information": "A new phone since October; collected twice at the corner by a dark blue car. Comes back tired and hungry.",
    "decline.risk": "Third time in ten weeks. A phone of unknown origin, a car, and signs of pressure point to exploitation.",
    "decline.reoffer_on": "2026-11-25",
    "decline.told_open": "yes",
    "finish.signature": STROKES,
}


def held_entries() -> list[dict[str, Any]]:
    return [
        mothers_agreement(),
        entry("attempt", {"attempt.how": "rang", "attempt.to": MOTHER, "attempt.outcome": "spoke"}, at="2026-11-21T18:02:00.000Z"),
        entry("offer", {"offer.how": "telephone", "offer.to": "child", "offer.verbal": "yes", "offer.response": "accepted"}, at="2026-11-21T18:05:00.000Z"),
        consent(),
        entry("interview", INTERVIEW, at="2026-11-21T21:30:00.000Z"),
        harm(),
        entry("visit_ended", VISIT_ENDED, at="2026-11-21T22:06:00.000Z"),
        entry("interview", LISTS, form="lists", at="2026-11-21T22:40:00.000Z"),
        entry("interview", ANALYSIS, form="analysis", at="2026-11-21T22:50:00.000Z"),
        entry("record_finished", FINISH, at="2026-11-21T23:02:00.000Z"),
    ]  # fmt: skip


def declined_entries() -> list[dict[str, Any]]:
    return [
        entry("attempt", {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer"}, at="2026-11-20T16:45:00.000Z"),
        entry("offer", {"offer.how": "text", "offer.to": "child", "offer.verbal": "no", "offer.response": "no_reply"}, at="2026-11-20T17:10:00.000Z"),
        entry("offer", {"offer.how": "in_person", "offer.to": "child", "offer.verbal": "yes", "offer.response": "declined"}, at="2026-11-21T16:50:00.000Z"),
        entry("decline", DECLINE, at="2026-11-21T17:05:00.000Z"),
    ]  # fmt: skip


def case_of(entries: list[dict[str, Any]], **changes: Any) -> dict[str, Any]:
    """Kofi Marlow, 14, at home, first episode, missing twelve and a half hours."""
    case = {
        "record": ENTRY["record"],
        "reference": "7F3K-29QD",
        "interviewer": {"name": "Amira Haddad"},
        "child": {
            "name": "Kofi Marlow",
            "called": "Kofi",
            "initials": "K.M.",
            "born_on": "2012-03-09",
            "gender": "boy",
            "language": "English",
            "address": "4 Larch Row, Millbrook",
            "placement_address": "",
            "school": "Millbrook High",
        },
        "contacts": [
            contact(MOTHER, "Joanna Marlow", "mother"),
            contact(STEPFATHER, "Neil Draper", "stepfather", do_not_contact=True, do_not_contact_reason="Kofi is afraid of him"),
        ],
        "episodes": [episode()],
        "recipients": [
            {"kind": "social_worker", "name": "Cerys Vaughan", "organisation": "Essex children and families"},
            {"kind": "police_liaison", "name": "Dan Whitlock", "organisation": "Essex Police"},
        ],
        "entries": entries,
    }
    return {**case, **changes}


def contact(contact_id: str, name: str, relation: str, **changes: Any) -> dict[str, Any]:
    return {
        "id": contact_id, "name": name, "relation": relation, "telephone": "07700 900123", "how": "evenings", "parental_responsibility": True,
        "lives_with": True, "do_not_contact": False, "do_not_contact_reason": "", "asked_by_at": None, **changes,
    }  # fmt: skip


def episode(**changes: Any) -> dict[str, Any]:
    return {
        "id": "e-1", "number": 1, "authority": "essex", "protocol_version": "essex 1, england 1", "category": "missing", "grade": "medium", "missing_from": "home",
        "missing_from_at": "2026-11-19T18:00:00.000Z", "reported_at": "2026-11-19T20:00:00.000Z", "found_at": "2026-11-20T05:50:00.000Z",
        "returned_at": "2026-11-20T06:30:00.000Z", "referred_at": "2026-11-20T09:00:00.000Z", "due_at": "2026-11-23T06:30:00.000Z", "age": 14,
        "legal_status": "none", "services": ["child_in_need"], "placement": None, "facts": {}, "previous_episodes": [], "circumstances":
        "Left after an argument, has done so before without being reported.", "police_reference": "42/118204/26", "contact_first": "Ring the mother first",
        "visiting_risk": {"known": True, "text": "A dog in the yard"}, **changes,
    }  # fmt: skip


def rules_of(**changes: Any) -> dict[str, Any]:
    """What the protocol says of Kofi's episode."""
    rules = {
        "label": "missing chat",
        "protocol": {"name": "Essex County Council", "version": "essex 1, england 1", "on": "2026-11-19"},
        "parent": {"required": True, "cite": "essex 5.3, note"},
        "child": {"required": True, "cite": "essex 5.3, note"},
        "sources": {"social_worker": "essex 5.2", "police_liaison": "essex 5.2"},
        "not_to": [],
        "duties": [
            {"what": "Meaningful contact with the child", "by": "2026-11-22T06:30:00.000Z", "cite": "essex 4, chart", "readers": ["social_worker"], "done": ""},
            {"what": "Strategy discussion: risk of significant harm; inform the Director for Local Delivery", "by": "at once", "cite": "essex 4.1.2", "readers": ["social_worker"], "done": ""},
            {"what": "Use what the child said in the plan", "by": "next review", "cite": "essex 4, chart", "readers": ["social_worker"], "done": ""},
        ],
        "episodes": {"e-1": {"status": "At home, child in need", "grade": "medium", "due_cite": "england 32"}},
    }  # fmt: skip
    return {**rules, **changes}


def ticked(count: int) -> list[dict[str, Any]]:
    """The same duties; the first so many were done."""
    return [{**duty, "done": "2026-11-21T14:30:00.000Z" if index < count else ""} for index, duty in enumerate(rules_of()["duties"])]


def looked_after() -> dict[str, Any]:
    """Rules for a child whose parent is not asked."""
    return rules_of(
        parent={"required": False, "cite": "essex 5.3, note"},
        episodes={"e-1": {"status": "Looked after, foster home", "grade": "medium", "due_cite": "england 32"}},
    )


def with_recipients() -> dict[str, Any]:
    """Rules that name a desk, a team, an officer and copies for the family, each with its page."""
    every = ["fact", "words", "opinion", "other"]
    pages = {"desk": "social_worker", "team": "whole_form", "officer": "police_liaison", "carer": "carer", "child": "child", "police_liaison": "police_liaison"}
    sharing = {
        kind: {"page": page, "role": "" if kind == page else f"{kind} of the hub", "kinds": every, "on_tick": []} for kind, page in pages.items()
    }
    sharing["officer"] |= {"kinds": every, "on_tick": ["words", "other"]}
    sharing["child"]["kinds"] = sharing["carer"]["kinds"] = None
    return rules_of(sources=dict.fromkeys(sharing, "essex 5.2"), not_to=["social_worker"], sharing=sharing)
