"""A record with everything in it: each item with who may receive it, a checklist, an outcome, and a question put right."""

from typing import Any

from tests.synopsis import story

CHILD = {
    "before.happy": "Home is hard. School is all right.",
    "during.together": "My mate was. He’s home.",
    "during.afraid_now": "not_sure",
    "back.feel": "Tired.",
    "help.wants": ["support_worker", "family_time"],
    "talk.rating": "good",
    "talk.feedback": {"unanswered": "did_not_want_to_say"},
}
LISTS: dict[str, Any] = {
    "lists.push": ["conflict", "domestic_abuse"],
    "lists.pull": ["peers"],
    "lists.planned": {"unanswered": "not_known"},
    "lists.warning_signs": "Mr Cole saw that he was tired.",
    "lists.found_how": "alone",
    "lists.people": [
        {"name": "“Tez”", "age": "about 30", "adult": "yes", "relation": "stranger", "met": "At bay 6", "known": "Kofi told it", "goes_to": "both"},
        {"name": "A friend from school", "adult": "no", "goes_to": "social_worker"},
        {"name": "An aunt", "goes_to": "nobody"},
    ],
    "lists.places": [{"name": "Bus station", "sort": "station", "usual": "usual", "when": "2026-11-19", "goes_to": "police_liaison"}],
    "lists.nights": [
        {"night": "2026-11-19", "where": "A flat near the canal", "who": "a friend", "goes_to": "both", "why": "He may be there again."},
        {"night": "2026-11-20", "where": "His nan’s", "goes_to": "both", "why": "  "},
        {"night": "2026-11-21", "where": "At home"},
    ],
    "lists.vehicles": [{"name": "Van, grey", "registration": "?K19 ??T", "goes_to": "police_liaison"}],
    "lists.travel": [{"how": "Bus 7", "detail": "Home to the station", "paid": "himself", "goes_to": "police_liaison"}],
    "lists.accounts": [
        {"name": "A phone given by “Tez”", "goes_to": "police_liaison", "why": "Evidence."},
        {"name": "His own phone", "goes_to": "nobody"},
    ],
    "lists.received": [{"name": "A phone", "who": "“Tez”", "wanted": "nothing yet", "goes_to": "both"}],
    "lists.substances": ["vapes"],
    "lists.substances_why": "A vape, from a friend.",
    "lists.sexual_health": "none",
    "lists.crime": [{"name": "Threat", "part": "victim", "detail": "At home"}, {"name": "A fight", "part": "there, not in it"}],
}
ANALYSIS: dict[str, Any] = {
    **{f"risk.{risk}": "no" for risk in ("repeat", "hurt", "crime_drugs", "criminal", "order")},
    "risk.exploited": "suspected",
    "risk.exploited_why": "A phone from a stranger.",
    "risk.contacts": "yes",
    "risk.self_harm": "not_known",
    "risk.tool": "needed",
    "analysis.pattern": "The first time; always after a quarrel.",
    "analysis.mood": "Tired, calm, wore the same clothes.",
    "analysis.likelihood_where": "The bus station, Joanna says.",
    "analysis.likelihood_with": "“Tez”",
    "analysis.likelihood_trigger": "A quarrel.",
    "analysis.risk_level": "medium",
    "analysis.outcome": ["strategy_discussion", "intelligence"],
    "analysis.referrals": "The exploitation team.",
    "analysis.actions": [{"what": "Ring the grandmother", "who": "Amira Haddad", "by": "2026-11-22", "done": "yes"}],
    "analysis.carer_feedback": "Glad that somebody came.",
}
VISIT = {
    "visit.present": ["trusted_adult"],
    "visit.present_names": "Grace Marlow",
    "visit.before_return": "yes",
    "visit.copy_offered": "no",
    "opening.explained": ["who", "stop", "limits"],
    "opening.limits_said_back": "yes",
    "opening.needs": ["food", "washing"],
    "opening.needs_words": "Had not eaten since Friday.",
}
HARM = {
    "harm.told": [{"who": "duty desk", "desk": "social_care", "at": "2026-11-21T21:48:00.000Z", "reference": "D-2214"}],
    "harm.free_account": "yes",
}
ADDED = {("interview", "interview"): CHILD, ("interview", "lists"): LISTS, ("interview", "analysis"): ANALYSIS, ("visit_ended", "visit_ended"): VISIT, ("harm", "harm"): HARM}  # fmt: skip


def entries() -> list[dict[str, Any]]:
    made = [
        {**entry, "form_version": 2, "answers": {**entry["answers"], **ADDED.get((entry["kind"], entry["form"]), {})}}
        for entry in story.held_entries()
    ]
    return [*made, *amendments()]


def amendments() -> list[dict[str, Any]]:
    """One on a line that both readers have, one on a line that only one has, one on a line that nobody has."""
    places = {
        "amendment.question": "lists.places",
        "amendment.was": "Bus station",
        "amendment.what": "The railway station.",
        "amendment.why": "Misheard.",
    }
    mood = {"amendment.question": "analysis.mood", "amendment.was": "calm", "amendment.what": "Upset.", "amendment.why": "Notes."}
    wish = {"amendment.question": "help.not_to_share", "amendment.was": "A friend", "amendment.what": "A cousin.", "amendment.why": "Asked again."}
    return [story.entry("amendment", answers, at="2026-11-23T09:00:00.000Z", form_version=2, device=None) for answers in (places, mood, wish)]


def declined() -> list[dict[str, Any]]:
    more = {
        "decline.network": "His aunt",
        "decline.network_by": "2026-11-24",
        "decline.referral": "yes",
        "decline.referral_why": "The exploitation team.",
    }
    return [{**entry, "answers": {**entry["answers"], **more}} if entry["kind"] == "decline" else entry for entry in story.declined_entries()]


ON_A_TICK = {"police_liaison": {"page": "police_liaison", "role": "", "kinds": ["fact", "other"], "on_tick": ["fact"]}}
