"""Whatever overtook on the way, a maker's entries are read as it made them: in both languages (tests/vectors/entry_order.json)."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from rhi_app.domain.entry_order import in_order

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "vectors" / "entry_order.json").read_text())


@pytest.mark.parametrize("case", VECTORS, ids=lambda case: str(case["name"]))
def test_a_list_is_read_in_the_order_of_its_makers(case: dict[str, Any]) -> None:
    assert [entry["id"] for entry in in_order(case["arrived"])] == case["ids"]


def test_each_maker_is_in_its_order_however_it_arrived() -> None:
    chance = random.Random(1)  # noqa: S311 - the same each time
    for _ in range(200):
        arrived = [{"device": device, "number": number} for device in ("phone", "other", None) for number in range(1, chance.randint(2, 6))]
        chance.shuffle(arrived)
        read = in_order(arrived)
        assert [entry["device"] for entry in read] == [entry["device"] for entry in arrived]
        for device in ("phone", "other", None):
            numbers = [entry["number"] for entry in read if entry["device"] == device]
            assert numbers == sorted(numbers)
