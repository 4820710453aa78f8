"""What goes to whom, in Python and in JavaScript, on the same vectors."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rhi_app.domain import synopsis_words
from rhi_app.domain.record_rules import rules_of
from rhi_app.services.protocols import protocols
from tests.synopsis import story
from tests.synopsis.vectors import FILE, SELECTION, answer_to, asked, situations

VECTORS = json.loads(FILE.read_text("utf-8"))
ASKED = [{**VECTORS["cases"][one["of"]], "reader": one["reader"], "urgent": one["urgent"]} for one in VECTORS["vectors"]]
IDS = [f"{one['of']}, {one['reader']}{', urgent' if one['urgent'] else ''}" for one in VECTORS["vectors"]]


def in_node(**given: Any) -> dict[str, Any]:
    script = Path(__file__).with_name("in_node.js")
    done = subprocess.run(["node", script], input=json.dumps(given), capture_output=True, text=True, check=True)
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


def test_a_high_likelihood_asks_for_what_the_protocol_asks_of_it():
    """The newest judgement counts: `essex 4, chart`, where significant harm is a risk as well."""
    risky = story.episode(protocol_version="", host_authority=None, facts={"significant_harm_risk": True})
    judged = [story.entry("interview", {"analysis.likelihood": how}, at="2026-11-21T23:00:00.000Z", form="analysis") for how in ("low", "high")]
    cases = [story.case_of(entries, episodes=[risky]) for entries in (judged, judged[::-1], [])]
    found = [rules_of(case, protocols()) for case in cases]
    asks = [any("likely to go missing again: hold a strategy meeting" in duty["what"] for duty in one["duties"]) for one in found]
    assert asks == [True, False, False]
    assert in_node(cases=cases, protocols=json.loads(json.dumps(protocols())))["rules"] == found
