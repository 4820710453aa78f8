"""Every answer that a person wrote down from the paragraphs, given by both languages."""

import json
from pathlib import Path
from typing import Any

import pytest

from rhi_app.domain.protocol.check import differences
from rhi_app.domain.protocol.conditions import holds
from rhi_app.domain.protocol.load import HERE, files_of, read_protocol
from tests.domain.protocol_jobs import in_javascript, in_python, protocols, vectors

VECTORS = vectors("protocol")
FILES = {path.stem: read_protocol(path) for path in files_of(HERE)}
TRAPS_IN_VECTORS = set(range(1, 23)) - {13, 16}  # quotes as printed and helplines: test_protocol_files.py


def name_of(vector: dict[str, Any]) -> str:
    return f"{vector['authority']}: {vector['says']}"


def of_time(decided: list[dict[str, Any]], rule: str) -> Any:
    found = [(one["at"], one["also_at"]) for one in decided if one["rule"] == rule]
    assert found, f"{rule} has no time"
    at, also = found[0]
    return [at, also] if also else at


@pytest.mark.parametrize("vector", VECTORS, ids=name_of)
def test_an_answer_is_what_the_paragraph_says(vector: dict[str, Any]) -> None:
    decision = in_python({"kind": "decide", **vector})
    if "problem" in vector:
        assert decision == {"problem": vector["problem"]}
        return
    assert "problem" not in decision, decision
    wrong = [f"{place}: {what}" for place, expected in vector["expect"].items() for what in differences(decision, place, expected)]
    assert not wrong
    for rule, at in vector.get("due", {}).items():
        assert of_time(in_python({"kind": "due", **vector}), rule) == at


def test_the_phone_gives_the_same_answers_whole() -> None:
    jobs = [{**vector, "kind": kind} for vector in VECTORS for kind in ("decide", "due") if kind == "decide" or "times" in vector]
    for job, phone in zip(jobs, in_javascript(jobs), strict=True):
        assert phone == in_python(job), name_of(job)


def test_there_are_at_least_three_hundred() -> None:
    assert len(VECTORS) >= 300


def test_no_two_have_the_same_name() -> None:
    assert len({name_of(vector) for vector in VECTORS}) == len(VECTORS)


def test_every_trap_of_the_sources_has_a_vector() -> None:
    assert {vector["trap"] for vector in VECTORS if "trap" in vector} == TRAPS_IN_VECTORS


@pytest.mark.parametrize("authority", sorted(FILES))
def test_every_rule_is_named_by_a_vector_that_it_answers(authority: str) -> None:
    mine = [vector for vector in VECTORS if vector["authority"] == authority and "expect" in vector]
    named = {rule for vector in mine for expected in vector["expect"].values() for rule in expected.get("rules", [])}
    assert {rule["id"] for rule in FILES[authority]["rules"]} - named == set()


@pytest.mark.parametrize("authority", sorted(FILES))
def test_every_rule_with_a_condition_has_a_vector_on_its_other_side(authority: str) -> None:
    """Near misses: facts of a vector for which the rule is clearly not met."""
    mine = [vector["facts"] for vector in VECTORS if vector["authority"] == authority and "expect" in vector]
    own = {rule["id"] for rule in FILES[authority]["rules"]}
    rules = [rule for rule in protocols()["versions"][authority][-1]["rules"] if rule["id"] in own and rule["when"] != {"all": []}]
    assert [rule["id"] for rule in rules if not any(holds(rule["when"], facts) is False for facts in mine)] == []


def test_the_vectors_are_written_for_readers() -> None:
    text = (Path(__file__).parent.parent / "vectors" / "protocol.json").read_text(encoding="utf-8")
    assert json.loads(text)["note"].startswith("Expected answers are written from the paragraphs")
