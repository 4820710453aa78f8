"""Taking in what phones send. Nothing is opened here: this process has no key for it. Stored and acknowledged in one transaction."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from rhi_app.domain import canonical, trust
from rhi_app.domain.clock import write_moment
from rhi_app.domain.envelope import ENVELOPE
from rhi_app.domain.problems import Problem
from rhi_app.domain.sync_problems import EnvelopeDiffers
from rhi_app.models import Device, Envelope
from rhi_app.services import quarantine
from rhi_app.services.audit import record_audit, record_audits
from rhi_app.services.genuine import device_of, read_parts
from rhi_app.services.locks import take_lock
from rhi_app.services.sign_in import may_work
from rhi_app.services.trust import read_signer, see_device
from rhi_app.settings import Settings

DAMAGED = "damaged"  # the bytes are no longer those that were acknowledged
NUMBER_SEEN = "number-seen"  # the phone was put back to an earlier day, or there are two of it
REVOKED = "device-revoked"
OWN = Envelope.device_id == bindparam("device")
# All that a receipt tells of the others, asked at once: it is asked for every envelope, while nobody else may write.
PLACE = select(
    select(func.max(Envelope.server_sequence)).scalar_subquery().label("last"),
    select(func.max(Envelope.sequence)).where(OWN).scalar_subquery().label("highest"),
    select(func.count(Envelope.sequence.distinct())).where(OWN, Envelope.sequence < bindparam("sequence")).scalar_subquery().label("below"),
    # The same number under another id, well signed: as good as any, and a person hears of it.
    select(Envelope.id).where(OWN, Envelope.sequence == bindparam("sequence")).exists().label("is_seen"),
)
GAPS_NAMED = 100  # a phone fills the first ones first; a list without end would be a way to make the server work


def receive(session: Session, settings: Settings, data: bytes, now: datetime) -> dict[str, Any]:
    """The signed receipt. Given out only after the commit; the same bytes get the same receipt for ever."""
    return _take(session, settings, data, now).receipt


def receive_together(session: Session, settings: Settings, sent: Sequence[bytes], now: datetime) -> list[dict[str, Any] | Problem]:
    """A receipt or a refusal for each, in its place. What is refused takes nothing of the others with it."""
    at_one_go = _take_at_one_go(session, settings, sent, now)
    taken: Sequence[Envelope | Problem] = at_one_go or [_take_apart(session, settings, data, now) for data in sent]
    return [each if isinstance(each, Problem) else each.receipt for each in taken]


def _take_at_one_go(session: Session, settings: Settings, sent: Sequence[bytes], now: datetime) -> list[Envelope] | None:
    """What a phone sends that was away: its next ones, all new. None, and nothing is done, where any of them is something else."""
    found = _next_of_one_phone(session, settings, sent)
    if found is None:
        return None
    device, headers, last = found
    stored = [_row(settings, device, header, data, number, now) for number, (header, data) in enumerate(zip(headers, sent, strict=True), last + 1)]
    session.add_all(stored)
    see_device(device, now)
    for envelope in stored:
        quarantine.ask_to_open(session, envelope, now)
    record_audits(session, None, "envelope.store", "envelope", [envelope.id for envelope in stored], now, device=device.id)
    return stored


def _next_of_one_phone(session: Session, settings: Settings, sent: Sequence[bytes]) -> tuple[Device, list[dict[str, Any]], int] | None:
    """The phone, the headers, and the last number that was given out."""
    try:
        parts = [read_parts(ENVELOPE, data) for data in sent]
        devices = {device_of(session, ENVELOPE, each) for each in parts}
    except Problem:
        return None
    if len(devices) != 1:
        return None
    (device,), headers = devices, [each.header for each in parts]
    take_lock(session, "envelopes")  # from here on nobody else gives out a number
    place = session.execute(PLACE, {"device": device.id, "sequence": headers[0]["sequence"]}).one()
    first, ids = (place.highest or 0) + 1, {header["envelope"] for header in headers}
    are_next = place.below == first - 1 and [header["sequence"] for header in headers] == list(range(first, first + len(sent)))
    are_new = len(ids) == len(sent) and not session.scalar(select(func.count(Envelope.id)).where(Envelope.id.in_(ids)))
    return (device, headers, place.last or 0) if are_next and are_new and not _is_held(device, settings) else None


def _take_apart(session: Session, settings: Settings, data: bytes, now: datetime) -> Envelope | Problem:
    try:
        with session.begin_nested():
            try:
                return _take(session, settings, data, now)
            except EnvelopeDiffers as problem:
                return problem  # not through the savepoint: the alarm stands in the audit chain, whatever is answered
    except Problem as problem:
        return problem


def _take(session: Session, settings: Settings, data: bytes, now: datetime) -> Envelope:
    parts = read_parts(ENVELOPE, data)
    device = device_of(session, ENVELOPE, parts)
    hash_ = canonical.hash_text(data)
    # One at a time: two copies of an envelope that arrive together must not both be new.
    take_lock(session, "envelopes")
    known = session.get(Envelope, parts.header["envelope"])
    if known is None:
        return _store(session, settings, device, parts.header, data, now)
    if known.hash != hash_:
        record_audit(session, None, "envelope.differs", "envelope", known.id, now, device=device.id)
        raise EnvelopeDiffers
    see_device(device, now)
    if known.problem == DAMAGED:
        _heal(session, known, data, now)
    return known


def _store(session: Session, settings: Settings, device: Device, header: dict[str, Any], data: bytes, now: datetime) -> Envelope:
    is_held = _is_held(device, settings)
    place = session.execute(PLACE, {"device": device.id, "sequence": header["sequence"]}).one()
    is_whole = place.below == header["sequence"] - 1
    gaps = [] if is_whole else find_gaps(session, device.id, header["sequence"])
    envelope = _row(settings, device, header, data, (place.last or 0) + 1, now, gaps, place.highest if place.is_seen else None)
    if is_held:
        envelope.state, envelope.problem = "held", REVOKED
    session.add(envelope)
    see_device(device, now)
    if not is_held:
        quarantine.ask_to_open(session, envelope, now)
    action = "envelope.hold" if is_held else "envelope.store"
    record_audit(session, None, action, "envelope", envelope.id, now, device=device.id)
    if place.is_seen:
        quarantine.note(session, device, quarantine.PHONE, device.id, NUMBER_SEEN, now)
    if is_held:
        quarantine.note(session, device, quarantine.ENVELOPE, envelope.id, REVOKED, now)
    return envelope


def _is_held(device: Device, settings: Settings) -> bool:
    return device.state == "revoked" or not may_work(device.account, settings)


def _row(
    settings: Settings,
    device: Device,
    header: dict[str, Any],
    data: bytes,
    server_sequence: int,
    now: datetime,
    gaps: Sequence[int] = (),
    highest: int | None = None,
) -> Envelope:
    envelope = Envelope(
        id=header["envelope"], device_id=device.id, device=device, sequence=header["sequence"], server_sequence=server_sequence,
        hash=canonical.hash_text(data), bytes=data, is_urgent=header["urgent"], received_at=now, state="stored", problem="",
    )  # fmt: skip
    envelope.receipt = _receipt(settings, envelope, list(gaps), highest)
    return envelope


def _heal(session: Session, envelope: Envelope, data: bytes, now: datetime) -> None:
    """Our copy had rotted; the phone still has its own, with the same hash."""
    envelope.bytes, envelope.state, envelope.problem, envelope.processed = data, "stored", "", None
    record_audit(session, None, "envelope.heal", "envelope", envelope.id, now, device=envelope.device_id)
    quarantine.ask_to_open(session, envelope, now)


def _receipt(settings: Settings, envelope: Envelope, gaps: list[int], highest: int | None) -> dict[str, Any]:
    """`highest`: only to a phone that has used a number twice, so that it goes on above it."""
    statement: dict[str, Any] = {
        "v": 1, "envelope": envelope.id, "hash": envelope.hash, "device": envelope.device_id, "sequence": envelope.sequence,
        "server_sequence": envelope.server_sequence, "received_at": write_moment(envelope.received_at), "gaps": gaps,
    }  # fmt: skip
    if highest is not None:
        statement["highest"] = highest
    return read_signer(settings.receipt_key_file).sign(trust.RECEIPT, "receipt", statement)


def find_gaps(session: Session, device_id: str, sequence: int) -> list[int]:
    """Numbers below this one that have not come, the lowest first (urgent ones overtake)."""
    below = select(Envelope.sequence).distinct().where(Envelope.device_id == device_id, Envelope.sequence < sequence)
    return missing_below(session.scalars(below.order_by(Envelope.sequence)), sequence)


def missing_below(numbers: Iterable[int], sequence: int) -> list[int]:
    """Of 1 up to below `sequence`, those not among `numbers` (which are in order); no more than the first hundred."""
    missing: list[int] = []
    expected = 1
    for number in (*numbers, sequence):
        missing.extend(range(expected, min(number, expected + GAPS_NAMED - len(missing))))
        if len(missing) >= GAPS_NAMED:
            break
        expected = number + 1
    return missing
