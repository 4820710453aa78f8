"""How well a time is proved, and that nothing rests on a phone's clock as it stands: in both languages (tests/vectors/time_proof.json)."""

import json
import subprocess
from pathlib import Path
from typing import Any

from rhi_app.domain.clock import write_moment
from rhi_app.domain.time_proof import proof_of_time, proved_time_of
from tests.engines.node import NODE

HERE = Path(__file__).parents[1] / "vectors"
VECTORS: list[dict[str, Any]] = json.loads((HERE / "time_proof.json").read_text())
PLACES = {  # where a time of an entry is shown: what says there how well it is proved
    "rhi_app/static/js/screens/events.js": "proofOfTime", "rhi_app/static/js/screens/attempts.js": "phone’s time", "rhi_app/static/js/screens/late.js": "timeOf",
    "rhi_app/static/js/screens/agreement.js": "proofOfTime", "rhi_app/static/js/screens/custody.js": "phone’s time", "rhi_app/static/js/screens/clock-of.js": "phone’s time",
    "rhi_app/static/js/screens/end-visit.js": "The time is the phone’s", "rhi_app/static/js/screens/required.js": "timeOf", "rhi_app/static/js/screens/agreed.js": "timeOf",
    "rhi_app/static/js/screens/decline.js": "timeOf", "rhi_app/static/js/screens/ask-manager.js": "timeOf", "rhi_app/static/js/screens/two-answers.js": "timeOf",
    "rhi_app/templates/portal/record.html": "entry | proof", "rhi_app/templates/portal/_asked.html": "entry | proof", "rhi_app/templates/portal/_two_answers.html": "made | proof", "rhi_app/templates/portal/episode/overview.html": "event.proof",
    "rhi_app/templates/portal/episode/agreement.html": "event.proof", "rhi_app/domain/synopsis.py": "proof_words", "rhi_app/static/js/synopsis.js": "proofWords",
}  # fmt: skip


def test_both_languages_say_how_well_a_time_is_proved_and_what_may_rest_on_it() -> None:
    expected = [[case["words"], case["proved"]] for case in VECTORS]
    assert [[proof_of_time(case["entry"]), write_moment(proved_time_of(case["entry"]))] for case in VECTORS] == expected
    said = subprocess.run([NODE, HERE / "time_proof_in_node.js"], capture_output=True, text=True, check=True).stdout
    assert json.loads(said) == expected


def test_every_place_that_shows_when_an_entry_happened_says_how_well_that_is_proved() -> None:
    root = Path(__file__).parents[2]
    assert [place for place, words in PLACES.items() if words not in (root / place).read_text("utf-8")] == []
    shown = {str(path.relative_to(root)) for path in (root / "rhi_app/static/js/screens").glob("*.js") if "momentOf(entry.happened_at)" in path.read_text("utf-8")}
    assert shown <= PLACES.keys()
    portal = {str(path.relative_to(root)) for path in (root / "rhi_app/templates/portal").rglob("*.html") if "happened_at |" in path.read_text("utf-8")}
    assert portal <= PLACES.keys()
