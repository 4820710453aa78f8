"""The job worker reads draft snapshots and hands them on: to whoever has the record now, or, where two people approved it, to their own new phone."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.clock import write_moment
from rhi_app.domain.envelope import SNAPSHOT, Malformed, seal_info, unpack, unpad
from rhi_app.domain.record_answers import writers_beside
from rhi_app.models import Account, Device, LapsedLease, Record, Snapshot
from rhi_app.services import crypto, quarantine, recoveries
from rhi_app.services.audit import record_audit
from rhi_app.services.payloads import PayloadMalformed, read_drafts

Keys = Mapping[str, crypto.PrivateKey]
Plain = dict[str, Any]
UNREADABLE = "draft-not-opened"


class NotReadable(Exception):
    """No key of ours opens it, or no drafts are in it."""


def read_snapshot(session: Session, keys: Keys, snapshot_id: str, now: datetime) -> Record | None:
    """Learns whose record it is of. Gives the record if somebody else than the sender has it now, who is to hear of it."""
    snapshot = session.get_one(Snapshot, snapshot_id, with_for_update=True)
    if snapshot.state != "stored":
        return None
    try:
        drafts = open_drafts(keys, snapshot)
    except NotReadable:
        _set_aside(session, snapshot, UNREADABLE, now)
        return None
    record = session.get(Record, drafts["record"])
    snapshot.state, snapshot.record_id = "read", drafts["record"]
    if record is not None and record.whole.finished_at is not None:
        _destroy(session, snapshot, now)
        return None
    if record is not None and not had_it(session, record, snapshot.device):
        _set_aside(session, snapshot, "not-your-record", now)
        return None
    quarantine.note_opened(session, snapshot.device, quarantine.DRAFT, snapshot.id, now)
    _destroy_taken(session, snapshot, drafts["taken"], now)
    is_elsewhere = record is not None and (record.joined_to is not None or record.interviewer_id != snapshot.device.account_id)
    return record.whole if record is not None and is_elsewhere else None


def destroy_all(session: Session, record: Record, now: datetime) -> None:
    """The record is finished: no draft of it is needed, on whatever phone it was written."""
    for snapshot in session.scalars(select(Snapshot).where(Snapshot.record_id.in_(record.ids), Snapshot.sealed.is_not(None))):
        _destroy(session, snapshot, now)


def handed_to(session: Session, keys: Keys, device: Device, record_id: str, now: datetime) -> list[Plain]:
    """What a phone gets of the drafts of others, the newest first. Its owner's own come back through an approved recovery alone, but for
    those that this phone wrote in a record that was joined to this one. One that opens no more keeps nothing else from the phone."""
    is_recovered, ids = recoveries.brought_in(session, device), session.get_one(Record, record_id).ids
    rows = session.scalars(
        select(Snapshot)
        .where(Snapshot.record_id.in_(ids), Snapshot.state == "read", Snapshot.is_held.is_(False))
        .order_by(Snapshot.received_at.desc(), Snapshot.id.desc())
    )
    found = [(row, _plain(session, keys, row)) for row in rows if _is_for(row, device, record_id, is_recovered)]
    for row in (row for row, plain in found if plain is None):
        _set_aside(session, row, UNREADABLE, now)
    return [plain for _, plain in found if plain is not None]


def _is_for(snapshot: Snapshot, device: Device, record_id: str, is_recovered: bool) -> bool:
    if snapshot.device_id == device.id:
        return snapshot.record_id != record_id
    return snapshot.device.account_id != device.account_id or is_recovered


def had_it(session: Session, record: Record, device: Device) -> bool:
    """Whether the phone has the record, or had it before somebody else got it."""
    return record.interviewer_id == device.account_id or session.get(LapsedLease, (record.id, device.id)) is not None


def open_drafts(keys: Keys, snapshot: Snapshot) -> Plain:
    if snapshot.sealed is None:
        raise NotReadable
    try:
        parts = unpack(SNAPSHOT, snapshot.sealed)
        key = keys.get(parts.header["key"])
        if key is None:
            raise NotReadable
        return read_drafts(unpad(crypto.open_sealed(key, seal_info(SNAPSHOT, parts.header_bytes), parts.ciphertext)))
    except (crypto.NotOpened, Malformed, PayloadMalformed):
        raise NotReadable from None  # the cause would carry what somebody wrote into a log


def _plain(session: Session, keys: Keys, snapshot: Snapshot) -> Plain | None:
    """None: it opened before and does so no more."""
    try:
        drafts = open_drafts(keys, snapshot)["drafts"]
    except NotReadable:
        return None
    author = snapshot.device.account
    others = {account for draft in drafts for account in (*draft["written_by"].values(), *writers_beside(draft)) if isinstance(account, str)}
    return {
        "snapshot": snapshot.id,
        "number": snapshot.number,
        "received_at": write_moment(snapshot.received_at),
        "author": author.id,
        "authors": {author.id: author.name} | _names(session, others),
        "drafts": drafts,
    }


def _names(session: Session, accounts: Iterable[str]) -> dict[str, str]:
    found = session.execute(select(Account.id, Account.name).where(Account.id.in_(list(accounts))))
    return {account_id: name for account_id, name in found}


def _destroy_taken(session: Session, newer: Snapshot, taken: list[Plain], now: datetime) -> None:
    """What the sender took over is in the sender's own snapshot now: one copy is enough. A newer number than was taken stays."""
    record = session.get(Record, newer.record_id)
    ids = record.ids if record is not None else [newer.record_id]
    for each in taken:
        old = session.get(Snapshot, each["snapshot"])
        if old is not None and old.id != newer.id and old.record_id in ids and old.number == each["number"]:
            _destroy(session, old, now)


def _set_aside(session: Session, snapshot: Snapshot, reason: str, now: datetime) -> None:
    """Somebody with a name looks at it: should the phone be lost, this copy is all that there is."""
    snapshot.state = "set_aside"
    quarantine.note(session, snapshot.device, quarantine.DRAFT, snapshot.id, reason, now)


def _destroy(session: Session, snapshot: Snapshot, now: datetime) -> None:
    """The row stays, with its number: an older one that comes again is still refused."""
    snapshot.sealed, snapshot.state = None, "destroyed"
    quarantine.note_opened(session, snapshot.device, quarantine.DRAFT, snapshot.id, now)
    record_audit(session, None, "snapshot.destroy", "snapshot", snapshot.id, now, device=snapshot.device_id)
