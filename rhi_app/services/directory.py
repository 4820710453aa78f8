"""The directory of those who read: people, desks, authorities and forces. A new address, or a changed one, needs a second administrator."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import NotHere, Problem
from rhi_app.models import Account, AccountRole, Desk, DirectoryChange, Organisation
from rhi_app.services import accounts, came_back, invitations
from rhi_app.services.audit import record_audit
from rhi_app.services.protocols import label_of, layers_of

ROLES = {"social_worker": "Social worker", "police_liaison": "Police liaison", "recipient": "Reads for a desk, or as another role"}
OWN_DESKS = {"team": "The team: asked when one of them has not opened it", "duty_manager": "Duty manager: asked when the team has not either"}
PROPOSED = "proposed"
OLD_STAYS = "The old one stays in use until a second administrator has confirmed. Then they sign in with the new one; password and code stay."


class SecondPersonNeeded(Problem):
    slug = "second-person-needed"
    sentence = "You proposed this yourself. Another administrator looks at it and confirms."


class DecidedAlready(Problem):
    slug = "change-decided-already"
    sentence = "This was decided already."


def readers_with_role(session: Session, role: str) -> dict[str, str]:
    """Account id to “Cerys Vaughan, Essex children and families”, by name."""
    holds = (
        select(Account.id, Account.name, Organisation.name)
        .join(AccountRole, AccountRole.account_id == Account.id)
        .join(Organisation, Organisation.id == AccountRole.organisation_id)
        .where(AccountRole.role == role, Account.is_active)
        .order_by(Account.name, Organisation.name)
    )
    return {account_id: f"{name}, {organisation}" for account_id, name, organisation in session.execute(holds)}


def organisations(session: Session) -> dict[str, str]:
    """Organisation id to name."""
    named = select(Organisation.id, Organisation.name).order_by(Organisation.name)
    return {organisation_id: name for organisation_id, name in session.execute(named)}


def recipients_organisations(session: Session) -> list[Organisation]:
    """Authorities and forces, by name."""
    return list(session.scalars(select(Organisation).where(Organisation.kind != "provider").order_by(Organisation.name)))


def people_of(session: Session, organisation_id: str) -> list[Account]:
    own = select(Account).where(Account.organisation_id == organisation_id, Account.is_active)
    return list(session.scalars(own.order_by(Account.name)))


def desks_of(session: Session, organisation_id: str) -> list[Desk]:
    return list(session.scalars(select(Desk).where(Desk.organisation_id == organisation_id, Desk.is_active).order_by(Desk.name)))


def desk_roles(organisation: Organisation) -> dict[str, str]:
    """What a desk there can be: a recipient of the authority's protocol, or the organisation's own."""
    found = dict(OWN_DESKS)
    if organisation.authority:
        sharing: dict[str, Any] = next((layer["sharing"] for layer in layers_of(organisation.authority) if "sharing" in layer), {})
        found |= {kind: label_of(organisation.authority, "roles", kind) for kind in sharing}
    return {code: words[:1].upper() + words[1:] for code, words in found.items()}


def waiting(session: Session) -> list[DirectoryChange]:
    return list(session.scalars(select(DirectoryChange).where(DirectoryChange.state == PROPOSED).order_by(DirectoryChange.proposed_at)))


def propose_person(session: Session, actor: Account, organisation: Organisation, name: str, email: str, role: str, now: datetime) -> DirectoryChange:
    _refuse_taken(session, email)
    return _propose(session, actor, DirectoryChange(organisation_id=organisation.id, name=name, email=accounts.clean_email(email), role=role), now)


def propose_address(session: Session, actor: Account, account: Account, email: str, now: datetime) -> DirectoryChange:
    _refuse_taken(session, email)
    change = DirectoryChange(
        account_id=account.id, organisation_id=account.organisation_id, name=account.name, email=accounts.clean_email(email), role=""
    )
    return _propose(session, actor, change, now)


def confirm(session: Session, actor: Account, change: DirectoryChange, now: datetime) -> str:
    """The second pair of eyes. For a new person: the code that goes with their invitation, to be told by another way than mail."""
    _decide(session, actor, change, "confirmed", now)
    _refuse_taken(session, change.email)
    if change.account is not None:
        change.account.email = change.email
        record_audit(session, actor, "account.change_address", "account", change.account.id, now)
        came_back.send_waiting(session, change.account, now)
        return ""
    organisation = session.get_one(Organisation, change.organisation_id)
    password = accounts.propose_password()  # nobody is told: the invitation makes one that is
    account = accounts.add_account(
        session, actor, organisation, email=change.email, name=change.name, roles={change.role}, password=password, now=now
    )
    change.account_id = account.id
    return invitations.invite(session, actor, account, now)


def refuse(session: Session, actor: Account, change: DirectoryChange, now: datetime) -> None:
    """Who proposed it may take it back."""
    _decide(session, actor, change, "refused", now)


def get_change(session: Session, change_id: str) -> DirectoryChange:
    found = session.get(DirectoryChange, change_id)
    if found is None:
        raise NotHere
    return found


def save_desk(
    session: Session, actor: Account, desk: Desk | None, organisation: Organisation, role: str, name: str, members: list[str], now: datetime
) -> Desk:
    """Only people who are in the directory already: an address that a second person has seen."""
    made = desk or Desk(id=new_id(), organisation_id=organisation.id, created_at=now)
    made.role, made.name = role, name
    made.members = [account for account in people_of(session, organisation.id) if account.id in members]
    session.add(made)
    record_audit(session, actor, "desk.save", "desk", made.id, now, detail=role)
    return made


def close_desk(session: Session, actor: Account, desk: Desk, now: datetime) -> None:
    desk.is_active = False
    record_audit(session, actor, "desk.close", "desk", desk.id, now)


def get_desk(session: Session, desk_id: str) -> Desk:
    found = session.get(Desk, desk_id)
    if found is None or not found.is_active:
        raise NotHere
    return found


def get_organisation(session: Session, organisation_id: str) -> Organisation:
    found = session.get(Organisation, organisation_id)
    if found is None or found.kind == "provider":
        raise NotHere
    return found


def _propose(session: Session, actor: Account, change: DirectoryChange, now: datetime) -> DirectoryChange:
    change.id, change.state, change.proposed_at, change.proposed_by_id = new_id(), PROPOSED, now, actor.id
    session.add(change)
    session.flush()
    record_audit(session, actor, "directory.propose", "directory_change", change.id, now)
    return change


def _decide(session: Session, actor: Account, change: DirectoryChange, state: str, now: datetime) -> None:
    session.refresh(change, with_for_update=True)  # somebody else may decide in this moment
    if change.state != PROPOSED:
        raise DecidedAlready
    if state == "confirmed" and change.proposed_by_id == actor.id:
        raise SecondPersonNeeded
    change.state, change.decided_at, change.decided_by_id = state, now, actor.id
    record_audit(session, actor, f"directory.{state}", "directory_change", change.id, now)


def _refuse_taken(session: Session, email: str) -> None:
    if accounts.find_by_email(session, email) is not None:
        raise accounts.AddressTaken


