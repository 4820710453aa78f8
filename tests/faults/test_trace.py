"""The order of the system calls around a receipt, as the kernel saw them."""

from pathlib import Path

import pytest

from tests.faults import traced, workplace
from tests.faults.server import LATE_COMMIT


@pytest.mark.slow
@pytest.mark.skipif(not traced.is_possible(), reason="strace is not installed (apt: strace)")
@pytest.mark.parametrize(("application", "slugs"), [(LATE_COMMIT, {"unsynced"})])
def test_a_receipt_that_leaves_before_its_commit_is_seen(application: str, slugs: set[str], tmp_path: Path) -> None:
    with workplace.office(tmp_path) as office:
        assert {fault.slug for fault in traced.receipts_before_their_fsync(office, application)} == slugs
