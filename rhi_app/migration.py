"""Brings a database to the shape that this version of the code expects; all of it, or nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

FOLDER = Path(__file__).parents[1] / "migrations"


def make_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def upgrade(engine: Engine) -> None:
    config = make_config()
    with engine.connect() as connection, tables_may_be_copied(connection), connection.begin():
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        refuse_dangling(connection)


@contextmanager
def tables_may_be_copied(connection: Connection) -> Iterator[None]:
    """SQLite changes a table by copying it and dropping the old one, which no row that points at it would allow."""
    if connection.dialect.name != "sqlite":
        yield
        return
    plain = connection.connection.cursor()  # within a transaction, which a statement of SQLAlchemy begins, this changes nothing
    plain.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        plain.execute("PRAGMA foreign_keys=ON")


def refuse_dangling(connection: Connection) -> None:
    """What was not looked at on the way is looked at before the end: else all is taken back."""
    if connection.dialect.name == "sqlite" and (lost := connection.exec_driver_sql("PRAGMA foreign_key_check").all()):
        raise RuntimeError(f"rows point at nothing: {sorted({row[0] for row in lost})}")


def write_revision(engine: Engine, number: str, message: str) -> None:
    """A new migration from the difference between the database and the models; a person reads and mends it."""
    config = make_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True, rev_id=number)


def heads() -> list[str]:
    return list(ScriptDirectory.from_config(make_config()).get_heads())
