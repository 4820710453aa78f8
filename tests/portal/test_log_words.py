"""The log of a case speaks English: whatever the audit chain notes of it has words of its own."""

import re
from pathlib import Path

import rhi_app
from rhi_app.services.episode_log import WORDS

NOTED = re.compile(r'record_audit\([^#\n]*"([a-z]+\.[a-z_]+)", "(?:episode|child|record|entry|synopsis|delivery)"')


def test_each_thing_that_is_noted_of_a_case_has_words() -> None:
    sources = [path.read_text(encoding="utf-8") for path in Path(rhi_app.__file__).parent.rglob("*.py")]
    noted = {action for source in sources for action in NOTED.findall(source)}
    assert len(noted) > 25, "the search finds where things are noted"
    assert noted - WORDS.keys() == set()
