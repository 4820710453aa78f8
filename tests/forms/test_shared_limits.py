"""What a limit is, a day, a moment, a dot: the phone and the server judge alike, and say it in the same sentence."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from rhi_app.domain.clock import read_moment
from rhi_app.domain.strokes import is_a_dot
from rhi_app.forms import fields, registry
from rhi_app.forms.form import RhiForm
from rhi_app.forms.limits import AtMost, Known, NotBefore, Past, Plain, Returned, limits_of, messages_of
from rhi_app.forms.registry import FORMS
from tests.engines.node import NODE

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/limits.json").read_text("utf-8"))
TIMES = {"past": Past(), "returned": Returned(), "after": NotBefore("started", "started", "Too early.")}
SENTENCES = {
    "plain": Plain.message,
    "required": "Say something.",
    "minlength": "Say a little more.",
    "maxlength": "Say it shorter.",
    "pattern": "That is not one.",
}


def by_name(part: str) -> Any:
    return pytest.mark.parametrize("vector", VECTORS[part], ids=lambda vector: vector["name"])


@pytest.fixture(scope="module")
def phone() -> dict[str, Any]:
    done = subprocess.run([NODE, Path(__file__).with_name("in_node.js")], input=json.dumps(VECTORS), capture_output=True, text=True, check=True)
    return dict(json.loads(done.stdout))


def limited(limits: dict[str, Any]) -> type[RhiForm]:
    """A form whose one field has these limits and no others."""

    class Limited(RhiForm):
        words = fields.textarea(
            "?",
            required=SENTENCES["required"] if limits.get("required") else "",
            at_most=limits.get("maxlength", 10_000),
            at_least=(limits["minlength"], SENTENCES["minlength"]) if "minlength" in limits else None,
        )
        text = fields.text(
            "?",
            required=SENTENCES["required"] if limits.get("required") else "",
            at_most=limits.get("maxlength", 10_000),
            at_least=(limits["minlength"], SENTENCES["minlength"]) if "minlength" in limits else None,
            pattern=(limits["pattern"], SENTENCES["pattern"]) if "pattern" in limits else None,
        )

    return Limited


def broken_limit(field: Any) -> str | None:
    sentences = {sentence: limit for limit, sentence in messages_of(field).items()}
    return sentences[str(field.errors[0])] if field.errors else None


@by_name("limits")
def test_the_server_finds_the_limit_broken(vector: dict[str, Any]) -> None:
    name = "text" if "pattern" in vector["limits"] else "words"
    form = limited(vector["limits"])(MultiDict({name: vector["value"]}))
    form.validate()
    assert broken_limit(form[name]) == vector["expect"]


def test_the_phone_finds_the_same_limits_broken(phone: dict[str, Any]) -> None:
    assert phone["limits"] == [vector["expect"] for vector in VECTORS["limits"]]


def timed(limits: dict[str, Any]) -> type[RhiForm]:
    rules = tuple(TIMES[name] for name in limits)

    class Timed(RhiForm):
        started = fields.moment("?")
        day = fields.day("?", rules=rules)
        moment = fields.moment("?", rules=rules)

    return Timed


@by_name("times")
def test_the_server_knows_the_future_and_what_came_before_the_return(vector: dict[str, Any]) -> None:
    returned_at = vector["known"]["returnedAt"]
    known = Known(read_moment(vector["known"]["now"]), read_moment(returned_at) if returned_at else None)
    name = "day" if len(vector["answer"]) == 10 else "moment"
    started = {"started": vector["known"]["startedAt"]} if vector["known"].get("startedAt") else {}
    form = timed(vector["limits"]).from_answers({name: vector["answer"], **started}, known=known)
    form.validate()
    assert broken_limit(form[name]) == vector["expect"]


def test_the_phone_knows_the_same_future(phone: dict[str, Any]) -> None:
    assert phone["times"] == [vector["expect"] for vector in VECTORS["times"]]


class When(RhiForm):
    day = fields.day("?")
    moment = fields.moment("?")


def typed(name: str, parts: dict[str, str]) -> Any:
    form = When(MultiDict({f"{name}-{part}": text for part, text in parts.items()}))
    form.validate()
    return form[name]


@by_name("days")
def test_the_server_reads_a_day(vector: dict[str, Any]) -> None:
    field = typed("day", vector["typed"])
    assert (str(field.errors[0]) if field.errors else field.answer()) == vector["expect"]
    if vector["part"]:
        assert field.wrong_part == vector["part"]


@by_name("moments")
def test_the_server_reads_a_moment(vector: dict[str, Any]) -> None:
    field = typed("moment", vector["typed"])
    assert (str(field.errors[0]) if field.errors else field.answer()) == vector["expect"]
    if vector["part"]:
        assert field.wrong_part == vector["part"]


@pytest.mark.parametrize("part", ["days", "moments"])
def test_the_phone_reads_the_same(part: str, phone: dict[str, Any]) -> None:
    expected = [
        {"sentence": vector["expect"], "part": vector["part"]} if vector["part"] else {"answer": vector["expect"]} for vector in VECTORS[part]
    ]
    assert phone[part] == expected


@pytest.mark.parametrize("part", ["days", "moments"])
def test_the_phone_types_an_answer_back_as_the_server_does(part: str, phone: dict[str, Any]) -> None:
    name = part.removesuffix("s")
    for vector, back in zip(VECTORS[part], phone[f"typed_{part}"], strict=True):
        if not vector["part"]:
            assert dict(When.from_answers({name: vector["expect"]})[name].typed) == back, vector["name"]


@by_name("drawings")
def test_the_server_knows_a_dot(vector: dict[str, Any]) -> None:
    assert is_a_dot(vector["drawing"]) == vector["is_a_dot"]


def test_the_phone_knows_the_same_dots(phone: dict[str, Any]) -> None:
    assert phone["drawings"] == [vector["is_a_dot"] for vector in VECTORS["drawings"]]


def test_every_limit_of_the_record_says_its_sentence() -> None:
    for form_class in FORMS:
        for field in form_class(MultiDict()).questions():
            assert limits_of(field).keys() <= messages_of(field).keys(), field.name


def test_no_two_limits_of_one_field_say_the_same() -> None:
    """The slug that a flagged answer gets is found by its sentence."""
    for form_class in FORMS:
        for field in form_class(MultiDict()).questions():
            said = list(messages_of(field).values())
            assert len(said) == len(set(said)), field.name


def test_a_very_long_answer_is_kept_and_said_to_be_long() -> None:
    assert "It is kept whole" in AtMost(5, fields.TOO_LONG).message


STARTED = {"visit.started_at": "2026-11-21T06:00:00.000Z"}
KNOWN = Known(read_moment("2026-11-21T22:00:00.000Z"), read_moment("2026-11-21T06:30:00.000Z"))


@pytest.mark.parametrize(
    ("name", "answers", "slug"),
    [
        ("visit_ended", STARTED, "returned"),
        ("visit_ended", STARTED | {"visit.before_return": "yes"}, ""),
        ("visit_ended", {"visit.started_at": "2026-11-22T09:00:00.000Z"}, "past"),
        ("harm", {"harm.told": [{"who": "999", "at": "2026-11-22T09:00:00.000Z"}]}, "past"),
        ("lists", {"lists.nights": [{"night": "2026-11-22", "where": "At a friend’s"}]}, "past"),
        ("interview", {"before.what_happened": "They\u0007 shouted"}, "plain"),
        ("interview", {"before.what_happened": "x" * 100_000}, "maxlength"),
        ("interview", {"before.what_happened": "😀 שלום " * 100}, ""),
    ],
)
def test_bad_input_is_flagged_and_kept(name: str, answers: dict[str, Any], slug: str) -> None:
    broken = registry.validate(name, 2, answers, KNOWN)
    assert [found for _, found, _ in broken] == ([slug] if slug else [])
    form = registry.find_form(name, 2)
    assert form is not None
    for question, answer in answers.items():
        kept = form.from_answers(answers).answers()[question]
        assert all(row.items() <= whole.items() for row, whole in zip(answer, kept, strict=True)) if isinstance(answer, list) else kept == answer
