"""An address of the child's that somebody typed is found as it is written, in both languages (tests/vectors/addresses.json)."""

import json
import subprocess
from pathlib import Path
from typing import Any

from rhi_app.domain.addresses import addresses_in, known_addresses, without_known
from tests.engines.node import NODE

HERE = Path(__file__).parents[1] / "vectors"
VECTORS: list[dict[str, Any]] = json.loads((HERE / "addresses.json").read_text("utf-8"))


def found(case: dict[str, Any]) -> list[Any]:
    known = known_addresses(case["known"])
    return [without_known(case["text"], known), addresses_in(case["text"], known)]


def test_both_languages_find_the_same_addresses_and_keep_out_what_is_known():
    expected = {case["why"]: [case["out"], case["found"]] for case in VECTORS}
    assert {case["why"]: found(case) for case in VECTORS} == expected
    said = subprocess.run([NODE, HERE / "addresses_in_node.js"], capture_output=True, text=True, check=True).stdout
    assert dict(zip(expected, json.loads(said), strict=True)) == expected
