"""`flask db-upgrade` and `flask db-revision`."""

import click
from flask.cli import with_appcontext

from rhi_app import migration
from rhi_app.database import db


@click.command("db-upgrade")
@with_appcontext
def db_upgrade() -> None:
    """Bring the database to the newest shape."""
    migration.upgrade(db.engine)
    click.echo(f"The database is at {', '.join(migration.heads())}.")


@click.command("db-revision")
@click.argument("number")
@click.argument("message")
@with_appcontext
def db_revision(number: str, message: str) -> None:
    """Write migrations/versions/NUMBER_MESSAGE.py from what the models have and the database does not."""
    migration.write_revision(db.engine, number, message)


COMMANDS = [db_upgrade, db_revision]
