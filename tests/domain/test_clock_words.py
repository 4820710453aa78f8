"""The clock as a sentence, in Python and in JavaScript, on the same vectors."""

import json
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from rhi_app.domain.clock_words import clock_words, date_words, parse_moment, quiet_words, span_words
from tests.engines.node import NODE

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/clock_words.json").read_text("utf-8"))
MOMENTS = {"now", "due_at", "started_at", "held_at"}
SAID = ("strong", "rest", "tone", "icon", "share")

RUN_IN_NODE = """
import {{ clockWords, quietWords, momentOf }} from "{module}";
const camel = (name) => name.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
const moments = new Set({moments});
const given = (raw) => Object.fromEntries(Object.entries(raw).map(([name, value]) => [camel(name), moments.has(name) ? momentOf(value) : value]));
const vectors = {vectors};
const clock = vectors.clock.map((one) => clockWords(given(one.given)));
const quiet = vectors.quiet.map((one) => quietWords(momentOf(one.given.due_at), momentOf(one.given.now)));
console.log(JSON.stringify({{ clock, quiet }}));
"""


def given(raw: dict) -> dict:
    return {name: parse_moment(value) if name in MOMENTS and value else value for name, value in raw.items()}


@pytest.fixture(scope="module")
def said_by_javascript():
    script = RUN_IN_NODE.format(
        module=(ROOT / "rhi_app/static/js/clock.js").as_uri(), moments=json.dumps(sorted(MOMENTS)), vectors=json.dumps(VECTORS)
    )
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.parametrize("vector", VECTORS["clock"], ids=lambda vector: vector["name"])
def test_the_clock_says(vector):
    words = clock_words(**given(vector["given"]))
    assert {name: getattr(words, name) for name in SAID} == vector["expect"]


@pytest.mark.parametrize("vector", VECTORS["quiet"], ids=lambda vector: vector["name"])
def test_the_quiet_clock_says(vector):
    assert quiet_words(**given(vector["given"])) == vector["expect"]


def test_javascript_says_the_same(said_by_javascript):
    for vector, words in zip(VECTORS["clock"], said_by_javascript["clock"], strict=True):
        assert {name: words[name] for name in SAID} == vector["expect"], vector["name"]
        assert words["sentence"] == clock_words(**given(vector["given"])).sentence
    assert said_by_javascript["quiet"] == [vector["expect"] for vector in VECTORS["quiet"]]


def test_no_span_is_rounded_up():
    assert span_words(timedelta(hours=33, minutes=59)) == "33 h"
    assert span_words(timedelta(minutes=59, seconds=59)) == "59 min"


def test_a_date_is_said_with_its_weekday():
    assert date_words(datetime(2026, 11, 23, 6, 30, tzinfo=UTC)) == "Mon 23 Nov"
