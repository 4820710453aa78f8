"""`flask audit check` and `flask audit head`."""

from pathlib import Path

import click
from flask.cli import AppGroup

from rhi_app import current
from rhi_app.database import db
from rhi_app.services import audit, audit_heads

group = AppGroup("audit", help="The audit chain.")


@group.command("check")
@click.option("--heads", type=click.Path(exists=True, path_type=Path), help="Heads that were noted; without it, those of RHI_AUDIT_HEADS_FILE.")
def check(heads: Path | None) -> None:
    """Say whether every line is as it was written, and whether every noted head is still there."""
    noted = audit_heads.read_heads(heads or current.settings().audit_heads_file)
    faults = list(audit.find_faults(db.session, noted))
    if faults:
        raise click.ClickException("\n".join(faults))
    number, digest = audit.find_head(db.session)
    click.echo(f"The chain of {number} lines holds; {len(noted)} noted heads are in it. Head: {digest}")


@group.command("head")
def head() -> None:
    """Print number and hash of the last line, to be kept somewhere else."""
    number, digest = audit.find_head(db.session)
    click.echo(f"{number} {digest}")


COMMANDS = [group]
