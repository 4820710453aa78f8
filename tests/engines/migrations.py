"""Brings a database to the newest shape, as `flask db-upgrade` does."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from rhi_app.database import make_engine

PROJECT = Path(__file__).parents[2]


def upgrade(url: str, revision: str = "head") -> None:
    config = Config()
    config.set_main_option("script_location", str(PROJECT / "migrations"))
    engine = make_engine(url)
    try:
        with engine.begin() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, revision)
    finally:
        engine.dispose()
