"""Each test gets a database of its own, migrated, on both engines."""

from sqlalchemy import create_engine, inspect, text

from rhi_app.models import Base


def test_a_database_is_migrated_and_of_the_engine_that_was_asked_for(database_url: str, database_engine: str) -> None:
    engine = create_engine(database_url)
    assert engine.dialect.name == database_engine
    assert set(inspect(engine).get_table_names()) >= set(Base.metadata.tables)
    engine.dispose()


def test_what_one_test_writes_no_other_sees(database_url: str, database_engine: str) -> None:
    assert leave_a_mark(database_url) == 1


def test_what_another_test_wrote_is_not_here(database_url: str, database_engine: str) -> None:
    assert leave_a_mark(database_url) == 1


def leave_a_mark(url: str) -> int:
    """How many marks there are after leaving one."""
    engine = create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS marks (mark integer)"))
        connection.execute(text("INSERT INTO marks VALUES (1)"))
        marks = connection.execute(text("SELECT count(*) FROM marks")).scalar_one()
    engine.dispose()
    return int(marks)


def test_an_empty_database_has_no_table(empty_database_url: str) -> None:
    engine = create_engine(empty_database_url)
    assert inspect(engine).get_table_names() == []
    engine.dispose()
