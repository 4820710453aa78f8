"""What a test asserts of a kind: the build as it is breaks no promise, and the checker sees the broken one."""

from tests.faults.kinds import Kind
from tests.faults.registry import SEED
from tests.faults.table import measure


def assert_nothing_is_lost(kind: Kind) -> None:
    line = measure(kind, kind.short, SEED)
    assert line.outcome.faults == []
    assert line.outcome.tries >= kind.short
    assert kind.is_caught(line.control), f"a build that {kind.broken} was not caught"
