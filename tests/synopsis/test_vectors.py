"""What goes to whom, in Python and in JavaScript, on the same vectors."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rhi_app.domain import synopsis_words
from rhi_app.domain.record_rules import rules_of
from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis import select
from rhi_app.domain.synopsis_words import text_of
from rhi_app.services.protocols import protocols
from tests.engines.node import NODE
from tests.synopsis import story
from tests.synopsis.vectors import FILE, SELECTION, answer_to, asked, situations

VECTORS = json.loads(FILE.read_text("utf-8"))
ASKED = [{**VECTORS["cases"][one["of"]], "reader": one["reader"], "urgent": one["urgent"]} for one in VECTORS["vectors"]]
IDS = [f"{one['of']}, {one['reader']}{', urgent' if one['urgent'] else ''}" for one in VECTORS["vectors"]]


def in_node(**given: Any) -> dict[str, Any]:
    script = Path(__file__).with_name("in_node.js")
    done = subprocess.run([NODE, script], input=json.dumps(given), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@cache
def said_by_javascript() -> dict[str, Any]:
    return in_node(synopses=ASKED, selection=SELECTION, words=[one["ask"] for one in VECTORS["words"]])


def test_the_vectors_tell_of_every_situation():
    assert [one["name"].removesuffix(", at once") for one in asked()] == [one["of"] for one in VECTORS["vectors"]]


@pytest.mark.parametrize("index", range(len(ASKED)), ids=IDS)
def test_python_selects_what_the_vector_says(index):
    assert answer_to(ASKED[index]) == VECTORS["vectors"][index]["expect"]


@pytest.mark.parametrize("index", range(len(ASKED)), ids=IDS)
def test_javascript_selects_what_the_vector_says(index):
    assert said_by_javascript()["synopses"][index] == VECTORS["vectors"][index]["expect"]


@pytest.mark.parametrize("index", range(len(VECTORS["words"])))
def test_both_say_it_in_the_same_words(index):
    name, *values = VECTORS["words"][index]["ask"]
    assert getattr(synopsis_words, name)(*values) == VECTORS["words"][index]["expect"]
    assert said_by_javascript()["words"][index] == VECTORS["words"][index]["expect"]


def test_both_take_the_same_rules_from_every_protocol():
    cases = [
        {**case, "episodes": [{**episode, "host_authority": None, "authority": authority, "protocol_version": ""} for episode in case["episodes"]]}
        for authority in ("essex", "england", "hampshire", "isle-of-wight", "camden", "rochdale")
        for case, _ in situations().values()
    ]
    given = json.loads(json.dumps(protocols()))
    assert in_node(cases=cases, protocols=given)["rules"] == [rules_of(case, protocols()) for case in cases]


REVIEW, MEETING = "strategy-reviewed-weekly", {"what": "strategy_meeting", "rule": "strategy-three-days", "at": "2026-11-22T14:00:00.000Z"}


def ticked(authority: str, *ticks: dict[str, str], **changes: Any) -> dict[str, Any]:
    done = [{"authority": authority, "what": "", "due_at": "", **tick} for tick in ticks]
    return story.case_of([], episodes=[story.episode(authority=authority, protocol_version="", host_authority=None, duties_done=done, **changes)])


def test_a_duty_that_was_ticked_is_not_asked_for_again():
    """By its own rule alone; what repeats is asked for again, a week later."""
    away = {"found_at": None, "returned_at": None, "came_back": False, "facts": {"absence": {"days": 4}}}
    reviewed = {"rule": REVIEW, "due_at": "2026-11-29T14:00:00.000Z", "at": "2026-11-28T09:00:00.000Z"}
    cases = [
        ticked("essex"),
        ticked("essex", {"rule": "contact-within-48-home", "at": "2026-11-21T14:30:00.000Z"}),
        ticked("camden", **away),
        ticked("camden", MEETING, **away),
        ticked("camden", MEETING, reviewed, **away),
    ]
    found = [rules_of(case, protocols()) for case in cases]
    assert in_node(cases=cases, protocols=json.loads(json.dumps(protocols())))["rules"] == found
    asked = [{duty["what"]: (duty["by"], duty["done"]) for duty in one["duties"]} for one in found]
    contact = "The social worker makes meaningful contact within 48 hours, and records it on the missing episode."
    assert [one[contact] for one in asked[:2]] == [("2026-11-22T06:30:00.000Z", ""), ("no time named", "2026-11-21T14:30:00.000Z")]
    assert all(by_and_done == asked[0][what] for what, by_and_done in asked[1].items() if what != contact)
    meeting, review = "Missing for 3 days or more: a missing strategy meeting must be held.", "Review the strategy meeting weekly while the child is missing."
    assert [(one[meeting][1], one.get(review, ("", ""))[0]) for one in asked[2:]] == [
        ("", ""), (MEETING["at"], "2026-11-29T14:00:00.000Z"), (MEETING["at"], "2026-12-06T14:00:00.000Z"),
    ]  # fmt: skip


def test_what_is_done_is_said_and_not_asked_for():
    duties = [story.rules_of(duties=story.ticked(count)) for count in (0, 1, 3)]
    made = [select(view_of(story.case_of(story.held_entries()), rules), "social_worker", SELECTION) for rules in duties]
    blocks = [next(section["blocks"] for section in one["sections"] if section["id"] == "duties") for one in made if one]
    assert [[len(block["rows"]) if "rows" in block else text_of(block["text"]) for block in each] for each in blocks] == [
        [3],
        [2, "Already done\nSat 21 Nov, 14:30: Meaningful contact with the child essex 4, chart"],
        [
            "All of it is done\nSat 21 Nov, 14:30: Meaningful contact with the child essex 4, chart"
            "\nSat 21 Nov, 14:30: Strategy discussion: risk of significant harm; inform the Director for Local Delivery essex 4.1.2"
            "\nSat 21 Nov, 14:30: Use what the child said in the plan essex 4, chart"
        ],
    ]  # fmt: skip


def test_a_high_likelihood_asks_for_what_the_protocol_asks_of_it():
    """The newest judgement counts: `essex 4, chart`, where significant harm is a risk as well."""
    risky = story.episode(protocol_version="", host_authority=None, facts={"significant_harm_risk": True})
    judged = [story.entry("interview", {"analysis.likelihood": how}, at="2026-11-21T23:00:00.000Z", form="analysis") for how in ("low", "high")]
    cases = [story.case_of(entries, episodes=[risky]) for entries in (judged, judged[::-1], [])]
    found = [rules_of(case, protocols()) for case in cases]
    asks = [any("likely to go missing again: hold a strategy meeting" in duty["what"] for duty in one["duties"]) for one in found]
    assert asks == [True, False, False]
    assert in_node(cases=cases, protocols=json.loads(json.dumps(protocols())))["rules"] == found
