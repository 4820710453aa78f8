"""Who can be named on an episode: people of every organisation, by the role that they hold there."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.models import Account, AccountRole, Organisation


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
    """Organisation id to name: who may run a placement."""
    named = select(Organisation.id, Organisation.name).order_by(Organisation.name)
    return {organisation_id: name for organisation_id, name in session.execute(named)}
