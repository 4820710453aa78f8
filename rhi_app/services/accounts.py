"""Organisations, accounts and the set of roles that each holds."""

import secrets
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import NotHere, Problem
from rhi_app.models import Account, AccountRole, Organisation
from rhi_app.services import second_factor, sign_in
from rhi_app.services.audit import record_audit
from rhi_app.services.passwords import hash_password
from rhi_app.services.words import word_list


class AddressTaken(Problem):
    slug = "address-taken"
    sentence = "There is an account with this mail address already."


class OrganisationThere(Problem):
    slug = "organisation-there"
    sentence = "There is an organisation with this name already, or the provider was added before."


def add_organisation(
    session: Session,
    actor: Account | None,
    name: str,
    kind: str,
    authority: str | None,
    now: datetime,
    organisation_id: str | None = None,
) -> Organisation:
    """`organisation_id`: the provider's stands in the manifest before its row is there."""
    known = select(Organisation.id).where(or_(Organisation.name == name, Organisation.id == organisation_id))
    if session.scalar(known) is not None:
        raise OrganisationThere
    organisation = Organisation(id=organisation_id or new_id(), name=name, kind=kind, authority=authority)
    session.add(organisation)
    record_audit(session, actor, "organisation.add", "organisation", organisation.id, now)
    return organisation


def add_account(
    session: Session,
    actor: Account | None,
    organisation: Organisation,
    *,
    email: str,
    name: str,
    roles: set[str],
    password: str,
    now: datetime,
    job_title: str = "",
    is_demonstration: bool = False,
) -> Account:
    """An account with its roles in its own organisation, a password and a second factor."""
    if find_by_email(session, email) is not None:
        raise AddressTaken
    account = Account(
        id=new_id(), organisation=organisation, email=clean_email(email), name=name, job_title=job_title,
        password_hash=hash_password(password), is_demonstration=is_demonstration, created_at=now,
    )  # fmt: skip
    session.add(account)
    second_factor.set_up(session, account)
    session.flush()
    for role in sorted(roles):
        give_role(session, actor, account, organisation, role, now)
    record_audit(session, actor, "account.add", "account", account.id, now)
    return account


def give_role(
    session: Session, actor: Account | None, account: Account, organisation: Organisation, role: str, now: datetime
) -> None:
    account.roles.append(AccountRole(organisation_id=organisation.id, role=role))
    record_audit(session, actor, "account.give_role", "account", account.id, now, detail=role)


def disable(session: Session, actor: Account | None, account: Account, now: datetime) -> None:
    """Ends every open sign-in at once."""
    account.is_active = False
    sign_in.end_all(session, actor, account, now)
    record_audit(session, actor, "account.disable", "account", account.id, now)


def change_password(session: Session, actor: Account | None, account: Account, password: str, now: datetime) -> None:
    """Ends every open sign-in: whoever knew the old one is out."""
    account.password_hash = hash_password(password)
    sign_in.end_all(session, actor, account, now)
    record_audit(session, actor, "account.change_password", "account", account.id, now)


def propose_password() -> str:
    """Four words of a list of 7,776: nobody has to invent one."""
    return " ".join(secrets.choice(word_list()) for _ in range(4))


def get_account(session: Session, account_id: str) -> Account:
    account = session.get(Account, account_id)
    if account is None:
        raise NotHere
    return account


def find_by_email(session: Session, email: str) -> Account | None:
    return session.scalar(select(Account).where(Account.email == clean_email(email)))


def list_with_role(session: Session, organisation_id: str, role: str) -> list[Account]:
    """Who can be chosen: active accounts that hold the role in that organisation, by name."""
    holds = select(AccountRole.account_id).where(AccountRole.organisation_id == organisation_id, AccountRole.role == role)
    chosen = select(Account).where(Account.id.in_(holds), Account.is_active).order_by(Account.name)
    return list(session.scalars(chosen))


def clean_email(email: str) -> str:
    """One person, one account, whatever the capitals."""
    return email.strip().casefold()
