"""Every kind of fault, in the order of the table."""

from tests.faults import (
    browser_killed,
    canaries,
    clocks,
    connection,
    deliveries,
    deployed,
    disk_refuses,
    killed,
    mutants,
    powercut,
    recoveries,
    together,
    torn,
)
from tests.faults.kinds import Kind

KINDS: list[Kind] = [
    mutants.KIND, deliveries.KIND, killed.KIND, powercut.KIND, connection.KIND, browser_killed.KIND, torn.KIND, disk_refuses.KIND, canaries.KIND,
    clocks.KIND, deployed.KIND, recoveries.KIND, together.KIND,
]  # fmt: skip
SEED = 20261121
