"""A phone that does not open, or is gone: one person opens a recovery, another approves it; then a new phone gets the drafts of the old one."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain import recovery
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import NotHere, Problem
from rhi_app.models import Account, Device, EnrolmentCode, Recovery
from rhi_app.services.audit import record_audit
from rhi_app.services.locks import take_lock

LASTS = timedelta(hours=24)  # from opening to the new phone


class NotYourOwn(Problem):
    slug = "not-your-own"
    sentence = "This is about your own phone. Somebody else has to do it."


class SecondPersonNeeded(Problem):
    slug = "second-person-needed"
    sentence = "You opened it yourself. A second person has to approve it."


class RecoveryOver(Problem):
    slug = "recovery-over"
    sentence = "This recovery is over: done, closed, or older than 24 hours. Open a new one."


class NotApproved(Problem):
    slug = "recovery-not-approved"
    sentence = "A second person has not approved it yet."


def open_recovery(session: Session, actor: Account, owner: Account, reason: str, now: datetime) -> Recovery:
    """One at a time for each interviewer: the one that is there already is given again."""
    if not recovery.may_open(actor.id, owner.id):
        raise NotYourOwn
    take_lock(session, f"recoveries:{owner.id}")
    there = find_open(session, owner, now)
    if there is not None:
        return there
    row = Recovery(id=new_id(), account_id=owner.id, reason=reason, opened_by_id=actor.id, opened_at=now, expires_at=now + LASTS)
    session.add(row)
    record_audit(session, actor, "recovery.open", "recovery", row.id, now, detail=reason)
    return row


def approve(session: Session, actor: Account, row: Recovery, now: datetime) -> None:
    if not is_open(row, now) or row.approved_at is not None:
        raise RecoveryOver
    if not recovery.may_approve(actor.id, row.account_id, row.opened_by_id):
        raise NotYourOwn if actor.id == row.account_id else SecondPersonNeeded
    row.approved_by_id, row.approved_at = actor.id, now
    record_audit(session, actor, "recovery.approve", "recovery", row.id, now)


def close(session: Session, actor: Account, row: Recovery, now: datetime) -> None:
    """Refused by the second person, or no longer needed."""
    if not is_open(row, now):
        raise RecoveryOver
    row.closed_by_id, row.closed_at = actor.id, now
    record_audit(session, actor, "recovery.close", "recovery", row.id, now)


def refuse_unless_approved(row: Recovery, now: datetime) -> None:
    if not is_open(row, now):
        raise RecoveryOver
    if not is_by_two(row):
        raise NotApproved


def complete(session: Session, actor: Account, device: Device, now: datetime) -> list[Device]:
    """The new phone is in use, and the drafts go to it. Gives the phones in whose place it is."""
    code = session.get_one(EnrolmentCode, device.code_id)
    row = session.get(Recovery, code.recovery_id) if code.recovery_id else None
    if row is None:
        return []
    refuse_unless_approved(row, now)
    row.device_id, row.done_at = device.id, now
    record_audit(session, actor, "recovery.complete", "recovery", row.id, now, device=device.id)
    others = select(Device).where(Device.account_id == device.account_id, Device.id != device.id, Device.state == "active")
    replaced = list(session.scalars(others))
    for old in replaced:
        old.replaced_by_id = None if row.reason == "lost_phone" else device.id
    return replaced


def brought_in(session: Session, device: Device) -> bool:
    """Whether the phone came through a recovery that two people approved. The worker asks it anew for each bundle."""
    row = session.scalar(select(Recovery).where(Recovery.device_id == device.id))
    return row is not None and is_by_two(row)


def is_by_two(row: Recovery) -> bool:
    return row.approved_by_id is not None and recovery.may_approve(row.approved_by_id, row.account_id, row.opened_by_id)


def is_open(row: Recovery, now: datetime) -> bool:
    return row.done_at is None and row.closed_at is None and row.expires_at > now


def find_open(session: Session, owner: Account, now: datetime) -> Recovery | None:
    waiting = select(Recovery).where(Recovery.account_id == owner.id, Recovery.done_at.is_(None), Recovery.closed_at.is_(None))
    return session.scalar(waiting.where(Recovery.expires_at > now))


def newest_by_two(session: Session, owner: Account) -> Recovery | None:
    approved = select(Recovery).where(Recovery.account_id == owner.id, Recovery.approved_by_id.is_not(None), Recovery.closed_at.is_(None))
    return next((row for row in session.scalars(approved.order_by(Recovery.opened_at.desc())) if is_by_two(row)), None)


def list_open(session: Session, organisation_id: str, now: datetime) -> Sequence[Recovery]:
    """The oldest first."""
    waiting = select(Recovery).join(Account, Account.id == Recovery.account_id).where(Account.organisation_id == organisation_id)
    still = waiting.where(Recovery.done_at.is_(None), Recovery.closed_at.is_(None), Recovery.expires_at > now)
    return session.scalars(still.order_by(Recovery.opened_at)).all()


def get_recovery(session: Session, recovery_id: str) -> Recovery:
    row = session.get(Recovery, recovery_id)
    if row is None:
        raise NotHere
    return row
