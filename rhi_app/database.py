"""The database: SQLite so set that nothing acknowledged is lost and no update overwrites another; PostgreSQL where one machine is not enough."""

from inspect import iscoroutinefunction
from pathlib import Path
from typing import Any

from flask import Flask
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import Engine, create_engine, event, make_url

from rhi_app.settings import Settings

BUSY_SECONDS = 20

# An error of the database quotes the statement's values otherwise, and logs hold no personal data.
ENGINE_OPTIONS = {"hide_parameters": True}

db = SQLAlchemy(engine_options=ENGINE_OPTIONS)


def init_database(app: Flask, settings: Settings) -> None:
    make_folder(settings.database_url)
    app.config["SQLALCHEMY_ENGINES"] = {"default": settings.database_url}
    db.init_app(app)
    leave_out_async_sessions(app)
    with app.app_context():
        prepare(db.engine)


def leave_out_async_sessions(app: Flask) -> None:
    """The extension closes them in a thread and an event loop of their own at the end of every request. There are none."""
    app.teardown_appcontext_funcs = [close for close in app.teardown_appcontext_funcs if not iscoroutinefunction(close)]


def make_engine(url: str) -> Engine:
    """For what runs without the application: migrations, tests of the data layer."""
    make_folder(url)
    return prepare(create_engine(url, **ENGINE_OPTIONS))


def make_folder(url: str) -> None:
    parts = make_url(url)
    if parts.get_backend_name() == "sqlite" and parts.database:
        Path(parts.database).parent.mkdir(parents=True, exist_ok=True, mode=0o700)


def prepare(engine: Engine) -> Engine:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    return engine


def _set_up_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver would begin late, after the first read: a lost update, without an error
    # FULL: with NORMAL, a power cut loses rows whose commit was answered. The receipt promises that it does not.
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={BUSY_SECONDS * 1000}"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Any) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
