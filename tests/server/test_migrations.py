"""One chain of numbered migrations makes exactly what the models say."""

import re

from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from rhi_app import migration
from rhi_app.database import make_engine
from rhi_app.models import Base


def test_there_is_one_head_and_the_files_are_numbered() -> None:
    names = sorted(path.name for path in (migration.FOLDER / "versions").glob("*.py"))
    assert len(migration.heads()) == 1
    assert [int(name[:4]) for name in names] == list(range(1, len(names) + 1))
    assert all(re.fullmatch(r"\d{4}_[a-z_]+\.py", name) for name in names)


def test_the_migrations_make_what_the_models_say(database_url: str) -> None:
    engine = make_engine(database_url)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    engine.dispose()
    # SQLite gives times back without a zone; models/base.py puts it there again
    assert [found for found in differences if not is_about_a_zone(found)] == []


def is_about_a_zone(difference: object) -> bool:
    first = difference[0] if isinstance(difference, list) else difference
    return isinstance(first, tuple) and first[0] == "modify_type" and "Moment" in repr(first[-1])


def test_a_second_upgrade_changes_nothing(empty_database_url: str) -> None:
    engine = make_engine(empty_database_url)
    migration.upgrade(engine)
    migration.upgrade(engine)
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all() == migration.heads()
    assert "episodes" in inspect(engine).get_table_names()
    engine.dispose()
