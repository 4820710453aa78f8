"""A phone's sealed envelopes, brought in as a file when the phone cannot send them: taken as if sent, with the same checks and receipts."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from rhi_app.domain import rescue
from rhi_app.domain.envelope import ENVELOPE
from rhi_app.domain.problems import Problem
from rhi_app.domain.sync_problems import DeviceNotActive, EnvelopeDiffers, EnvelopeUnreadable
from rhi_app.models import Account, Envelope
from rhi_app.services.audit import record_audit
from rhi_app.services.envelopes import receive
from rhi_app.services.genuine import read_parts
from rhi_app.settings import Settings


class RescueUnreadable(Problem):
    slug = "rescue-unreadable"
    sentence = "This is no rescue file, or not the whole of one. Nothing was taken in. Save it on the phone once more."


@dataclass(frozen=True)
class Taken:
    """How many were new, how many the server had, and why the others were not taken."""

    new: int
    known: int
    refused: dict[str, int]  # by the sentence of the problem


def take_in(session: Session, settings: Settings, actor: Account | None, data: bytes, now: datetime) -> Taken:
    """A second time it changes nothing."""
    try:
        envelopes = rescue.unpack(data)
    except rescue.NotARescueFile:
        raise RescueUnreadable from None
    refused: Counter[str] = Counter()
    fates: Counter[str] = Counter()
    for envelope in envelopes:
        try:
            is_known = session.get(Envelope, read_parts(ENVELOPE, envelope).header["envelope"]) is not None
            receive(session, settings, envelope, now)
            fates["known" if is_known else "new"] += 1
        except (EnvelopeUnreadable, EnvelopeDiffers, DeviceNotActive) as problem:
            refused[problem.sentence] += 1
    detail = f"{fates['new']} new, {fates['known']} known, {refused.total()} refused"
    record_audit(session, actor, "rescue.take_in", "rescue", "", now, detail=detail)
    return Taken(fates["new"], fates["known"], dict(refused))
