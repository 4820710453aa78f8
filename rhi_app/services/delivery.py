"""Who gets what was made, and how far it has come: delivered, opened, acknowledged. Every step has its audit line."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import NotHere, Problem
from rhi_app.models import Account, Delivery, Record, Synopsis
from rhi_app.services.accounts import list_with_role
from rhi_app.services.at_rest import open_json, seal_json
from rhi_app.services.audit import record_audit
from rhi_app.services.outbox import put


class AcknowledgedAlready(Problem):
    slug = "acknowledged-already"
    sentence = "You have acknowledged this already. What you wrote then stands."


def readers_of(session: Session, record: Record, reader: str) -> list[Account]:
    """The people: whom the newest episode names; for the coordinator, everyone who coordinates at the provider: harm waits for nobody."""
    if reader == "coordinator":
        return coordinators_of(session, record)
    named: list[Account | None] = [getattr(episode, reader) for episode in record.episodes]
    newest = next((account for account in reversed(named) if account is not None), None)
    return [newest] if newest is not None and newest.is_active else []


def coordinators_of(session: Session, record: Record) -> list[Account]:
    return list_with_role(session, record.child.organisation_id, "coordinator")


def deliver(session: Session, synopsis: Synopsis, accounts: list[Account], now: datetime) -> list[Delivery]:
    """A row for each reader and a mail that says that something waits; asked twice, it stays with the first."""
    known = set(session.scalars(select(Delivery.account_id).where(Delivery.synopsis_id == synopsis.id)))
    return [_deliver(session, synopsis, account, now) for account in accounts if account.id not in known]


def tell_coordinators(session: Session, record: Record, reason: str, now: datetime, detail: str = "") -> None:
    """Something about this record needs a person. The mail does not say what; the page does: the episode's, or the list while there is none."""
    record_audit(session, None, "record.tell", "record", record.id, now, detail=f"{reason} {detail}".strip())
    place = {"reason": reason, "episode": record.episodes[-1].id} if record.episodes else {"reason": "look"}
    for account in coordinators_of(session, record):
        put(session, "send_mail", {"account": account.id, **place, "mail": new_id()}, now)


def get_delivery(session: Session, delivery_id: str) -> Delivery:
    found = session.get(Delivery, delivery_id)
    if found is None:
        raise NotHere
    return found


def list_inbox(session: Session, account: Account) -> list[Delivery]:
    """Everything for this person, the most urgent first: harm unread, then unread, then not acknowledged, then the rest; newest first in each."""
    own = select(Delivery).where(Delivery.account_id == account.id).order_by(Delivery.created_at.desc(), Delivery.id.desc())
    return sorted(session.scalars(own), key=_rank)


def find_newer(session: Session, delivery: Delivery) -> Delivery | None:
    """The newest version of the same synopsis that came to the same person; None: this one is the newest."""
    made = delivery.synopsis
    same = (Synopsis.record_id == made.record_id, Synopsis.recipient_kind == made.recipient_kind, Synopsis.is_urgent == made.is_urgent)
    newer = select(Delivery).join(Synopsis).where(*same, Delivery.account_id == delivery.account_id, Synopsis.version > made.version)
    return session.scalar(newer.order_by(Synopsis.version.desc()).limit(1))


def read(session: Session, actor: Account, delivery: Delivery, now: datetime) -> None:
    """Each time; the first is the one that the others see."""
    delivery.opened_at = delivery.opened_at or now
    record_audit(session, actor, "delivery.read", "delivery", delivery.id, now)


def download(session: Session, actor: Account, delivery: Delivery, now: datetime) -> None:
    delivery.opened_at = delivery.opened_at or now
    record_audit(session, actor, "delivery.download", "delivery", delivery.id, now)


def acknowledge(session: Session, actor: Account, delivery: Delivery, actions: list[dict[str, str]], now: datetime) -> None:
    """Seen and read, with the actions that the reader takes (hampshire 11.4)."""
    if delivery.acknowledged_at is not None:
        raise AcknowledgedAlready
    value = {"actions": actions}
    delivery.opened_at = delivery.opened_at or now
    delivery.acknowledged_at = now
    delivery.acknowledgement = seal_json(session, "record", delivery.synopsis.record_id, "deliveries", delivery.id, "acknowledgement", value)
    record_audit(session, actor, "delivery.acknowledge", "delivery", delivery.id, now)


def open_acknowledgement(session: Session, delivery: Delivery) -> dict[str, Any] | None:
    if delivery.acknowledgement is None:
        return None
    record_id = delivery.synopsis.record_id
    said: dict[str, Any] = open_json(session, "record", record_id, "deliveries", delivery.id, "acknowledgement", delivery.acknowledgement)
    return said


def _deliver(session: Session, synopsis: Synopsis, account: Account, now: datetime) -> Delivery:
    made = Delivery(id=new_id(), synopsis_id=synopsis.id, account_id=account.id, created_at=now)
    session.add(made)
    session.flush()
    record_audit(session, None, "delivery.make", "delivery", made.id, now)
    put(session, "send_mail", {"account": account.id, "reason": "delivery", "delivery": made.id, "mail": new_id()}, now, urgent=synopsis.is_urgent)
    return made


def _rank(delivery: Delivery) -> int:
    if delivery.acknowledged_at is not None:
        return 4
    if delivery.synopsis.is_urgent:
        return 0 if delivery.opened_at is None else 1
    return 2 if delivery.opened_at is None else 3
