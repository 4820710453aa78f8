"""A new version says what was put right: to whom has the line, in both languages, and to nobody else."""

from typing import Any

import pytest

from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis import select
from rhi_app.domain.synopsis_words import text_of
from tests.synopsis import story
from tests.synopsis.test_vectors import in_node
from tests.synopsis.vectors import SELECTION, changed

HELD = story.held_entries()
STOPPED = story.entry("withdrawal", {"withdrawal.who": "child"}, at="2026-11-21T22:00:00.000Z")
CRIME = story.entry("interview", {"lists.crime": [{"name": "Threat"}], "lists.places": [{"name": "A flat"}]}, form="lists", at="2026-11-21T16:55:00.000Z")
SHARED_BY_ITEM = changed("interview", "lists", lists__people=[{"name": "“Tez”", "goes_to": "both"}, {"name": "An aunt", "goes_to": "nobody"}])
WHOLE = "What stood there: this\nWhat is right: that\n"


def put_right(question: str) -> dict[str, Any]:
    answers = {"amendment.question": question, "amendment.was": "this", "amendment.what": "that", "amendment.why": "Misheard."}
    return story.entry("amendment", answers, at="2026-11-23T09:00:00.000Z", form_version=2, device=None)


# What the social worker and the police read of it; None: nothing at all.
SITUATIONS: dict[str, tuple[list[dict[str, Any]], str | None, str | None]] = {
    "a line that both have": ([*HELD, put_right("analysis.likelihood_why")], f"{WHOLE}Why: Misheard.\n", WHOLE),
    "a line of how it felt": ([*HELD, put_right("analysis.opinion")], f"{WHOLE}Why: Misheard.\n", None),
    "a list with an item for nobody": ([*SHARED_BY_ITEM, put_right("lists.people")], "Ask the interviewer", "Ask the interviewer"),
    "harm, where the rest is held back": ([*HELD, STOPPED, put_right("harm.words")], f"{WHOLE}Why: Misheard.\n", WHOLE),
    "what is held back": ([*HELD, STOPPED, put_right("before.what_happened")], None, None),
    "a crime told before a decline": ([CRIME, *story.declined_entries(), put_right("lists.crime")], f"{WHOLE}Why: Misheard.\n", WHOLE),
    "a place told before a decline": ([CRIME, *story.declined_entries(), put_right("lists.places")], None, None),
}


def amended_in(content: dict[str, Any] | None) -> str | None:
    blocks = [block for one in (content or {"sections": []})["sections"] if one["id"] == "amended" for block in one["blocks"]]
    return "".join(text_of(block["text"]) for block in blocks) or None


@pytest.mark.parametrize("name", SITUATIONS)
def test_who_has_the_line_reads_what_it_is_put_right_to(name: str):
    entries, *expected = SITUATIONS[name]
    case, rules = story.case_of(entries), story.rules_of()
    for reader, words in zip(("social_worker", "police_liaison"), expected, strict=True):
        said = amended_in(select(view_of(case, rules), reader, SELECTION))
        assert (said is None) if words is None else (said is not None and words in said), (reader, said)
        assert words is None or reader == "social_worker" or "Misheard" not in str(said), "why it was wrong is for the social worker"


def test_javascript_says_the_same():
    rules = story.rules_of()
    asked = [
        {"case": story.case_of(entries), "rules": rules, "reader": reader, "urgent": False}
        for entries, *_ in SITUATIONS.values()
        for reader in ("social_worker", "police_liaison")
    ]
    found = [one["content"] for one in in_node(synopses=asked, selection=SELECTION)["synopses"]]
    assert found == [select(view_of(one["case"], rules), one["reader"], SELECTION) for one in asked]
