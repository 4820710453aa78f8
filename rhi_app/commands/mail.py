"""`flask mail bounced`: what a mail server's pipe hands over."""

import sys

import click
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from rhi_app.database import db
from rhi_app.domain.mail_reports import BYTES_AT_MOST, failed_reference
from rhi_app.domain.problems import Problem
from rhi_app.services import came_back
from rhi_app.services.time import now

TRY_LATER = 75  # EX_TEMPFAIL: the mail server keeps the report and comes again
CHUNK = 64 * 1024
group = AppGroup("mail", help="Mail that comes back.")
COMMANDS = [group]


@group.command("bounced")
def bounced() -> None:
    """Read a report by RFC 3464 on standard input: a mail of ours that will never arrive waits again, and somebody is told.

    Anything else changes nothing and ends well: a mail server must not send it about once more.
    """
    report = sys.stdin.buffer.read(BYTES_AT_MOST + 1)
    while sys.stdin.buffer.read(CHUNK):  # to its end, or the mail server takes it for a failure
        pass
    try:
        came_back.note_came_back(db.session, failed_reference(report), now())
        db.session.commit()
    except Problem as problem:
        click.echo(problem.sentence)
    except OperationalError:
        click.echo("The database does not answer. The report is wanted again.")
        raise SystemExit(TRY_LATER) from None
    else:
        click.echo("A mail came back. It waits, and somebody is told.")
