"""Draft snapshots as phones send them. Nothing is opened here: this process has no key for it. Of each record of a phone the latest alone is kept."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain import canonical, trust
from rhi_app.domain.clock import write_moment
from rhi_app.domain.envelope import SNAPSHOT
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.sync_problems import SnapshotOlder
from rhi_app.models import Account, Device, Snapshot
from rhi_app.services.audit import record_audit
from rhi_app.services.genuine import device_of, find_devices, read_parts
from rhi_app.services.locks import take_lock
from rhi_app.services.outbox import put
from rhi_app.services.sign_in import may_work
from rhi_app.services.trust import read_signer, see_device
from rhi_app.settings import Settings

READ_SNAPSHOT = "read_snapshot"


def receive(session: Session, settings: Settings, data: bytes, now: datetime) -> dict[str, Any]:
    """The signed receipt, given out after the commit. An older snapshot than the one that is here is refused, also when that is destroyed."""
    parts = read_parts(SNAPSHOT, data)
    header = parts.header
    device = device_of(SNAPSHOT, parts, find_devices(session, {header["device"]}))
    take_lock(session, f"snapshots:{device.id}")
    known = session.scalar(select(Snapshot).where(Snapshot.device_id == device.id, Snapshot.slot == header["slot"]))
    hash_ = canonical.hash_text(data)
    if known is not None and (known.number, known.hash) == (header["number"], hash_):
        return known.receipt
    if known is not None and header["number"] <= known.number:
        raise SnapshotOlder
    snapshot = known or Snapshot(id=new_id(), device=device, slot=header["slot"])
    is_waiting = snapshot.state == "stored"
    keep(snapshot, settings, header["number"], data, now)
    session.add(snapshot)
    snapshot.receipt = _receipt(settings, snapshot)
    see_device(device, now)
    record_audit(session, None, "snapshot.store", "snapshot", snapshot.id, now, device=device.id)
    if not is_waiting:
        put(session, READ_SNAPSHOT, {"snapshot": snapshot.id}, now)
    return snapshot.receipt


def keep(snapshot: Snapshot, settings: Settings, number: int, data: bytes, now: datetime) -> None:
    """In the place of the one before."""
    snapshot.number, snapshot.hash, snapshot.sealed, snapshot.received_at = number, canonical.hash_text(data), data, now
    snapshot.state, snapshot.is_held = "stored", not _may_be_handed_on(snapshot.device, settings)


def latest_of(session: Session, account: Account) -> list[Snapshot]:
    """The drafts of an interviewer that are kept here, the newest first."""
    kept = select(Snapshot).join(Device).where(Device.account_id == account.id, Snapshot.sealed.is_not(None))
    return list(session.scalars(kept.order_by(Snapshot.received_at.desc())))


def _may_be_handed_on(device: Device, settings: Settings) -> bool:
    """What a lost phone still sends is kept and handed to nobody; of one that two people replaced it is what they wait for."""
    is_lost = device.state == "revoked" and device.replaced_by_id is None
    return not is_lost and may_work(device.account, settings)


def _receipt(settings: Settings, snapshot: Snapshot) -> dict[str, Any]:
    statement = {
        "v": 1, "slot": snapshot.slot, "number": snapshot.number, "hash": snapshot.hash, "device": snapshot.device.id,
        "received_at": write_moment(snapshot.received_at),
    }  # fmt: skip
    return read_signer(settings.receipt_key_file).sign(trust.DRAFT_RECEIPT, "receipt", statement)
