"""`flask accounts …`: the organisations and people of an installation, by whoever looks after it."""

import click
import segno
from flask.cli import AppGroup
from sqlalchemy import select

from rhi_app import access, current
from rhi_app.commands.keys import refusals
from rhi_app.database import db
from rhi_app.domain.problems import Problem
from rhi_app.models import Account, Organisation
from rhi_app.services import accounts, second_factor
from rhi_app.services.time import now
from rhi_app.services.trust import organisation_id

group = AppGroup("accounts", help="Organisations and people.")


@group.command("add-organisation")
@click.argument("name")
@click.option("--kind", type=click.Choice(["provider", "authority", "force"]), required=True, help="The provider is the one whose keys these are.")
@click.option("--authority", help="For an authority: the key of its protocol, as essex.")
def add_organisation(name: str, kind: str, authority: str | None) -> None:
    """Add the provider, an authority or a force."""
    with refusals():
        chosen = organisation_id(current.settings()) if kind == "provider" else None
        accounts.add_organisation(db.session, None, name, kind, authority, now(), organisation_id=chosen)
        db.session.commit()
    click.echo(f"{name} is there.")


@group.command("add")
@click.argument("email")
@click.argument("name")
@click.option("--organisation", required=True, help="Its name, as it was added.")
@click.option("--role", "roles", type=click.Choice(access.ROLES), multiple=True, required=True)
@click.option("--job-title", default="")
def add(email: str, name: str, organisation: str, roles: tuple[str, ...], job_title: str) -> None:
    """Add a person, and print once what they sign in with."""
    with refusals():
        password = accounts.propose_password()
        account = accounts.add_account(
            db.session, None, _organisation(organisation), email=email, name=name, roles=set(roles), password=password, now=now(), job_title=job_title
        )
        db.session.commit()
    _tell(account, password)


@group.command("renew")
@click.argument("email")
def renew(email: str) -> None:
    """Give a person a new password and second factor; every open sign-in ends at once."""
    with refusals():
        account, password = _account(email), accounts.propose_password()
        accounts.change_password(db.session, None, account, password, now())
        second_factor.set_up(db.session, account)
        db.session.commit()
    _tell(account, password)


@group.command("disable")
@click.argument("email")
def disable(email: str) -> None:
    """Shut a person out at once, in every browser."""
    with refusals():
        accounts.disable(db.session, None, _account(email), now())
        db.session.commit()
    click.echo(f"{email} is shut out.")


def _organisation(name: str) -> Organisation:
    found = db.session.scalar(select(Organisation).where(Organisation.name == name))
    if found is None:
        raise Problem(f"There is no organisation “{name}”. `flask accounts add-organisation` adds one.")
    return found


def _account(email: str) -> Account:
    found = accounts.find_by_email(db.session, email)
    if found is None:
        raise Problem(f"There is no account with the address {email}.")
    return found


def _tell(account: Account, password: str) -> None:
    address = second_factor.address(db.session, account, current.settings().name)
    click.echo(f"Mail address  {account.email}\nPassword      {password}\nFor the authenticator app, now and never again:\n{address}")
    segno.make(address, micro=False).terminal(compact=True)


COMMANDS = [group]
