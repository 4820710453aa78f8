"""How a recipient without an account comes in: a link by mail, a code by another way. Whoever has one of them alone gets nowhere."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import NotHere, Problem
from rhi_app.models import Account, Invitation
from rhi_app.services import accounts, passwords, second_factor
from rhi_app.services.audit import record_audit
from rhi_app.services.outbox import put

OPEN_FOR = timedelta(days=14)


class InvitationEnded(Problem):
    slug = "invitation-ended"
    sentence = "This invitation has ended or was used. Ask whoever invited you for a new one."
    status = 410


class WrongInvitationCode(Problem):
    slug = "wrong-invitation-code"
    sentence = "That is not the code. It is four words, told to you by whoever invited you."
    try_again = True


def invite(session: Session, actor: Account, account: Account, now: datetime) -> str:
    """A new one ends the one before. The code is shown once and kept as a hash."""
    code = accounts.propose_password()
    earlier = session.scalar(select(Invitation).where(Invitation.account_id == account.id))
    if earlier is not None:
        session.delete(earlier)
        session.flush()
    made = Invitation(
        id=new_id(), account_id=account.id, code_hash=passwords.hash_password(code), created_at=now, open_until=now + OPEN_FOR
    )
    session.add(made)
    put(session, "send_mail", {"account": account.id, "reason": "invitation", "invitation": made.id, "mail": new_id()}, now)
    record_audit(session, actor, "account.invite", "account", account.id, now)
    return code


def get_invitation(session: Session, invitation_id: str, now: datetime) -> Invitation:
    found = session.get(Invitation, invitation_id)
    if found is None:
        raise NotHere
    if found.used_at is not None or now >= found.open_until or not found.account.is_active:
        raise InvitationEnded
    return found


def accept(session: Session, invitation: Invitation, code: str, now: datetime) -> str:
    """The password that is shown once, beside the square code for the authenticator app. The caller has counted the guess."""
    if not passwords.is_right(invitation.code_hash, " ".join(code.casefold().split())):
        raise WrongInvitationCode
    session.refresh(invitation, ["used_at"], with_for_update=True)  # two may come in the same moment
    if invitation.used_at is not None:
        raise InvitationEnded
    invitation.used_at = now
    password = accounts.propose_password()
    accounts.change_password(session, invitation.account, invitation.account, password, now)
    second_factor.set_up(session, invitation.account)
    record_audit(session, invitation.account, "account.come_in", "account", invitation.account_id, now)
    return password
