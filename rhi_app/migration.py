"""Brings a database to the shape that this version of the code expects; all of it, or nothing."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER = Path(__file__).parents[1] / "migrations"


def make_config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    return config


def upgrade(engine: Engine) -> None:
    config = make_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def write_revision(engine: Engine, number: str, message: str) -> None:
    """A new migration from the difference between the database and the models; a person reads and mends it."""
    config = make_config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.revision(config, message, autogenerate=True, rev_id=number)


def heads() -> list[str]:
    return list(ScriptDirectory.from_config(make_config()).get_heads())
