"""The short form of every kind that breaks the phone. `bin/faults --only NAME --seed N` replays one."""

import pytest

from tests.faults.judging import assert_nothing_is_lost
from tests.faults.kinds import Kind
from tests.faults.registry import KINDS


@pytest.mark.slow
@pytest.mark.browser
@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.needs_browser and kind.short], ids=lambda kind: kind.name)
def test_nothing_is_lost_and_a_broken_build_is_seen(kind: Kind) -> None:
    assert_nothing_is_lost(kind)
