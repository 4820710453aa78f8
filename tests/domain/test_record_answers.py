"""Two values of one answer are both kept until a person chooses, in whatever order they arrive: in both languages (tests/vectors/record_answers.json)."""

import json
import random
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from rhi_app.domain.entry_order import in_order
from rhi_app.domain.record_answers import answers_of, follows, standing_answers, two_values
from tests.engines.node import NODE

HERE = Path(__file__).parents[1] / "vectors"
VECTORS: list[dict[str, Any]] = json.loads((HERE / "record_answers.json").read_text())
Entry = dict[str, Any]


def entry_of(told: list[Any]) -> Entry:
    name, device, answers, *more = told
    plain = {"id": name, "record": "r", "device": device, "author": f"of {device}", "kind": "interview", "happened_at": "2026-11-21T21:02:33.120Z", "answers": answers}
    return plain | (more[0] if more else {})


def entries_of(case: dict[str, Any]) -> list[Entry]:
    return [entry_of(told) for told in case["entries"]]


@cache
def by_javascript() -> list[dict[str, Any]]:
    given = json.dumps([entries_of(case) for case in VECTORS])
    done = subprocess.run([NODE, HERE / "record_answers_in_node.js"], input=given, capture_output=True, text=True, check=True)
    said: list[dict[str, Any]] = json.loads(done.stdout)
    return said


@pytest.mark.parametrize("at", range(len(VECTORS)), ids=[str(case["name"]) for case in VECTORS])
def test_both_languages_say_what_counts_and_what_waits(at: int) -> None:
    case, entries = VECTORS[at], entries_of(VECTORS[at])
    assert answers_of(entries) == case["answers"]
    assert {question: [value["answer"] for value in values] for question, values in two_values(entries).items()} == case["two"]
    said = {
        "answers": answers_of(entries), "two": two_values(entries), "standing": standing_answers(entries, "q"),
        "follows": follows(entries, {"q": "", "r": ""}, "r", "a"),
    }  # fmt: skip
    assert by_javascript()[at] == json.loads(json.dumps(said))


def test_each_value_says_who_gave_it_and_where() -> None:
    one, other = two_values([entry_of(["a1", "a", {"q": "one"}]), entry_of(["p1", None, {"q": "two"}, {"follows": []}])])["q"]
    assert (one["author"], one["device"], one["entry"]) == ("of a", "a", "a1")
    assert (other["author"], other["device"]) == ("of None", None)


def test_the_result_does_not_depend_on_the_order_of_arrival() -> None:
    """Three makers, each with what it happened to have of the others: the same from every delivery."""
    chance = random.Random(4)  # noqa: S311 - the same each time
    for _ in range(60):
        made: list[Entry] = []
        for number in range(1, 7):
            device = chance.choice(["a", "b", None])
            had = [entry for entry in made if entry["device"] == device or chance.random() < 0.4]
            answers = {chance.choice("qrs"): chance.choice(["x", "y", ["x"], ["y", "z"]]) for _ in range(2)}
            made.append(entry_of([f"e{number}", device, answers, {"number": number, "follows": follows(had, answers, "r", device)}]))
        results = set()
        for _ in range(5):
            arrived = made[:]
            chance.shuffle(arrived)
            results.add(json.dumps([answers_of(in_order(arrived)), two_values(in_order(arrived))], sort_keys=True))
        assert len(results) == 1
