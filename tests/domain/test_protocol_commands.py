"""flask protocol, as its author and its reader use it."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from rhi_app.commands.protocol import group
from rhi_app.domain.facts import FACTS
from rhi_app.domain.protocol.load import HERE
from tests.domain.protocol_builders import a_protocol, a_rule, write

NINE = {"facts": {"age": 9, "turned_18": False, "category": "missing"}, "on": "2026-11-20", "times": {"returned": "2026-11-20T06:30:00.000Z"}}


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(group, [str(argument) for argument in arguments])


def facts_file(folder: Path, given: Any) -> Path:
    path = folder / "facts.json"
    path.write_text(json.dumps(given), encoding="utf-8")
    return path


def test_a_sound_file_passes() -> None:
    done = run("check", HERE / "essex.json")
    assert done.exit_code == 0
    assert done.output.endswith("52 rules, 9 examples, 0 problems.\n")


def test_a_broken_file_is_named_with_rule_and_place(tmp_path: Path) -> None:
    done = run("check", write(tmp_path, a_protocol(rules=[a_rule(when={"fact": "shoe_size", "op": "over", "value": 3})])))
    assert done.exit_code == 1
    assert done.output == "PROBLEM  my-town.json, rule offer-all, rules[0].when.fact: there is no fact called shoe_size\n"


def test_an_example_that_answers_otherwise_fails_the_check(tmp_path: Path) -> None:
    example = {"says": "A boy of 12.", "facts": {"age": 12, "turned_18": False}, "expect": {"offer": {"verdict": "no"}}}
    done = run("check", write(tmp_path, a_protocol(examples=[example])))
    assert done.exit_code == 1
    assert "PROBLEM  my-town.json, examples[0]: A boy of 12. offer: expected verdict no, is yes" in done.output


def test_a_file_that_rests_on_one_not_shipped_is_checked_beside_it(tmp_path: Path) -> None:
    below = write(tmp_path, a_protocol(authority="my-nation", extends="england"), "my-nation.json")
    file = write(tmp_path, a_protocol(extends="my-nation"))
    assert "extends: there is no protocol called my-nation" in run("check", file).output
    assert run("check", file, "--with", below).exit_code == 0
    assert "my-town 1, my-nation 1, england 1" in run("explain", file, "--with", below, "--facts", facts_file(tmp_path, NINE)).output


def test_a_nation_without_lists_is_refused_and_without_a_script_is_told(tmp_path: Path) -> None:
    rule = a_rule(when={"fact": "age", "op": "under", "value": 18})
    done = run("check", write(tmp_path, a_protocol(extends=None, rules=[rule])))
    assert done.exit_code == 1
    assert "PROBLEM  my-town.json, words.categories: stands neither in this file nor in one below, and forms need it" in done.output
    assert "note  my-town.json, opening: stands neither in this file nor in one below; its place stays empty" in done.output


def test_a_hole_is_told_in_hours_and_not_in_seconds(tmp_path: Path) -> None:
    rule = a_rule(when={"fact": "absence", "op": "over", "value": {"hours": 72}})
    done = run("check", write(tmp_path, a_protocol(rules=[rule])))
    assert "no rule decides when absence is 71 h 59 min 59 s\n" in done.output


def test_quotes_are_held_against_the_source(tmp_path: Path) -> None:
    source = tmp_path / "source.txt"
    source.write_text("Every child is offered a return interview.", encoding="utf-8")
    assert run("check", write(tmp_path, a_protocol()), "--source", source).exit_code == 0
    source.write_text("Some children are.", encoding="utf-8")
    done = run("check", write(tmp_path, a_protocol()), "--source", source)
    assert done.exit_code == 1
    assert "rules[0].cites[0]: 1: “Every child is offered a return interview.” does not stand in the source" in done.output


def test_a_decision_is_explained_with_both_paragraphs(tmp_path: Path) -> None:
    page = run("explain", "essex", "--facts", facts_file(tmp_path, NINE)).output
    assert "Must it be offered?  no rule decides this; ask a manager (own)" in page
    assert "essex 5.2, undated in the source: “All Essex children 10 years or older who go missing" in page
    assert "Below, england says: yes" in page
    assert "england 31, January 2014: “When a child is found, they must be offered" in page
    assert "2026-11-23T06:30:00.000Z: Hold the interview within 72 hours" in page


def test_a_decision_is_given_as_json(tmp_path: Path) -> None:
    told = json.loads(run("explain", HERE / "essex.json", "--facts", facts_file(tmp_path, NINE), "--json").output)
    assert told["decision"]["questions"]["offer"]["verdict"] == "no_rule"
    assert told["due"][0]["citation"]["short"] == "england 32"


def test_wrong_facts_are_named_not_guessed(tmp_path: Path) -> None:
    done = run("explain", "essex", "--facts", facts_file(tmp_path, {"age": "nine"}))
    assert (done.exit_code, done.output) == (1, 'PROBLEM  age must be a whole number; "nine" is not.\n')


def test_an_unknown_authority_is_named(tmp_path: Path) -> None:
    done = run("explain", "atlantis", "--facts", facts_file(tmp_path, NINE))
    assert (done.exit_code, done.output) == (1, "PROBLEM  No version of the protocol atlantis is in force on 2026-11-20.\n")


def test_every_fact_is_listed_with_its_meaning() -> None:
    page = run("facts").output
    assert [name for name, fact in FACTS.items() if f"{name} ({fact['type']}" not in page or fact["meaning"] not in page] == []
