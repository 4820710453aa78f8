"""What the browser tests share: the office of the sync tests behind a real address, and a phone set up with it."""

from tests.browser.site import enrolled, enrolled_for_all, enrolled_once, site, templates

__all__ = ["enrolled", "enrolled_for_all", "enrolled_once", "site", "templates"]
