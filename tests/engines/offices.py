"""An office that is made once for each database: its keys in a folder, its people in a database. Every test's own is a copy of both."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from rhi_app import create_app
from rhi_app.domain.identifiers import new_id
from rhi_app.jobs.queue import close_app
from rhi_app.services.keys import KeyFolders, make_keys
from rhi_app.settings import Settings
from tests.engines.postgres import PostgresServer
from tests.portal.cast import add_cast

TEMPLATE = "template_office"


@dataclass(frozen=True)
class KeptOffice:
    state: Path
    cast: dict[str, str]
    database: Path | str  # a file of SQLite, or the name of a template of PostgreSQL

    def copy_keys(self, to: Path) -> Path:
        """The state folder of an office that begins."""
        shutil.copytree(self.state, to)
        return to


def keep_office(state: Path, url: str, database: Path | str) -> KeptOffice:
    """`url` is of a migrated database, which the cast is added to."""
    settings, organisation = Settings.under(state, database_url=url, demo=True), new_id()
    make_keys(settings, KeyFolders.under(state), datetime.now(UTC), organisation)
    app = create_app(settings)
    with app.app_context():
        cast = add_cast(organisation)
    close_app(app)
    return KeptOffice(state, cast, database)


@pytest.fixture(scope="session")
def office_on_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> KeptOffice:
    folder = tmp_path_factory.mktemp("office")
    file = shutil.copy(sqlite_template, folder / "office.sqlite3")
    return keep_office(folder / "state", f"sqlite:///{file}", file)


@pytest.fixture(scope="session")
def office_on_postgresql(postgres_server: PostgresServer, postgres_template: str, tmp_path_factory: pytest.TempPathFactory) -> KeptOffice:
    url = postgres_server.create_database(TEMPLATE, postgres_template)
    return keep_office(tmp_path_factory.mktemp("office") / "state", url, TEMPLATE)


@pytest.fixture
def kept_office(database_engine: str, request: pytest.FixtureRequest) -> KeptOffice:
    """Of this test's database."""
    kept: KeptOffice = request.getfixturevalue(f"office_on_{database_engine}")
    return kept
