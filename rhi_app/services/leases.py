"""Who may write in a record: its interviewer, and, for what was made before their phone could know better, those who had it before."""

from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rhi_app.models import Account, Device, LapsedLease, Record

LATE = "made-before-handover"  # the flag of such an entry


def hand_over(session: Session, record: Record, to: Account, now: datetime) -> None:
    """The record goes from its interviewer's phones to somebody else's. Called before the record says so."""
    if record.interviewer_id == to.id:
        return
    came_back = select(Device.id).where(Device.account_id == to.id)
    session.execute(delete(LapsedLease).where(LapsedLease.record_id == record.id, LapsedLease.device_id.in_(came_back)))
    for device in session.scalars(select(Device).where(Device.account_id == record.interviewer_id, Device.activated_at.is_not(None))):
        session.add(LapsedLease(record_id=record.id, device_id=device.id, ended_at=now))


def note_gone(session: Session, device: Device, records: set[str]) -> None:
    """A bundle was made for a phone, with these records: from its number on, the phone knows which are gone."""
    unknown = select(LapsedLease).where(LapsedLease.device_id == device.id, LapsedLease.gone_number.is_(None))
    for lease in session.scalars(unknown):
        if lease.record_id not in records:
            lease.gone_number = device.bundle_number


def is_late(session: Session, record: Record, device: Device, payload: dict[str, Any]) -> bool:
    """Made while the record was theirs, for all that the phone knew: it had no bundle yet that lacks it. No clock is asked. Harm is heard always."""
    lease = session.get(LapsedLease, (record.id, device.id))
    if lease is None:
        return False
    is_harm = bool(payload["entries"]) and all(entry["kind"] == "harm" for entry in payload["entries"])
    held = payload.get("bundle")
    return is_harm or lease.gone_number is None or (isinstance(held, int) and held < lease.gone_number)
