"""The portal with its cast, on each database."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from rhi_app import create_app
from rhi_app.jobs.queue import close_app
from rhi_app.settings import Settings
from tests.engines.offices import KeptOffice
from tests.portal.cast import signed_in
from tests.portal.strict import Browser


@pytest.fixture
def database_template(kept_office: KeptOffice) -> Path | str:
    """The cast is there already."""
    return kept_office.database


@pytest.fixture
def app(kept_office: KeptOffice, database_url: str, tmp_path: Path) -> Iterator[Flask]:
    state = kept_office.copy_keys(tmp_path / "state")
    app = create_app(Settings.under(state, database_url=database_url, demo=True, secret_key="only for this test"))
    app.config["CAST"] = kept_office.cast
    yield app
    close_app(app)


@pytest.fixture
def cast(app: Flask) -> dict[str, str]:
    return dict(app.config["CAST"])


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(second=0, microsecond=0)


@pytest.fixture
def as_person(app: Flask, cast: dict[str, str], now: datetime) -> Callable[[str], Browser]:
    """A browser of somebody who is signed in."""
    return lambda name: signed_in(app, cast[name], datetime.now(UTC))
