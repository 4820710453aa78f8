"""Alembic's entry. The caller passes a connection (rhi_app/migration.py); there is no second place that knows the database."""

from typing import Any

from alembic import context
from sqlalchemy import Connection

from rhi_app.models import Base, Moment


def render_item(kind: str, item: Any, _autogen: Any) -> str | bool:
    """A migration must not change when a class of ours does."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, Moment) else False


def compare_type(_context: Any, _inspected: Any, _column: Any, _inspected_type: Any, described_type: Any) -> bool | None:
    """SQLite keeps times as text and forgets the zone, so a Moment is not compared with what it tells."""
    return False if isinstance(described_type, Moment) else None


connection: Connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_item=render_item,
    compare_type=compare_type,
    render_as_batch=connection.dialect.name == "sqlite",  # SQLite changes a table by copying it
)
with context.begin_transaction():
    context.run_migrations()
