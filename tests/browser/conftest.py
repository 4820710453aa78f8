"""What the browser tests share: the office of the sync tests behind a real address, and a phone set up with it."""

import pytest

from tests.browser.site import Enrolled, enrolled, enrolled_for_all, enrolled_once, site, templates
from tests.browser.walk import Walk

__all__ = ["enrolled", "enrolled_for_all", "enrolled_once", "site", "templates"]


@pytest.fixture(scope="module")
def walk(enrolled_for_all: Enrolled) -> Walk:
    """One phone for all tests of a file: each has a case of its own on it."""
    return Walk(enrolled_for_all)


@pytest.fixture
def record(walk: Walk) -> str:
    """Kofi's, on the phone; from here on there is no network."""
    made = walk.allocate("kofi")
    walk.page.context.set_offline(True)
    return made
