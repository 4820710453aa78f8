"""Every kind of fault, in the order of the table."""

from tests.faults import deliveries, killed, mutants
from tests.faults.kinds import Kind

KINDS: list[Kind] = [mutants.KIND, deliveries.KIND, killed.KIND]
SEED = 20261121
