"""Taking in what phones send. Nothing is opened here: this process has no key for it. Stored and acknowledged in one transaction."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, func, insert, select
from sqlalchemy.orm import Session

from rhi_app.domain import canonical, trust
from rhi_app.domain.clock import write_moment
from rhi_app.domain.envelope import ENVELOPE, Parts
from rhi_app.domain.problems import Problem
from rhi_app.domain.sync_problems import EnvelopeDiffers
from rhi_app.models import Device, Envelope
from rhi_app.models.base import table_of
from rhi_app.services import quarantine
from rhi_app.services.audit import record_audit, record_audits
from rhi_app.services.genuine import device_of, find_devices, read_parts
from rhi_app.services.locks import take_lock
from rhi_app.services.sign_in import may_work
from rhi_app.services.trust import read_signer, see_device
from rhi_app.settings import Settings

DAMAGED = "damaged"  # the bytes are no longer those that were acknowledged
NUMBER_SEEN = "number-seen"  # the phone was put back to an earlier day, or there are two of it
REVOKED = "device-revoked"
OWN = Envelope.device_id == bindparam("device")
LAST = select(func.max(Envelope.server_sequence))
# All that a receipt tells of the others, asked at once: it is asked while nobody else may write.
PLACE = select(
    LAST.scalar_subquery().label("last"),
    select(func.max(Envelope.sequence)).where(OWN).scalar_subquery().label("highest"),
    select(func.count(Envelope.sequence.distinct())).where(OWN, Envelope.sequence < bindparam("sequence")).scalar_subquery().label("below"),
    # The same number under another id, well signed: as good as any, and a person hears of it.
    select(Envelope.id).where(OWN, Envelope.sequence == bindparam("sequence")).exists().label("is_seen"),
)
KNOWN = select(Envelope.id).where(Envelope.id.in_(bindparam("ids", expanding=True)))
NUMBERS = (
    select(Envelope.device_id, func.max(Envelope.sequence).label("highest"), func.count(Envelope.sequence.distinct()).label("different"))
    .where(Envelope.device_id.in_(bindparam("devices", expanding=True)))
    .group_by(Envelope.device_id)
)
GAPS_NAMED = 100  # a phone fills the first ones first; a list without end would be a way to make the server work

Receipt = dict[str, Any]
T = TypeVar("T")


@dataclass(frozen=True)
class Sent:
    """Bytes that one of our phones signed."""

    device: Device
    header: dict[str, Any]
    data: bytes

    @property
    def name(self) -> tuple[str, str]:
        return self.device.id, self.header["envelope"]


def receive(session: Session, settings: Settings, data: bytes, now: datetime) -> Receipt:
    """The signed receipt. Given out only after the commit; the same bytes get the same receipt for ever."""
    (told,) = receive_together(session, settings, [data], now)
    if isinstance(told, Problem):
        raise told
    return told


def receive_together(session: Session, settings: Settings, sent: Sequence[bytes], now: datetime) -> list[Receipt | Problem]:
    """A receipt or a refusal for each, in its place. What is refused takes nothing of the others with it."""
    read = _read(session, sent)
    genuine = [each for each in read if isinstance(each, Sent)]
    receipts = _take_at_one_go(session, settings, genuine, now) if genuine else {}
    return [each if isinstance(each, Problem) else receipts.get(each.name) or _take_apart(session, settings, each, now) for each in read]


def _read(session: Session, sent: Sequence[bytes]) -> list[Sent | Problem]:
    parts = [_or_problem(read_parts, ENVELOPE, data) for data in sent]
    devices = find_devices(session, {each.header["device"] for each in parts if isinstance(each, Parts)})

    def signed(parts: Parts, data: bytes) -> Sent:
        return Sent(device_of(ENVELOPE, parts, devices), parts.header, data)

    return [each if isinstance(each, Problem) else _or_problem(signed, each, data) for each, data in zip(parts, sent, strict=True)]


def _or_problem(do: Callable[..., T], *given: Any) -> T | Problem:
    try:
        return do(*given)
    except Problem as problem:
        return problem


def _take_at_one_go(session: Session, settings: Settings, sent: Sequence[Sent], now: datetime) -> dict[tuple[str, str], Receipt]:
    """What is simply the next of its phone, as one sends that was away: the receipts by name. Nothing is done about any other."""
    take_lock(session, "envelopes")  # one at a time: two copies of an envelope that arrive together must not both be new
    following = _simply_next(session, settings, sent)
    if not following:
        return {}
    last = session.scalar(LAST) or 0
    rows = [_row(settings, each, number, now) for number, each in enumerate(following, last + 1)]
    _store(session, rows, now)
    for each in following:
        see_device(each.device, now)
    return {each.name: row["receipt"] for each, row in zip(following, rows, strict=True)}


def _simply_next(session: Session, settings: Settings, sent: Sequence[Sent]) -> list[Sent]:
    """Those of the phones of which all are new, and follow one on the other without a gap."""
    devices = {each.device.id: each.device for each in sent}
    known = set(session.scalars(KNOWN, {"ids": [each.header["envelope"] for each in sent]}))
    numbers = session.execute(NUMBERS, {"devices": list(devices)}).all()
    there = {row.device_id: row.highest for row in numbers}
    others = {row.device_id for row in numbers if row.highest != row.different}
    others.update(device.id for device in devices.values() if _is_held(device, settings))
    for each in sent:
        device, envelope = each.name
        number = there[device] = there.get(device, 0) + 1
        if envelope in known or each.header["sequence"] != number:
            others.add(device)
        known.add(envelope)
    return [each for each in sent if each.device.id not in others]


def _take_apart(session: Session, settings: Settings, sent: Sent, now: datetime) -> Receipt | Problem:
    with session.begin_nested():
        return _take(session, settings, sent, now)


def _take(session: Session, settings: Settings, sent: Sent, now: datetime) -> Receipt | Problem:
    known = session.get(Envelope, sent.header["envelope"])
    if known is None:
        return _take_new(session, settings, sent, now)
    if known.hash != canonical.hash_text(sent.data):
        record_audit(session, None, "envelope.differs", "envelope", known.id, now, device=sent.device.id)
        return EnvelopeDiffers()  # not raised through the savepoint: the alarm stands in the audit chain, whatever is answered
    see_device(sent.device, now)
    if known.problem == DAMAGED:
        _heal(session, known, sent.data, now)
    return known.receipt


def _take_new(session: Session, settings: Settings, sent: Sent, now: datetime) -> Receipt:
    device, sequence = sent.device, sent.header["sequence"]
    see_device(device, now)
    place = session.execute(PLACE, {"device": device.id, "sequence": sequence}).one()
    gaps = [] if place.below == sequence - 1 else find_gaps(session, device.id, sequence)
    row = _row(settings, sent, (place.last or 0) + 1, now, gaps, place.highest if place.is_seen else None)
    receipt: Receipt = row["receipt"]
    if _is_held(device, settings):
        _hold(session, device, row, now)
    else:
        _store(session, [row], now)
    if place.is_seen:
        quarantine.note(session, device, quarantine.PHONE, device.id, NUMBER_SEEN, now)
    return receipt


def _store(session: Session, rows: Sequence[dict[str, Any]], now: datetime) -> None:
    session.execute(insert(table_of(Envelope)), rows)
    quarantine.ask_to_open(session, [(row["id"], row["is_urgent"]) for row in rows], now)
    record_audits(session, None, "envelope.store", "envelope", [(row["id"], row["device_id"]) for row in rows], now)


def _hold(session: Session, device: Device, row: dict[str, Any], now: datetime) -> None:
    session.execute(insert(table_of(Envelope)), [row | {"state": "held", "problem": REVOKED}])
    record_audit(session, None, "envelope.hold", "envelope", row["id"], now, device=device.id)
    quarantine.note(session, device, quarantine.ENVELOPE, row["id"], REVOKED, now)


def _is_held(device: Device, settings: Settings) -> bool:
    return device.state == "revoked" or not may_work(device.account, settings)


def _row(
    settings: Settings, sent: Sent, server_sequence: int, now: datetime, gaps: Sequence[int] = (), highest: int | None = None
) -> dict[str, Any]:
    header = sent.header
    row = {
        "id": header["envelope"], "device_id": sent.device.id, "sequence": header["sequence"], "server_sequence": server_sequence,
        "hash": canonical.hash_text(sent.data), "bytes": sent.data, "is_urgent": header["urgent"], "received_at": now, "state": "stored",
    }  # fmt: skip
    return row | {"receipt": _receipt(settings, row, gaps, highest)}


def _heal(session: Session, envelope: Envelope, data: bytes, now: datetime) -> None:
    """Our copy had rotted; the phone still has its own, with the same hash."""
    envelope.bytes, envelope.state, envelope.problem, envelope.processed = data, "stored", "", None
    record_audit(session, None, "envelope.heal", "envelope", envelope.id, now, device=envelope.device_id)
    quarantine.ask_to_open(session, [(envelope.id, envelope.is_urgent)], now)


def _receipt(settings: Settings, row: dict[str, Any], gaps: Sequence[int], highest: int | None) -> Receipt:
    """`highest`: only to a phone that has used a number twice, so that it goes on above it."""
    statement: dict[str, Any] = {
        "v": 1, "envelope": row["id"], "hash": row["hash"], "device": row["device_id"], "sequence": row["sequence"],
        "server_sequence": row["server_sequence"], "received_at": write_moment(row["received_at"]), "gaps": list(gaps),
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
