"""flask rescue: what a phone could not send, brought in as a file."""

from pathlib import Path

import click
from flask.cli import AppGroup, with_appcontext

from rhi_app import current
from rhi_app.database import db
from rhi_app.services import rescue
from rhi_app.services.time import now

group = AppGroup("rescue", help="Rescue files of phones.")
COMMANDS = [group]


@group.command("open", help="Take in the sealed envelopes of a rescue file, as if they had been sent. A second time changes nothing.")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@with_appcontext
def open_file(file: Path) -> None:
    try:
        taken = rescue.take_in(db.session, current.settings(), None, file.read_bytes(), now())
    except rescue.RescueUnreadable as problem:
        raise click.ClickException(problem.sentence) from problem
    db.session.commit()
    click.echo(f"{taken.new} new, {taken.known} known.")
    for sentence, count in taken.refused.items():
        click.echo(f"{count} not taken: {sentence}")
