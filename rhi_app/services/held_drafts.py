"""A draft that a lost phone still sent is held: whoever found the phone may have typed it. One of the two who approved the recovery lets it go."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.problems import Problem
from rhi_app.domain.sync_problems import NotWaiting
from rhi_app.models import Account, Device, Record, Recovery, Snapshot
from rhi_app.services import recoveries
from rhi_app.services.audit import record_audit
from rhi_app.services.bundles import request_bundle, request_bundles


class NotOneOfTheTwo(Problem):
    slug = "not-one-of-the-two"
    sentence = "One of the two who opened and approved the recovery has to do this."


def list_held(session: Session, owner: Account) -> Sequence[Snapshot]:
    """The oldest first."""
    held = select(Snapshot).join(Device).where(Device.account_id == owner.id, Snapshot.is_held, Snapshot.sealed.is_not(None))
    return session.scalars(held.order_by(Snapshot.received_at)).all()


def may_release(actor: Account, row: Recovery) -> bool:
    return recoveries.is_by_two(row) and actor.id in (row.opened_by_id, row.approved_by_id)


def release(session: Session, actor: Account, row: Recovery, snapshot: Snapshot, now: datetime) -> None:
    """It is handed on like any other. What the phone sends after this is held again."""
    if not recoveries.is_by_two(row):
        raise recoveries.NotApproved
    if not may_release(actor, row):
        raise NotOneOfTheTwo
    if snapshot.device.account_id != row.account_id or not snapshot.is_held or snapshot.sealed is None:
        raise NotWaiting
    snapshot.is_held = False
    record_audit(session, actor, "snapshot.release", "snapshot", snapshot.id, now, detail=row.id, device=snapshot.device_id)
    _tell_phones(session, row.account, snapshot, now)


def _tell_phones(session: Session, owner: Account, snapshot: Snapshot, now: datetime) -> None:
    """Its owner's, and those of whoever has the record now."""
    for device in session.scalars(select(Device).where(Device.account_id == owner.id, Device.state == "active")):
        request_bundle(session, device.id, now)
    record = session.get(Record, snapshot.record_id) if snapshot.record_id else None
    if record is not None and record.interviewer_id != owner.id:
        request_bundles(session, record, now)
