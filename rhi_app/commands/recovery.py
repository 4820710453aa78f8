"""`flask recovery rehearse`."""

import time as clock
from datetime import datetime

import click
from flask.cli import AppGroup

from rhi_app.database import db
from rhi_app.models import Rehearsal
from rhi_app.services import accounts, rehearsals
from rhi_app.services.time import now

LOOK_EVERY_SECONDS = 0.5
group = AppGroup("recovery", help="Getting a draft back when a phone is gone.")


@group.command("rehearse")
@click.argument("email")
@click.option("--wait", type=int, default=30, help="Seconds to wait for the job worker.")
def rehearse(email: str, wait: int) -> None:
    """Go through a recovery with a dummy record, in the name of EMAIL (a coordinator or administrator), and say what came of it."""
    account = accounts.find_by_email(db.session, email)
    if account is None:
        raise click.ClickException("There is no account with this mail address.")
    row = rehearsals.ask(db.session, account, now())
    db.session.commit()
    outcome, ended_at = _look(row)
    for _ in range(int(wait / LOOK_EVERY_SECONDS)):
        if ended_at is not None:
            break
        clock.sleep(LOOK_EVERY_SECONDS)
        outcome, ended_at = _look(row)
    if ended_at is None:
        raise click.ClickException("The job worker has not done it yet. The phones page says when it has.")
    if outcome != rehearsals.WORKED:
        raise click.ClickException(f"The recovery did not work: {outcome}.")
    click.echo(f"It worked, {ended_at:%Y-%m-%d %H:%M} UTC: two people brought a dummy draft to a new phone, one person got nothing.")


def _look(row: Rehearsal) -> tuple[str, datetime | None]:
    db.session.refresh(row)
    found = row.outcome, row.ended_at
    db.session.commit()  # SQLite: the worker cannot write while this reads
    return found


COMMANDS = [group]
