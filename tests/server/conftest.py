"""The installation of the portal's tests, with its cast, on each database."""

from tests.portal.conftest import app, as_person, cast, now

__all__ = ["app", "as_person", "cast", "now"]
