"""From an episode to facts: what is not known stays unknown, in both languages."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from rhi_app.domain.facts import FACTS, FactProblem, check_facts
from rhi_app.domain.protocol import choices_of
from rhi_app.domain.protocol.engine import layers_in_force
from rhi_app.domain.protocol.named import codes_named
from rhi_app.domain.record_rules import facts_of_entries
from rhi_app.forms.correction import CorrectionForm, can_be_asked, correction_form
from rhi_app.forms.notice import NoticeForm
from tests.domain.protocol_jobs import in_javascript, in_python, protocols, vectors

VECTORS = vectors("facts")
DAY = "2026-11-20"
LAYERS = [protocols()["versions"]["essex"][0], protocols()["versions"]["england"][0]]


def says(vector: dict[str, Any]) -> str:
    return vector["says"]


@pytest.mark.parametrize("vector", VECTORS, ids=says)
def test_facts_are_what_the_episode_says_and_no_more(vector: dict[str, Any]) -> None:
    facts = in_python({"kind": "facts", **vector})
    assert {name: facts.get(name) for name in vector["facts"]} == vector["facts"]
    assert [name for name in vector.get("without", []) if name in facts] == []
    later = in_python({"kind": "at_return", **vector})
    expected = vector.get("at_return", {})
    assert {name: later.get(name) for name in expected} == expected


@pytest.mark.parametrize("vector", VECTORS, ids=says)
def test_facts_of_an_episode_fit_the_registry(vector: dict[str, Any]) -> None:
    check_facts(in_python({"kind": "facts", **vector}), FACTS, LAYERS)


def test_the_phone_finds_the_same_facts() -> None:
    jobs = [{**vector, "kind": kind} for vector in VECTORS for kind in ("facts", "at_return")]
    for job, phone in zip(jobs, in_javascript(jobs), strict=True):
        assert phone == in_python(job), job["says"]


def test_the_phone_finds_the_same_facts_of_two_thousand_episodes() -> None:
    rng = Random(3)  # noqa: S311 (a test repeats itself)
    jobs = [{"kind": kind, "episode": random_episode(rng), "now": "2026-11-22T09:00:00.000Z"} for _ in range(1000) for kind in ("facts", "at_return")]
    for job, phone in zip(jobs, in_javascript(jobs), strict=True):
        assert phone == in_python(job), job


def random_episode(rng: Random) -> dict[str, Any]:
    times = [f"2026-{month:02d}-{day:02d}T{hour:02d}:30:00.000Z" for month in (3, 10, 11) for day in (1, 25, 28, 29) for hour in (0, 1, 23)]
    choices: dict[str, list[Any]] = {
        "born_on": [None, "2008-03-29", "2012-02-29", "2016-10-25"],
        "age": [None, 9, 17],
        **{name: [None, *times] for name in ("reported_at", "found_at", "returned_at")},
        "missing_from_at": [None, *times, *times],
        "reported_to_police": [None, True, False],
        "came_back": [None, True, False],
        "category": [None, "missing", "absent"],
        "grade": [None, "low", "high"],
        "legal_status": [None, "none", "looked_after", "remand", "care_leaver"],
        "services": [None, [], ["early_help"], ["child_in_need", "youth_justice"]],
        "placement": [None, {"in_area": True, "type": "foster"}, {"in_area": None}],
        "host_authority": [None, "camden"],
        "previous_episodes": [None, [], times[:1], [{"missing_from_at": times[0], "found_at": times[5]}]],
        "facts": [None, {"held": True, "declined": None}],
        "at_return": [None, {"legal_status": "looked_after", "placement": {"in_area": False}}],
    }
    return {name: rng.choice(values) for name, values in choices.items() if rng.random() < 0.9}


@pytest.mark.parametrize(
    "facts",
    [
        {"shoe_size": 4},
        {"age": "14"},
        {"age": 14.5},
        {"age": True},
        {"age": -1},
        {"looked_after": "yes"},
        {"services": "child_in_need"},
        {"services": ["plumbing"]},
        {"category": "lost"},
        {"absence": {"fortnights": 1}},
        {"absence": {}},
        {"district": ""},
        {"episodes": [{}]},
        {"episodes": [{"start": "yesterday"}]},
        {"episodes": [{"start": "2026-01-01T00:00:00"}]},
        {"episodes": [{"start": "2026-01-01T00:00:00Z", "colour": "red"}]},
    ],
    ids=str,
)
def test_a_fact_that_is_wrong_is_refused_by_both(facts: dict[str, Any]) -> None:
    with pytest.raises(FactProblem, match=next(iter(facts))):
        check_facts(facts, FACTS, LAYERS)
    assert in_javascript([{"kind": "decide", "authority": "essex", "facts": facts, "on": "2026-11-20"}]) == [{"problem": "fact-problem"}]


def test_every_fact_has_a_meaning_a_question_and_a_stage() -> None:
    stages = {"notice", "return", "contact", "interview"}
    assert [name for name, fact in FACTS.items() if not (fact["meaning"].endswith(".") and fact["ask"].endswith("?") and fact["stage"] in stages)] == []


def test_what_no_source_gives_a_number_for_is_judged_by_a_person() -> None:
    judged = {name for name, fact in FACTS.items() if fact.get("judged")}
    assert {"goes_missing_frequently", "emerging_pattern", "short_absence", "very_young", "significant_absence"} <= judged


# From which question of the notice or the correction a feed of the registry comes, where its name differs.
ASKED_AS = {"placement": "placement_in_area", "previous_episodes": "missing_before", "age": "age", "born_on": "born_on"}
# What entries of a record tell: computed from them, tried on a record that holds them all.
TOLD = [
    {"kind": "offer", "answers": {}},
    {"kind": "decline", "answers": {"decline.who": "child"}},
    {"kind": "harm", "answers": {"harm.kind": ["physical", "crime", "trafficking"]}},
]


@pytest.fixture
def page() -> Iterator[None]:
    """A form of the portal asks which request it is of."""
    app = Flask("forms")
    app.secret_key = "only for this test"
    with app.test_request_context():
        yield


def names_asked() -> set[str]:
    blank: Any = {"meta": {"csrf": False}}
    return {field.short_name for form in (NoticeForm(**blank), CorrectionForm(**blank)) for field in form.questions()}


def ways_to_know(name: str, fact: dict[str, Any]) -> list[str]:
    """Where somebody says it, or what computes it."""
    feeds = fact["feeds"].split(", ")
    asked = [feed for feed in feeds if ASKED_AS.get(feed, feed) in names_asked()]
    told = [*facts_of_entries(TOLD), *facts_of_entries([{"kind": "visit_ended", "answers": {}}])]
    return asked + ([name] if can_be_asked(fact) else []) + ([name] if name in told else [])


@pytest.mark.usefixtures("page")
@pytest.mark.parametrize("name", FACTS)
def test_a_fact_can_be_said_on_a_screen_or_is_computed(name: str) -> None:
    assert ways_to_know(name, FACTS[name])


@pytest.mark.usefixtures("page")
def test_a_fact_that_no_screen_sets_would_be_found() -> None:
    assert ways_to_know("shoe_size", {"type": "duration", "feeds": "facts"}) == []
    assert ways_to_know("shoe_size", {"type": "boolean", "feeds": "cobbler entries"}) == []


@pytest.mark.usefixtures("page")
def test_a_code_is_asked_for_with_those_that_the_rules_name() -> None:
    rule = {"when": {"any": [{"fact": "district", "op": "is", "value": "hill"}, {"fact": "district", "op": "one_of", "value": ["bay", "hill"]}]}}
    assert codes_named([{"rules": [rule]}], "district") == ["hill", "bay"]
    field = correction_form({"district": {**FACTS["district"], "choices": ["hill", "bay"]}})(meta={"csrf": False}).fact_district
    assert [choice.value for choice in field.choices] == ["hill", "bay", "other"]


@pytest.mark.usefixtures("page")
def test_a_number_is_asked_for_in_digits() -> None:
    form = correction_form({"offers_made": FACTS["offers_made"] | {"choices": []}})
    typed = form(MultiDict({"fact_offers_made": "3"}), meta={"csrf": False})
    assert typed.facts() == {"offers_made": 3}
    wrong = form(MultiDict({"fact_offers_made": "three"}), meta={"csrf": False})
    wrong.fact_offers_made.validate(wrong)
    assert wrong.fact_offers_made.errors == ["Enter a whole number, like 2."]


WORDS = {name: fact["words"] for name, fact in FACTS.items() if fact.get("words") and name != "category"}  # an authority chooses its categories


@pytest.mark.parametrize("authority", sorted(key for key in protocols()["versions"] if key != "england"))
def test_every_code_that_a_rule_reads_is_offered_on_the_notice(authority: str) -> None:
    layers = layers_in_force(protocols(), authority, DAY)
    named = {name: {code for code in codes_named(layers, name) if isinstance(code, str)} for name in WORDS}
    hidden = {name: sorted(codes - set(choices_of(protocols(), authority, WORDS[name], DAY))) for name, codes in named.items()}
    assert {name: codes for name, codes in hidden.items() if codes} == {}
