"""The short form of every kind that needs no browser. `bin/faults --only NAME --seed N` replays one."""

import pytest

from tests.faults.kinds import Kind
from tests.faults.registry import KINDS, SEED

IN_PROCESS = [kind for kind in KINDS if not kind.name.startswith("browser")]


@pytest.mark.slow
@pytest.mark.parametrize("kind", IN_PROCESS, ids=lambda kind: kind.name)
def test_nothing_is_lost_and_the_checker_would_see_it(kind: Kind) -> None:
    outcome = kind.run(kind.short, SEED, broken=False)
    assert outcome.faults == []
    assert outcome.tries >= kind.short
    assert kind.is_caught(kind.run(kind.control, SEED, broken=True)), f"a build that {kind.broken} was not caught"
