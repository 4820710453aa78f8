"""Every kind of fault, in the order of the table."""

from tests.faults import mutants
from tests.faults.kinds import Kind

KINDS: list[Kind] = [mutants.KIND]
SEED = 20261121
