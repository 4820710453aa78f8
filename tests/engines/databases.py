"""One fresh, migrated database for each test, on SQLite and on PostgreSQL: ask for `database_url`."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhi_app import migration
from rhi_app.database import make_engine
from tests.engines.postgres import NoPostgres, PostgresServer

DATABASES = ("sqlite", "postgresql")
TEMPLATE = "template_rhi"


def upgrade(url: str) -> None:
    """As `flask db-upgrade` does."""
    engine = make_engine(url)
    migration.upgrade(engine)
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    try:
        server = PostgresServer()
        server.start()
    except NoPostgres as problem:
        pytest.skip(str(problem))
    yield server
    server.remove()


@pytest.fixture(scope="session")
def postgres_template(postgres_server: PostgresServer) -> str:
    """Migrated once; every test's database is a copy of it, which takes 25 ms."""
    upgrade(postgres_server.create_database(TEMPLATE))
    return TEMPLATE


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture(params=DATABASES)
def database_engine(request: pytest.FixtureRequest) -> str:
    """Override with `@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)` for one engine alone."""
    return str(request.param)


@pytest.fixture
def database_template(database_engine: str, request: pytest.FixtureRequest) -> Path | str:
    """What each test's database is a copy of; where people must be there already, a conftest says so (offices.py)."""
    kept: Path | str = request.getfixturevalue("sqlite_template" if database_engine == "sqlite" else "postgres_template")
    return kept


@pytest.fixture
def database_url(database_template: Path | str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    yield from _copy_of(database_template, request, tmp_path / "database")


@pytest.fixture
def nobodys_database_url(database_engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Without people, wherever it is asked for."""
    template = request.getfixturevalue("sqlite_template" if database_engine == "sqlite" else "postgres_template")
    yield from _copy_of(template, request, tmp_path / "nobodys")


@pytest.fixture
def empty_database_url(database_engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """No table yet: for tests of the migrations themselves."""
    if database_engine == "sqlite":
        yield f"sqlite:///{tmp_path / 'empty.sqlite3'}"
        return
    yield from _fresh_on_postgres(request, "template0")


@pytest.fixture
def postgres_url(request: pytest.FixtureRequest, postgres_template: str) -> Iterator[str]:
    """For what is tried on PostgreSQL alone, such as a whole installation there."""
    yield from _fresh_on_postgres(request, postgres_template)


def _copy_of(template: Path | str, request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    if isinstance(template, str):
        yield from _fresh_on_postgres(request, template)
        return
    folder.mkdir()  # of its own: no key may lie in it
    file = shutil.copy(template, folder / "rhi.sqlite3")
    yield f"sqlite:///{file}"


def _fresh_on_postgres(request: pytest.FixtureRequest, template: str) -> Iterator[str]:
    server: PostgresServer = request.getfixturevalue("postgres_server")
    name = f"test_{uuid.uuid4().hex}"
    yield server.create_database(name, template)
    server.drop_database(name)
