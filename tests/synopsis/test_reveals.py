"""A line that would show who said it is said to be one, before it goes: on the phone and at a desk by the same rule, in both languages."""

from typing import Any

import pytest

from rhi_app.domain import synopsis_source
from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis_lines import lines_of
from tests.synopsis import story
from tests.synopsis.test_vectors import in_node
from tests.synopsis.vectors import SELECTION, changed

WISHED = {"help__not_to_share_lines": ["lists.people"], "during__slept": "On Neil’s sofa"}
CASE = story.case_of(changed("interview", "interview", **WISHED))
HANDED = {
    "analysis.likelihood_why": "Draper",  # a name of the family, in the interviewer's words
    "analysis.other_children": "Kofi",  # the young person's own name, where somebody else is quoted
    "lists.crime": "Said",  # how it is known
    "during.slept": "Neil",  # not ticked yet: it may be
    "lists.people": "",  # held back by a wish: it cannot go
}


def told(reader: str) -> dict[str, str]:
    found = lines_of(view_of(CASE, story.rules_of()), reader, SELECTION)
    return {line["question"]: line["reveals"] for line in found if line["question"] in HANDED}


def test_the_word_that_gives_it_away_stands_with_the_line_whether_it_is_ticked_yet_or_not():
    assert told("police_liaison") == HANDED
    asked: list[dict[str, Any]] = [{"case": CASE, "rules": story.rules_of(), "reader": "police_liaison", "urgent": False}]
    lines = in_node(synopses=asked, selection=SELECTION)["synopses"][0]["lines"]
    assert {line["question"]: line["reveals"] for line in lines if line["question"] in HANDED} == HANDED


def test_who_reads_for_the_young_person_alone_is_not_warned_of():
    assert set(told("social_worker").values()) == {""}


def test_a_build_that_looks_at_nobodys_name_is_caught(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(synopsis_source, "PROTECTED", ())
    assert told("police_liaison") != HANDED
