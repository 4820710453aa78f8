"""The portal with its cast, on each database."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask
from jinja2.bccache import Bucket, BytecodeCache

from rhi_app import create_app
from rhi_app.domain.identifiers import new_id
from rhi_app.jobs.queue import close_app
from rhi_app.services.keys import KeyFolders, make_keys
from rhi_app.settings import Settings
from tests.portal.cast import add_cast, signed_in
from tests.portal.strict import Browser


class Compiled(BytecodeCache):
    """Templates compiled by one test serve the next: each test makes an application of its own."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key + bucket.checksum in self.kept:
            bucket.bytecode_from_string(self.kept[bucket.key + bucket.checksum])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.kept[bucket.key + bucket.checksum] = bucket.bytecode_to_string()


COMPILED = Compiled()


@pytest.fixture
def app(database_url: str, tmp_path: Path) -> Iterator[Flask]:
    settings = Settings.under(tmp_path / "state", database_url=database_url, demo=True, secret_key="only for this test")
    organisation = new_id()
    make_keys(settings, KeyFolders.under(tmp_path / "state"), datetime.now(UTC), organisation)
    app = create_app(settings)
    app.jinja_env.bytecode_cache = COMPILED
    with app.app_context():
        app.config["CAST"] = add_cast(organisation)
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
