"""`flask seed-demo` and `flask cast`."""

import json

import click
from flask.cli import with_appcontext

from rhi_app import current
from rhi_app.database import db
from rhi_app.domain.problems import Problem
from rhi_app.services import demonstration
from rhi_app.services.time import now
from rhi_app.services.trust import check_manifest


@click.command("seed-demo")
@with_appcontext
def seed_demo() -> None:
    """Make the cast, three children and a protocol to confirm, in an empty database; with RHI_DEMO=1 alone."""
    _only_in_the_demonstration()
    provider = check_manifest(current.settings())["organisation"]
    try:
        demonstration.seed(db.session, provider, now())
        demonstration.propose(db.session, now())
    except Problem as problem:
        raise click.ClickException(problem.sentence) from problem
    db.session.commit()
    click.echo("The cast and three children are there, and a protocol that two administrators may put in force.")


@click.command("cast")
@click.option("--json", "as_json", is_flag=True, help="For programs.")
@with_appcontext
def cast(as_json: bool) -> None:
    """Print the demonstration's people, their passwords and the codes of this moment."""
    _only_in_the_demonstration()
    try:
        told = demonstration.list_cast(db.session, now())
    except Problem as problem:
        raise click.ClickException(problem.sentence) from problem
    click.echo(json.dumps(told, indent=1, ensure_ascii=False) if as_json else _table(told))


def _table(told: dict[str, dict[str, str]]) -> str:
    rows = [
        f"  {person['name']:<14} {person['job_title']:<31} {person['email']:<34} {person['password']:<30} {person['code']}"
        for person in told.values()
    ]
    head = f"  {'Name':<14} {'Works as':<31} {'Mail address':<34} {'Password':<30} Code now"
    return "\n".join([head, *rows, "", "  Codes change every 30 seconds; the sign-in page of the demonstration shows the one that opens."])


def _only_in_the_demonstration() -> None:
    if not current.settings().demo:
        raise click.ClickException(demonstration.NotTheDemonstration.sentence)


COMMANDS = [seed_demo, cast]
