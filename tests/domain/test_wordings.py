"""One character of the words, the readers or what was read back, and a signature shows as given for an earlier version: in both languages."""

import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

from rhi_app.domain.several import first_due, leading
from rhi_app.domain.shown_readers import readers_shown
from rhi_app.domain.wordings import changed_since, read_back_digest
from tests.engines.node import NODE

VECTORS = json.loads((Path(__file__).parents[1] / "vectors/wordings.json").read_text("utf-8"))


@cache
def by_javascript() -> dict[str, Any]:
    script = Path(__file__).parents[1] / "vectors/wordings_in_node.js"
    said: dict[str, Any] = json.loads(subprocess.run([NODE, script], capture_output=True, text=True, check=True).stdout)
    return said


def test_both_languages_say_what_has_changed_since() -> None:
    expected = [one["expect"] for one in VECTORS["changed"]]
    assert [changed_since(one["answers"], one["words"], one["readers"]) for one in VECTORS["changed"]] == expected
    assert by_javascript()["changed"] == expected


def test_a_signature_covers_exactly_the_text_that_was_read_back() -> None:
    digests = [read_back_digest(one["record"], one["written"]) for one in VECTORS["texts"]]
    assert [digest == digests[0] for digest in digests] == [one["same"] for one in VECTORS["texts"]]
    assert by_javascript()["texts"] == digests


def test_both_languages_show_the_same_readers() -> None:
    expected = [one["expect"] for one in VECTORS["readers"]]
    assert [readers_shown(one["case"], one["decision"], one["content"]) for one in VECTORS["readers"]] == expected
    assert by_javascript()["readers"] == expected


def test_of_several_episodes_the_newest_leads_and_the_clock_is_of_the_first_due() -> None:
    expected = [[one["leads"], one["first_due"]] for one in VECTORS["several"]]
    said = [[leading(one["episodes"])["id"], first_due(one["episodes"], lambda each: each["due_at"])["id"]] for one in VECTORS["several"]]
    assert said == expected
    assert by_javascript()["several"] == expected
