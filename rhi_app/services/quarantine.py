"""What could not be opened, here or on a phone, or was held: who looks at it, and what a person decided. Nothing is thrown away."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from rhi_app.domain.identifiers import new_id
from rhi_app.domain.sync_problems import NotSetAside
from rhi_app.models import Account, Device, Envelope, SetAside, Snapshot
from rhi_app.services.accounts import list_with_role
from rhi_app.services.at_rest import ring_of
from rhi_app.services.audit import record_audit
from rhi_app.services.outbox import put, put_all
from rhi_app.services.snapshots import READ_SNAPSHOT

ENVELOPE, DRAFT, BUNDLE, ITEM, PHONE = "envelope", "draft", "bundle", "item", "phone"
OPENED, SETTLED = "opened", "settled"
NOTE = "set-aside-note"
SHOWN_FOR = timedelta(days=30)


def note(session: Session, device: Device, kind: str, thing: str, reason: str, now: datetime) -> SetAside:
    """One line for each thing, however often it is told."""
    known = _open_line(session, device.id, kind, thing)
    if known is not None:
        known.reason = reason
        return known
    line = SetAside(id=new_id(), device=device, kind=kind, thing=thing, reason=reason, since=now)
    session.add(line)
    record_audit(session, None, "quarantine.add", kind, thing, now, detail=reason, device=device.id)
    return line


def note_opened(session: Session, device: Device, kind: str, thing: str, now: datetime) -> None:
    """It opened after all: nobody need look any more."""
    line = _open_line(session, device.id, kind, thing)
    if line is not None:
        line.ended_at, line.outcome = now, OPENED


def lines_of(session: Session, device: Device) -> list[SetAside]:
    """Those of a phone that wait."""
    return list(session.scalars(select(SetAside).where(SetAside.device_id == device.id, SetAside.ended_at.is_(None))))


def release(session: Session, actor: Account, line: SetAside, now: datetime) -> None:
    """A person has looked at what a phone that was taken out of use still sent: it goes on like any other."""
    _open_again(session, actor, line, "held", "envelope.release", now)


def try_again(session: Session, actor: Account, line: SetAside, now: datetime) -> None:
    """After a key was put back, the server renewed, the record given to whoever wrote it."""
    if line.kind == DRAFT:
        _read_again(session, actor, line, now)
    else:
        _open_again(session, actor, line, "quarantined", "envelope.try_again", now)


def settle(session: Session, actor: Account, line: SetAside, words: str, now: datetime) -> None:
    """Looked at and done with, in a person's words. The bytes stay where they are, here and on the phone."""
    if line.ended_at is not None:
        raise NotSetAside
    line.ended_at, line.ended_by_id, line.outcome = now, actor.id, SETTLED
    line.note = ring_of(session).seal(NOTE, line.id, words.encode())
    record_audit(session, actor, "quarantine.settle", line.kind, line.thing, now, detail=line.reason, device=line.device_id)


def note_of(session: Session, line: SetAside) -> str:
    return ring_of(session).open(NOTE, line.id, line.note).decode() if line.note else ""


def list_open(session: Session, organisation: str) -> list[SetAside]:
    """The longest waiting first."""
    return list(session.scalars(_of(organisation).where(SetAside.ended_at.is_(None)).order_by(SetAside.since, SetAside.id)))


def list_settled(session: Session, organisation: str, now: datetime) -> list[SetAside]:
    lately = _of(organisation).where(SetAside.outcome == SETTLED, SetAside.ended_at > now - SHOWN_FOR)
    return list(session.scalars(lately.order_by(SetAside.ended_at.desc())))


def count_open(session: Session, organisation: str) -> int:
    waiting = select(func.count(SetAside.id)).join(Device).where(Device.organisation_id == organisation, SetAside.ended_at.is_(None))
    return session.scalar(waiting) or 0


def responsible_for(session: Session, device: Device) -> Account | None:
    """A person with a name: the coordinator who brought the phone in, or the first of those who are there now."""
    people = list_with_role(session, device.organisation_id, "coordinator")
    return next((one for one in people if one.id == device.activated_by_id), people[0] if people else None)


def looked_at(session: Session, device: Device, asked: Sequence[str]) -> dict[str, dict[str, str]]:
    """Of a phone's own envelopes, for the phone: why, by whom, and whether it is settled."""
    lines = select(SetAside).where(SetAside.device_id == device.id, SetAside.kind == ENVELOPE, SetAside.thing.in_(asked))
    responsible = responsible_for(session, device)
    return {
        line.thing: {"reason": line.reason, "outcome": line.outcome, "who": (line.ended_by or responsible or device.account).name}
        for line in session.scalars(lines.order_by(SetAside.since))
        if line.outcome != OPENED
    }


def ask_to_open(session: Session, envelopes: Iterable[tuple[str, bool]], now: datetime) -> None:
    """Their ids, and whether they are urgent."""
    put_all(session, "open_envelope", [({"envelope": envelope}, urgent) for envelope, urgent in envelopes], now)


def envelope_of(session: Session, line: SetAside) -> Envelope | None:
    return session.get(Envelope, line.thing) if line.kind == ENVELOPE else None


def state_of(session: Session, line: SetAside) -> str:
    """What can be pressed for it: "held" is released, "quarantined" is tried again; anything else is settled alone."""
    envelope = envelope_of(session, line)
    if envelope is not None:
        return envelope.state
    snapshot = session.get(Snapshot, line.thing) if line.kind == DRAFT else None
    return "quarantined" if snapshot is not None and snapshot.state == "set_aside" else ""


def _open_again(session: Session, actor: Account, line: SetAside, state: str, action: str, now: datetime) -> None:
    envelope = envelope_of(session, line)
    if envelope is None or envelope.state != state or line.ended_at is not None:
        raise NotSetAside
    envelope.state, envelope.problem = "stored", ""
    record_audit(session, actor, action, "envelope", envelope.id, now, device=envelope.device_id)
    ask_to_open(session, [(envelope.id, envelope.is_urgent)], now)


def _read_again(session: Session, actor: Account, line: SetAside, now: datetime) -> None:
    snapshot = session.get(Snapshot, line.thing)
    if snapshot is None or snapshot.state != "set_aside" or line.ended_at is not None:
        raise NotSetAside
    snapshot.state = "stored"
    record_audit(session, actor, "snapshot.try_again", "snapshot", snapshot.id, now, device=snapshot.device_id)
    put(session, READ_SNAPSHOT, {"snapshot": snapshot.id}, now)


def _open_line(session: Session, device_id: str, kind: str, thing: str) -> SetAside | None:
    same = (SetAside.device_id == device_id, SetAside.kind == kind, SetAside.thing == thing)
    return session.scalar(select(SetAside).where(*same, SetAside.ended_at.is_(None)).limit(1))


def _of(organisation: str) -> Select[SetAside]:
    return select(SetAside).join(Device).where(Device.organisation_id == organisation)
