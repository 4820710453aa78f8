"""Nothing acknowledged is lost, and no update overwrites another."""

import threading

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from rhi_app.database import make_engine
from rhi_app.services.locks import take_lock

on_sqlite = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
THREADS, TIMES = 4, 25


@on_sqlite
def test_sqlite_writes_ahead_flushes_fully_and_holds_to_foreign_keys(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        told = {name: connection.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous", "foreign_keys")}
    engine.dispose()
    assert told == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


def test_many_who_read_a_number_and_write_the_next_lose_none(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    assert count_up(engine, locked=True) == THREADS * TIMES


@on_sqlite
def test_without_our_set_up_the_same_loses_numbers(empty_database_url: str) -> None:
    """The negative control: the test above bites."""
    assert count_up(create_engine(empty_database_url, connect_args={"timeout": 20}), locked=False) < THREADS * TIMES


def count_up(engine: Engine, locked: bool) -> int:
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE counter (number INTEGER)"))
        connection.execute(text("INSERT INTO counter VALUES (0)"))
    threads = [threading.Thread(target=_count, args=(engine, locked)) for _ in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with engine.connect() as connection:
        number = connection.execute(text("SELECT number FROM counter")).scalar_one()
    engine.dispose()
    return int(number)


def _count(engine: Engine, locked: bool) -> None:
    for _ in range(TIMES):
        with Session(engine) as session:
            if locked:
                take_lock(session, "counter")
            number = session.execute(text("SELECT number FROM counter")).scalar_one()
            session.execute(text("UPDATE counter SET number = :next"), {"next": number + 1})
            session.commit()


def test_an_error_of_the_database_does_not_quote_what_was_to_be_stored(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection, pytest.raises(DBAPIError) as caught:
        connection.execute(text("INSERT INTO no_such_table VALUES (:name)"), {"name": "Kofi Marlow"})
    assert "no_such_table" in str(caught.value)
    assert "Kofi" not in str(caught.value)
    engine.dispose()
