"""The job worker opens what phones sent: stored whatever it says, and flagged for a person. Only what cannot be opened is set aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain import canonical, trust
from rhi_app.domain.clock import read_moment, write_moment
from rhi_app.domain.entry_checks import findings
from rhi_app.domain.envelope import ENVELOPE, Malformed, Parts, seal_info, unpack, unpad
from rhi_app.forms import registry
from rhi_app.forms.limits import Known
from rhi_app.models import Entry, Envelope, Record
from rhi_app.services import crypto, handing, leases, quarantine
from rhi_app.services.audit import record_audit
from rhi_app.services.begun import BEGUN, begin_record, take_told
from rhi_app.services.bundles import request_bundles
from rhi_app.services.entries import list_made_by, store_entry
from rhi_app.services.envelopes import DAMAGED
from rhi_app.services.locks import take_lock
from rhi_app.services.payloads import SCHEMA, PayloadMalformed, read_payload
from rhi_app.services.trust import Signer


class SetAside(Exception):
    """Why an envelope goes into quarantine: a slug."""

    def __init__(self, slug: str) -> None:
        self.slug = slug
        super().__init__(slug)


@dataclass(frozen=True)
class Opener:
    """The keys that the job worker alone holds."""

    keys: Mapping[str, crypto.PrivateKey]
    signer: Signer


def open_envelope(session: Session, opener: Opener, envelope_id: str, now: datetime) -> None:
    """Done twice, it does nothing the second time."""
    envelope = session.get_one(Envelope, envelope_id, with_for_update=True)
    if envelope.state != "stored":
        return
    try:
        payload = read_envelope(opener.keys, envelope)
        record = _record_of(session, envelope, payload, now)
        _check_entry_ids(session, record, payload["entries"])
    except SetAside as problem:
        _set_aside(session, opener, envelope, problem.slug, now)
        return
    late = [leases.LATE] if record.interviewer_id != envelope.device.account_id else []
    _store_entries(session, envelope, record, payload["entries"], late)
    if record.whole.finished_at is not None:
        handing.destroy_all(session, record.whole, now)
    envelope.state, envelope.record_id = "processed", record.id
    _say_processed(opener, envelope, now)
    quarantine.note_opened(session, envelope.device, quarantine.ENVELOPE, envelope.id, now)
    record_audit(session, None, "envelope.open", "envelope", envelope.id, now, device=envelope.device_id)
    request_bundles(session, record.whole, now)


def read_envelope(keys: Mapping[str, crypto.PrivateKey], envelope: Envelope) -> dict[str, Any]:
    """The payload, or SetAside with the reason."""
    if canonical.hash_text(envelope.bytes) != envelope.hash:
        raise SetAside(DAMAGED)
    parts = unpack(ENVELOPE, envelope.bytes)
    if parts.header["schema"] != SCHEMA:
        raise SetAside("unknown-schema")
    key = keys.get(parts.header["key"])
    if key is None:
        raise SetAside("unknown-key")
    return _open_with(key, parts)


def _open_with(key: crypto.PrivateKey, parts: Parts) -> dict[str, Any]:
    try:
        return read_payload(unpad(crypto.open_sealed(key, seal_info(ENVELOPE, parts.header_bytes), parts.ciphertext)))
    except crypto.NotOpened as error:
        raise SetAside("not-opened") from error
    except (Malformed, PayloadMalformed) as error:
        raise SetAside("payload-malformed") from error


def _record_of(session: Session, envelope: Envelope, payload: dict[str, Any], now: datetime) -> Record:
    """The record that the phone's owner works on; one that the server does not know was begun on the phone."""
    take_lock(session, f"record:{payload['record']}")
    account = envelope.device.account
    record = session.get(Record, payload["record"])
    if record is None:
        record = begin_record(session, account, payload["record"], payload["child"], now)
    if record is None or (record.interviewer_id != account.id and not leases.is_late(session, record, envelope.device, payload)):
        raise SetAside("not-your-record")
    if payload["child"] not in (record.child_id, record.begun_child_id):
        record.is_flagged = True
    return record


def _check_entry_ids(session: Session, record: Record, entries: list[dict[str, Any]]) -> None:
    """An entry that is there already came by another envelope, when a phone began a new chain; with other words it is a contradiction."""
    if len({entry["id"] for entry in entries}) != len(entries):
        raise SetAside("entry-differs")
    for entry in entries:
        known = session.get(Entry, entry["id"])
        if known is not None and (known.record_id, known.digest) != (record.id, entry["digest"]):
            raise SetAside("entry-differs")


def _store_entries(session: Session, envelope: Envelope, record: Record, entries: list[dict[str, Any]], late: list[str]) -> None:
    """`late`: the flag of what came from whoever had the record before."""
    device, account = envelope.device_id, envelope.device.account_id
    made = {entry["number"]: entry for entry in list_made_by(session, record, device)}
    for entry in entries:
        if session.get(Entry, entry["id"]) is not None:
            continue
        flags = late + findings(entry, made, account, device, envelope.received_at) + _broken_rules(entry, record)
        store_entry(
            session, record, entry, author_id=account, device_id=device, envelope_id=envelope.id, flags=flags, received_at=envelope.received_at
        )
        made[entry["number"]] = entry
        if entry["kind"] == BEGUN:
            take_told(session, record, entry)


def _broken_rules(entry: dict[str, Any], record: Record) -> list[str]:
    """As the phone looked at it: by its own clock, which is judged for itself."""
    returns = [episode.returned_at for episode in record.whole.episodes if episode.returned_at]
    known = Known(now=read_moment(entry["recorded_at"]), returned_at=max(returns, default=None))
    return [slug for _, slug, _ in registry.validate(entry["form"], entry["form_version"], entry["answers"], known)]


def _set_aside(session: Session, opener: Opener, envelope: Envelope, slug: str, now: datetime) -> None:
    """Kept whole. The phone learns that it is not processed, keeps its copy and names whom to ask."""
    envelope.state, envelope.problem = "quarantined", slug
    _say_processed(opener, envelope, now)
    quarantine.note(session, envelope.device, quarantine.ENVELOPE, envelope.id, slug, now)
    record_audit(session, None, "envelope.quarantine", "envelope", envelope.id, now, detail=slug, device=envelope.device_id)


def _say_processed(opener: Opener, envelope: Envelope, now: datetime) -> None:
    statement = {
        "v": 1, "envelope": envelope.id, "hash": envelope.hash, "record": envelope.record_id or "",
        "state": envelope.state, "at": write_moment(now),
    }  # fmt: skip
    envelope.processed = opener.signer.sign(trust.PROCESSED, "processed", statement)
