"""What became of what a phone sent: the worker's word on each envelope, and how far each record's synopses have come."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rhi_app.domain.clock import write_moment
from rhi_app.models import Delivery, Device, Envelope, Record, Synopsis
from rhi_app.services import quarantine
from rhi_app.services.bundles import request_bundle
from rhi_app.services.envelopes import DAMAGED
from rhi_app.services.trust import read_signed_manifest
from rhi_app.settings import Settings

TOLD_FOR = timedelta(days=30)  # after the finish; then the portal tells
STEPS = {"made": "created_at", "delivered": "mailed_at", "opened": "opened_at", "acknowledged": "acknowledged_at", "acted": "acted_at"}
UNOPENED = "unopened"  # others were asked

Steps = dict[str, list[dict[str, str]]]


def status_for(session: Session, settings: Settings, device: Device, asked: Sequence[str], now: datetime) -> dict[str, Any]:
    """An envelope that the server does not have, or no longer whole, is left out: the phone sends it again, byte for byte."""
    return {
        "server_time": write_moment(now),
        "manifest": read_signed_manifest(settings),
        "envelopes": _processed(session, device, asked),
        "records": _records(session, device, now) if device.state == "active" else {},
        "looked_at": quarantine.looked_at(session, device, asked),
    }


def note_not_opened(session: Session, device: Device, things: Sequence[tuple[str, str]], now: datetime) -> None:
    """What the phone cannot open, by opaque ids. Instead of a bundle another is made at once, and once: what is wrong may be mended by then."""
    before = {(line.kind, line.thing) for line in quarantine.lines_of(session, device)}
    for kind, thing in things:
        if kind == quarantine.BUNDLE and (kind, thing) not in before:
            request_bundle(session, device.id, now)
        quarantine.note(session, device, kind, thing, f"{kind}-not-opened", now)
    for kind, thing in before - set(things):
        if kind == quarantine.BUNDLE:  # a newer one opened; of an item only a person can say that it is well
            quarantine.note_opened(session, device, kind, thing, now)


def _processed(session: Session, device: Device, asked: Sequence[str]) -> dict[str, dict[str, Any] | None]:
    own = select(Envelope.id, Envelope.processed).where(Envelope.device_id == device.id, Envelope.id.in_(asked), Envelope.problem != DAMAGED)
    return {envelope_id: processed for envelope_id, processed in session.execute(own)}


def _records(session: Session, device: Device, now: datetime) -> dict[str, Steps]:
    """Of the interviewer's records, by steps. Urgent notices are told as such: they come before the synopsis of the same reader."""
    lately = or_(Record.finished_at.is_(None), Record.finished_at > now - TOLD_FOR)
    rows = session.execute(
        select(Record.id, Synopsis.recipient_kind, Synopsis.is_urgent, Delivery)
        .join(Synopsis, Synopsis.record_id == Record.id)
        .join(Delivery, Delivery.synopsis_id == Synopsis.id)
        .where(Record.interviewer_id == device.account_id, lately, Delivery.closed_at.is_(None))
        .order_by(Delivery.created_at, Delivery.id)
    )
    told: dict[str, Steps] = defaultdict(lambda: {step: [] for step in (*STEPS, UNOPENED)})
    for record_id, kind, is_urgent, delivery in rows:
        _tell(told[record_id], {"kind": kind, "urgent": is_urgent}, delivery)
    return dict(told)


def _tell(steps: Steps, about: dict[str, Any], delivery: Delivery) -> None:
    for step, column in STEPS.items():
        at: datetime | None = getattr(delivery, column)
        if at is not None:
            steps[step].append(about | {"at": write_moment(at)})
    if delivery.team_asked_at is not None and delivery.opened_at is None:
        steps[UNOPENED].append(about | {"at": write_moment(delivery.team_asked_at)})
