"""What nobody has opened goes on: to the reader's team, then to the duty manager. And what cannot be sent is said."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from rhi_app.domain.clock import write_moment
from rhi_app.domain.protocol import content_of
from rhi_app.models import Account, Delivery, OutboxRow, Synopsis
from rhi_app.services import came_back, delivery, outbox
from rhi_app.services.accounts import list_with_role
from rhi_app.services.audit import record_audit
from rhi_app.services.came_back import ADDRESS_FAULTS
from rhi_app.services.protocols import protocols
from rhi_app.services.readers import Reader, desk_of

HOURS = {"team": 24, "duty_manager": 48}  # unless the protocol names a time; no source so far does
URGENT_HOURS = {"team": 1, "duty_manager": 2}  # harm does not wait for a day
STEPS = {"team": "team_asked_at", "duty_manager": "manager_asked_at"}


def ask_others(session: Session, now: datetime) -> int:
    """Each delivery that its reader has left unopened too long: the next one is asked, once, and the coordinator sees it."""
    asked = 0
    for one in _unopened(session, now):
        for step, hours in hours_of(one).items():
            if getattr(one, STEPS[step]) is None and now >= one.created_at + timedelta(hours=hours):
                setattr(one, STEPS[step], now)
                delivery.deliver(session, one.synopsis, _who(session, one, step), now, asked_as=step)
                record_audit(session, None, "delivery.ask_others", "delivery", one.id, now, detail=step)
                delivery.tell_coordinators(session, one.synopsis.record, "unopened", now, detail=step)
                asked += 1
    return asked


def hours_of(one: Delivery) -> dict[str, int]:
    """After how long unopened, by the protocol of the newest episode."""
    if one.synopsis.is_urgent:
        return URGENT_HOURS
    episodes = one.synopsis.record.whole.episodes
    if not episodes:
        return HOURS
    newest = episodes[-1]
    content = content_of(protocols(), newest.authority, write_moment(newest.missing_from_at), newest.protocol_version or None)
    named: dict[str, int] = (content["sharing"] or {}).get(one.synopsis.recipient_kind, {}).get("unopened_hours", {})
    return HOURS | named


def alarm(session: Session, now: datetime) -> list[OutboxRow]:
    """Mails that have not got through for half an hour, each said once. Coordinators see them on the work list as long as they wait."""
    fresh = [row for row in outbox.find_stuck(session, now) if row.alarmed_at is None]
    for row in fresh:
        row.alarmed_at = now
        record_audit(session, None, "mail.stuck", "outbox", row.id, now, detail=row.problem)
        if row.problem in ADDRESS_FAULTS:
            came_back.tell(session, session.get(Delivery, row.payload.get("delivery", "")), row.problem, now)
    return fresh


def _unopened(session: Session, now: datetime) -> Iterator[Delivery]:
    """Of the newest version, of which nobody at all has opened a copy; a copy made by asking is asked about no further."""
    other = aliased(Delivery)
    somebody = exists().where(other.synopsis_id == Delivery.synopsis_id, other.opened_at.is_not(None))
    waiting = select(Delivery).join(Synopsis).where(
        Delivery.opened_at.is_(None), Delivery.closed_at.is_(None), Delivery.asked_as == "", Delivery.manager_asked_at.is_(None),
        Delivery.created_at <= now - timedelta(hours=min(URGENT_HOURS.values())), ~somebody,
    )  # fmt: skip
    found = list(session.scalars(waiting.order_by(Delivery.created_at)))
    yield from (one for one in found if delivery.find_newer(session, one) is None)


def _who(session: Session, one: Delivery, step: str) -> list[Reader]:
    """The organisation's own desk for it. Where there is none: its managers, and for the last step the provider's managers."""
    organisation = (one.desk or one.account).organisation_id  # type: ignore[union-attr]
    desk = desk_of(session, organisation, step)
    if desk is not None:
        return [desk]
    if step == "team":
        return []
    provider = one.synopsis.record.child.organisation_id
    managers: list[Account] = list_with_role(session, organisation, "manager") or list_with_role(session, provider, "manager")
    return list(managers)
