"""What cannot be trusted is refused, with file, rule and place; nothing half read is used."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from rhi_app.domain.problems import HolidaysUnknown, ProtocolNotInForce, ProtocolProblem, RulesCollide
from rhi_app.domain.protocol import decide, due_times, load_protocols, next_at
from rhi_app.domain.protocol.load import HERE, files_of, read_json, read_protocol
from rhi_app.domain.protocol.shape import misfits
from tests.domain.protocol_builders import a_protocol, a_rule, beside_england, write
from tests.domain.protocol_jobs import in_javascript, protocols

SCHEMA = read_json(HERE / "protocol.schema.json")
BOY = {"age": 12, "turned_18": False, "category": "missing"}


def test_a_new_authority_is_decided_without_code(tmp_path: Path) -> None:
    decision = decide(beside_england(tmp_path, a_protocol()), "my-town", BOY, "2026-11-20")
    assert decision["version"] == "my-town 1, england 1"
    assert decision["questions"]["offer"]["answers"][0]["citation"]["short"] == "my-town 1"
    assert decision["questions"]["deadlines"]["provenance"] == "inherited"


TEXTS = {
    "not JSON": ("{", "is not JSON"),
    "two values": ("{} {}", "is not JSON"),
    "a key twice": ('{"format": 1, "format": 1}', "the key format stands twice"),
    "a fraction": ('{"format": 1.5}', "1.5 is not a whole number"),
    "not a number": ('{"format": NaN}', "NaN is not a whole number"),
    "too deep": ("[" * 100_000, "is nested too deeply"),
    "an empty file": ("", "is not JSON"),
    "a list": ("[]", "must be object"),
    "too large": (" " * 5_000_000, "is larger than"),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_text_that_is_no_protocol_is_refused(tmp_path: Path, case: str) -> None:
    text, what = TEXTS[case]
    with pytest.raises(ProtocolProblem, match=what) as caught:
        read_protocol(write(tmp_path, text))
    assert caught.value.file == "my-town.json"


def test_a_text_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    (tmp_path / "my-town.json").write_bytes(b'{"name": "\xff"}')
    with pytest.raises(ProtocolProblem, match="is not UTF-8"):
        read_protocol(tmp_path / "my-town.json")


SHAPES: dict[str, tuple[dict[str, Any], str, str]] = {
    "an unknown key": ({"colour": "red"}, "colour", "is not known here"),
    "another format": ({"format": 2}, "format", "must be 1"),
    "true for 1": ({"format": True}, "format", "must be 1"),
    "a thousand rules": ({"rules": [a_rule()] * 1000}, "rules", "must be at most 500, is 1000"),
    "one rule too many": ({"rules": [a_rule()] * 501}, "rules", "must be at most 500, is 501"),
    "no example": ({"examples": []}, "examples", "must be at least 1"),
    "a key with capitals": ({"authority": "My Town"}, "authority", "is not of the form"),
    "a day in words": ({"from": "October 2018"}, "from", "is not of the form"),
    "a rule without a citation": ({"rules": [a_rule(cites=[])]}, "rules[0].cites", "must be at least 1"),
    "a rule without a sentence": ({"rules": [{key: value for key, value in a_rule().items() if key != "say"}]}, "rules[0]", "say is needed"),
    "an unknown question": ({"rules": [a_rule(question="colour")]}, "rules[0].question", "must be one of"),
    "an unknown value": ({"rules": [a_rule(value={"colour": "red"})]}, "rules[0].value.colour", "is not known here"),
    "an unknown event": ({"rules": [a_rule(value={"from": "breakfast"})]}, "rules[0].value.from", "must be one of"),
    "an unknown condition": ({"rules": [a_rule(when={"perhaps": []})]}, "rules[0].when", "all is needed"),
    "an unknown operator": ({"rules": [a_rule(when={"fact": "age", "op": "near", "value": 3})]}, "rules[0].when.op", "must be one of"),
    "an empty all": ({"rules": [a_rule(when={"all": []})]}, "rules[0].when.all", "must be at least 1"),
    "two windows": (
        {"rules": [a_rule(when={"count": "episodes", "op": "over", "value": 1, "within": {"days": 1, "months": 1}})]},
        "rules[0].when.within",
        "must be at most 1",
    ),
    "a quote that is no text": ({"rules": [a_rule(cites=[{"document": "protocol", "paragraph": 5, "quote": "x"}])]}, "rules[0].cites[0].paragraph", "must be string"),
}


@pytest.mark.parametrize("case", SHAPES)
def test_a_file_of_another_shape_is_refused_with_its_place(tmp_path: Path, case: str) -> None:
    changes, place, what = SHAPES[case]
    with pytest.raises(ProtocolProblem) as caught:
        read_protocol(write(tmp_path, a_protocol(**changes)))
    assert (caught.value.file, caught.value.place) == ("my-town.json", place)
    assert what in caught.value.what
    assert caught.value.rule == ("offer-all" if place.startswith("rules[") else "")


def test_as_many_rules_as_there_may_be_are_read(tmp_path: Path) -> None:
    """Nine times as many as the longest protocol has."""
    rules = [a_rule(id=f"offer-{number}") for number in range(500)]
    assert len(read_protocol(write(tmp_path, a_protocol(rules=rules)))["rules"]) == 500


@pytest.mark.parametrize("case", SHAPES)
def test_the_schema_says_the_same_to_an_editor(case: str) -> None:
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(a_protocol(**SHAPES[case][0]))


@pytest.mark.parametrize("path", files_of(HERE), ids=lambda path: path.stem)
def test_schema_and_reader_accept_every_shipped_file(path: Path) -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    jsonschema.validate(read_json(path), SCHEMA)
    assert list(misfits(read_json(path), SCHEMA, SCHEMA)) == []


def test_a_condition_nested_without_end_is_refused(tmp_path: Path) -> None:
    when: dict[str, Any] = {"fact": "age", "op": "under", "value": 3}
    for _ in range(200):
        when = {"not": when}
    with pytest.raises(ProtocolProblem, match="nested too deeply"):
        read_protocol(write(tmp_path, a_protocol(rules=[a_rule(when=when)])))


MEANINGS: dict[str, tuple[dict[str, Any], str]] = {
    "an unknown fact": ({"when": {"fact": "shoe_size", "op": "over", "value": 3}}, "there is no fact called shoe_size"),
    "a number compared as a list": ({"when": {"fact": "age", "op": "includes", "value": 3}}, "age is of type number and cannot be compared with includes"),
    "a number in words": ({"when": {"fact": "age", "op": "over", "value": "ten"}}, "'ten' is no value to compare age"),
    "a code that no list has": ({"when": {"fact": "category", "op": "is", "value": "lost"}}, "'lost' is no value to compare category"),
    "one code where a list is needed": ({"when": {"fact": "category", "op": "one_of", "value": "missing"}}, "is no value to compare category (choice) with; one_of takes a list"),
    "an unknown code in a list": ({"when": {"fact": "services", "op": "includes_any", "value": ["plumbing"]}}, "is no value to compare services (set) with; the codes are early_help,"),
    "yes for true": ({"when": {"fact": "looked_after", "op": "is", "value": "yes"}}, "'yes' is no value to compare looked_after"),
    "a range to compare with": ({"when": {"fact": "age", "op": "over", "value": {"at_least": 3}}}, "is no value to compare age"),
    "a fact of an episode that it has not": (
        {"when": {"count": "episodes", "op": "over", "value": 1, "where": {"fact": "age", "op": "over", "value": 1}}},
        "there is no fact called age",
    ),
    "a name that is not defined": ({"when": {"named": "open"}}, "the condition open is not defined"),
    "an unknown document": ({"cites": [{"document": "other", "paragraph": "1", "quote": "x"}]}, "there is no document called other"),
    "an unknown role": ({"value": {"who": "wizard"}}, "wizard is not among words.roles"),
    "an answer on who holds it that names nobody": (
        {"question": "interviewer", "topic": "assigned", "value": {"assigned": "assigned"}}, "who is needed",
    ),
    "agreement that may or may not be needed": ({"question": "consent", "topic": "parent"}, "required is needed"),
    "a recipient who is nobody": ({"question": "recipients", "topic": "school", "value": {"share": "send"}}, "kind is needed"),
    "a recipient, and whether it is sent is not said": (
        {"question": "recipients", "topic": "police", "value": {"kind": "police_liaison"}}, "share is needed",
    ),
    "a deadline for nothing": ({"question": "deadlines"}, "deadlines needs a topic: completed, contacted"),
    "an unknown topic": ({"topic": "weather", "question": "deadlines"}, "weather is no topic of deadlines"),
    "hours that run from nothing": ({"question": "duties", "value": {"hours": 3}}, "a length of time needs the event that it runs from"),
    "a repetition without an end": ({"question": "duties", "value": {"from": "met", "every": {"days": 7}}}, "what repeats needs the event that ends it"),
    "a verdict where every rule counts": ({"question": "duties", "verdict": "no"}, "duties takes no verdict"),
    "a day that does not exist": ({"from": "2026-02-30"}, "2026-02-30 is no day"),
    "an end before the beginning": ({"from": "2026-02-03", "until": "2026-02-02"}, "ends before it begins"),
}


@pytest.mark.parametrize("case", MEANINGS)
def test_a_rule_that_means_nothing_is_refused_by_its_name(tmp_path: Path, case: str) -> None:
    changes, what = MEANINGS[case]
    with pytest.raises(ProtocolProblem) as caught:
        beside_england(tmp_path, a_protocol(rules=[a_rule(**changes)]))
    assert what in caught.value.what
    assert caught.value.rule == "offer-all"
    assert caught.value.file == "0.json"


WHOLES: dict[str, tuple[list[dict[str, Any]], str]] = {
    "extends nobody known": ([a_protocol(extends="atlantis")], "there is no protocol called atlantis"),
    "extends itself": ([a_protocol(extends="my-town")], "my-town extends itself in a circle"),
    "a circle of two": ([a_protocol(extends="other"), a_protocol(authority="other", extends="my-town")], "extends itself in a circle"),
    "conditions in a circle": (
        [a_protocol(conditions={"one": {"named": "two"}, "two": {"named": "one"}}, rules=[a_rule(when={"named": "one"})])],
        "the condition one is named inside itself",
    ),
    "one id twice": ([a_protocol(rules=[a_rule(), a_rule()])], "the id stands twice for the same days"),
    "versions that overlap": (
        [a_protocol(**{"from": "2026-01-01", "until": "2026-06-30"}), a_protocol(version="2", **{"from": "2026-06-30"})],
        "overlaps 0.json",
    ),
    "versions with a gap": (
        [a_protocol(**{"from": "2026-01-01", "until": "2026-06-30"}), a_protocol(version="2", **{"from": "2026-07-02"})],
        "leaves a gap after 0.json, which ends on 2026-06-30",
    ),
    "two open versions": ([a_protocol(), a_protocol(version="2")], "overlaps 0.json"),
    "one version twice": (
        [a_protocol(**{"from": "2026-01-01", "until": "2026-06-30"}), a_protocol(**{"from": "2026-07-01"})],
        "version 1 stands in 0.json already",
    ),
    "shares a document with nobody": ([a_protocol(shares_document_with="other")], "no version of other begins on the same day"),
    "a version of a day that does not exist": ([a_protocol(**{"from": "2026-13-01"})], "2026-13-01 is no day"),
}


@pytest.mark.parametrize("case", WHOLES)
def test_files_that_do_not_fit_together_are_refused(tmp_path: Path, case: str) -> None:
    files, what = WHOLES[case]
    with pytest.raises(ProtocolProblem) as caught:
        beside_england(tmp_path, *files)
    assert what in caught.value.what
    assert caught.value.file.endswith(".json")


def test_a_refused_folder_leaves_what_is_loaded_as_it_was(tmp_path: Path) -> None:
    before = json.dumps(protocols())
    write(tmp_path, "{")
    with pytest.raises(ProtocolProblem):
        load_protocols(tmp_path)
    assert json.dumps(protocols()) == before


def test_two_versions_follow_each_other_and_an_episode_keeps_its_own(tmp_path: Path) -> None:
    old = a_protocol(**{"from": "2026-01-01", "until": "2026-06-30"})
    new = a_protocol(rules=[a_rule(id="offer-anew")], version="2", **{"from": "2026-07-01"})
    known = beside_england(tmp_path, old, new)
    rules = {day: decide(known, "my-town", BOY, day)["questions"]["offer"]["answers"][0]["rule"] for day in ("2026-06-30", "2026-07-01")}
    assert rules == {"2026-06-30": "offer-all", "2026-07-01": "offer-anew"}
    kept = decide(known, "my-town", BOY, "2026-07-01", "my-town 1, england 1")
    assert kept["version"] == "my-town 1, england 1"
    assert kept["questions"]["offer"]["answers"][0]["rule"] == "offer-all"
    jobs = [{"kind": "decide", "authority": "my-town", "facts": BOY, "on": "2026-07-01", "version": version} for version in (None, "my-town 1, england 1")]
    assert in_javascript(jobs, known)[1] == kept


def test_a_date_outside_every_period_is_a_problem(tmp_path: Path) -> None:
    known = beside_england(tmp_path, a_protocol(**{"from": "2026-01-01", "until": "2026-06-30"}))
    for day in ("2025-12-31", "2026-07-01"):
        with pytest.raises(ProtocolNotInForce):
            decide(known, "my-town", BOY, day)


def test_an_undated_source_is_in_force_from_its_activation(tmp_path: Path) -> None:
    known = beside_england(tmp_path, a_protocol(), in_force_from={"my-town 1": "2026-11-01"})
    assert decide(known, "my-town", BOY, "2026-11-01")["questions"]["offer"]["verdict"] == "yes"
    with pytest.raises(ProtocolNotInForce):
        decide(known, "my-town", BOY, "2026-10-31")


def test_a_version_that_nobody_has_is_a_problem(tmp_path: Path) -> None:
    with pytest.raises(ProtocolNotInForce):
        decide(beside_england(tmp_path, a_protocol()), "my-town", BOY, "2026-11-01", "my-town 9, england 1")


def test_a_rule_holds_within_its_own_period_only(tmp_path: Path) -> None:
    rules = [a_rule(until="2026-06-30"), a_rule(id="offer-none", verdict="no", **{"from": "2026-07-01"})]
    known = beside_england(tmp_path, a_protocol(rules=rules))
    assert decide(known, "my-town", BOY, "2026-06-30")["questions"]["offer"]["verdict"] == "yes"
    assert decide(known, "my-town", BOY, "2026-07-01")["questions"]["offer"]["verdict"] == "no"


def test_a_topic_whose_own_rules_are_over_is_inherited_again(tmp_path: Path) -> None:
    known = beside_england(tmp_path, a_protocol(rules=[a_rule(until="2026-06-30")]))
    assert decide(known, "my-town", BOY, "2026-07-01")["questions"]["offer"]["provenance"] == "inherited"


def test_two_rules_that_both_decide_are_a_problem_in_both_languages(tmp_path: Path) -> None:
    known = beside_england(tmp_path, a_protocol(rules=[a_rule(), a_rule(id="offer-none", verdict="no")]))
    with pytest.raises(RulesCollide) as caught:
        decide(known, "my-town", BOY, "2026-11-20")
    assert (caught.value.file, caught.value.rule) == ("0.json", "offer-all")
    assert in_javascript([{"kind": "decide", "authority": "my-town", "facts": BOY, "on": "2026-11-20"}], known) == [{"problem": "rules-collide"}]


def test_working_days_of_nobodys_calendar_are_refused(tmp_path: Path) -> None:
    rule = a_rule(id="in-two", question="duties", when={"fact": "age", "op": "under", "value": 18}, value={"from": "missing", "working_days": 2})
    with pytest.raises(ProtocolProblem, match="whose bank holidays"):
        beside_england(tmp_path, a_protocol(extends=None, rules=[rule]))


def test_working_days_past_the_data_are_a_problem_in_both_languages(tmp_path: Path) -> None:
    rule = a_rule(id="in-ten", question="duties", value={"from": "missing", "working_days": 10})
    known = beside_england(tmp_path, a_protocol(rules=[rule]))
    horizon = known["holidays"]["until"]
    times = {"missing": f"{horizon}T12:00:00.000Z"}
    with pytest.raises(HolidaysUnknown):
        due_times(decide(known, "my-town", BOY, "2026-11-20"), times, known["holidays"])
    job = {"kind": "due", "authority": "my-town", "facts": BOY, "on": "2026-11-20", "times": times}
    assert in_javascript([job], known) == [{"problem": "holidays-unknown"}]


def test_a_weekly_duty_comes_again_until_the_child_is_found(tmp_path: Path) -> None:
    rule = a_rule(id="weekly", question="duties", value={"from": "missing", "weeks": 1, "every": {"weeks": 1}, "until": "found"})
    known = beside_england(tmp_path, a_protocol(rules=[rule]))
    due = due_times(decide(known, "my-town", BOY, "2026-11-20"), {"missing": "2026-11-01T10:00:00.000Z"})
    weekly = next(one for one in due if one["rule"] == "weekly")
    assert weekly["at"] == "2026-11-08T10:00:00.000Z"
    assert next_at(weekly, "2026-11-20T09:00:00.000Z", {}) == "2026-11-22T10:00:00.000Z"
    assert next_at(weekly, "2026-11-20T09:00:00.000Z", {"found": "2026-11-19T10:00:00.000Z"}) is None
    jobs = [{"kind": "next", "due": weekly, "now": "2026-11-20T09:00:00.000Z", "times": times} for times in ({}, {"found": "2026-11-19T10:00:00.000Z"})]
    assert in_javascript(jobs) == ["2026-11-22T10:00:00.000Z", None]
