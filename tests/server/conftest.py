"""The installation of the portal's tests, with its cast, on each database; and one without anybody."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from rhi_app import create_app
from rhi_app.jobs.queue import close_app
from rhi_app.services.keys import KeyFolders, make_keys
from rhi_app.settings import Settings
from tests.portal.conftest import app, as_person, cast, database_template, now
from tests.portal.strict import Browser

__all__ = ["app", "as_person", "cast", "database_template", "now"]


@pytest.fixture
def browser(app: Flask) -> Browser:
    """Of somebody who is not signed in."""
    return Browser(app)


@pytest.fixture
def empty_app(nobodys_database_url: str, tmp_path: Path) -> Iterator[Flask]:
    settings = Settings.under(tmp_path / "state", database_url=nobodys_database_url, demo=True)
    make_keys(settings, KeyFolders.under(settings.state), datetime.now(UTC))
    made = create_app(settings)
    yield made
    close_app(made)
