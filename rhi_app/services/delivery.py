"""Who gets what was made, and how far it has come: delivered, opened, acknowledged, acted on. Every step has its audit line."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rhi_app.domain.clock import write_moment
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import NotHere, Problem
from rhi_app.models import Account, Delivery, Desk, DeskMember, Record, Synopsis
from rhi_app.services.at_rest import open_json, seal_json
from rhi_app.services.audit import record_audit
from rhi_app.services.outbox import put
from rhi_app.services.readers import Reader, coordinators_of

OPEN_FOR = timedelta(days=56)  # then the link ends; the coordinator may open it again
NOT_FOR_ME, REVOKED, CHANGED = "not_for_me", "revoked", "reader_changed"


class AcknowledgedAlready(Problem):
    slug = "acknowledged-already"
    sentence = "You have acknowledged this already. What you wrote then stands."


class NotOpenedYet(Problem):
    slug = "not-opened-yet"
    sentence = "Open it first. That you opened it is recorded."


class LinkEnded(Problem):
    slug = "link-ended"
    sentence = "This link has ended. Ask the coordinator who sent it to open it again."
    status = 410


class Closed(Problem):
    slug = "delivery-closed"
    sentence = "This is closed. The coordinator who sent it knows why."
    status = 410


def deliver(session: Session, synopsis: Synopsis, readers: list[Reader], now: datetime, asked_as: str = "") -> list[Delivery]:
    """A row for each reader and a mail that says that something waits; asked twice, it stays with the first."""
    known = session.execute(select(Delivery.account_id, Delivery.desk_id).where(Delivery.synopsis_id == synopsis.id)).all()
    there = {one for pair in known for one in pair}
    return [_deliver(session, synopsis, reader, now, asked_as) for reader in readers if reader.id not in there]


def tell_coordinators(session: Session, record: Record, reason: str, now: datetime, detail: str = "") -> None:
    """Something about this record needs a person. The mail does not say what; the page does: the episode's, or the list while there is none."""
    record = record.whole
    record_audit(session, None, "record.tell", "record", record.id, now, detail=f"{reason} {detail}".strip())
    place = {"reason": reason, "episode": record.episodes[-1].id} if record.episodes else {"reason": "look"}
    for account in coordinators_of(session, record):
        put(session, "send_mail", {"account": account.id, **place, "mail": new_id()}, now)


def get_delivery(session: Session, delivery_id: str) -> Delivery:
    found = session.get(Delivery, delivery_id)
    if found is None:
        raise NotHere
    return found


def check_open(delivery: Delivery, now: datetime) -> None:
    if delivery.closed_at is not None:
        raise Closed
    if now >= delivery.open_until:
        raise LinkEnded


def is_readable_by(delivery: Delivery, account: Account) -> bool:
    """Opened, and by this person: of a desk, whoever claimed it."""
    return delivery.opened_at is not None and (delivery.desk_id is None or delivery.claimed_by_id == account.id)


def list_inbox(session: Session, account: Account) -> list[Delivery]:
    """Everything for this person and their desks, the most urgent first: harm unread, then unread, then not acknowledged, then the rest."""
    desks = select(DeskMember.desk_id).where(DeskMember.account_id == account.id)
    own = select(Delivery).where(or_(Delivery.account_id == account.id, Delivery.desk_id.in_(desks)), Delivery.closed_at.is_(None))
    return sorted(session.scalars(own.order_by(Delivery.created_at.desc(), Delivery.id.desc())), key=_rank)


def find_newer(session: Session, delivery: Delivery) -> Delivery | None:
    """The newest version of the same synopsis that came to the same reader; None: this one is the newest."""
    made = delivery.synopsis
    same = (Synopsis.record_id.in_(made.record.whole.ids), Synopsis.recipient_kind == made.recipient_kind, Synopsis.is_urgent == made.is_urgent)
    reader = (Delivery.account_id == delivery.account_id) if delivery.desk_id is None else (Delivery.desk_id == delivery.desk_id)
    newer = select(Delivery).join(Synopsis).where(*same, reader, Synopsis.version > made.version, Delivery.closed_at.is_(None))
    return session.scalar(newer.order_by(Synopsis.version.desc()).limit(1))


def open_it(session: Session, actor: Account, delivery: Delivery, now: datetime) -> None:
    """Somebody means to read it: a mail scanner that follows the link opens nothing. Of a desk, they read it for all; another may take it over."""
    check_open(delivery, now)
    if delivery.desk_id is not None and delivery.claimed_by_id != actor.id:
        delivery.claimed_by_id, delivery.claimed_at = actor.id, now
        record_audit(session, actor, "delivery.claim", "delivery", delivery.id, now)
    delivery.opened_at = delivery.opened_at or now
    record_audit(session, actor, "delivery.open", "delivery", delivery.id, now)


def note_read(session: Session, actor: Account, delivery: Delivery, now: datetime) -> None:
    """Each reading has its line."""
    record_audit(session, actor, "delivery.read", "delivery", delivery.id, now)


def download(session: Session, actor: Account, delivery: Delivery, now: datetime) -> None:
    record_audit(session, actor, "delivery.download", "delivery", delivery.id, now)


def close(session: Session, actor: Account | None, delivery: Delivery, because: str, now: datetime) -> None:
    """At once, whatever page is still open somewhere."""
    if delivery.closed_at is not None:
        raise Closed
    delivery.closed_at, delivery.closed_because = now, because
    record_audit(session, actor, "delivery.close", "delivery", delivery.id, now, detail=because)


def close_unopened(session: Session, actor: Account, record: Record, kind: str, account_id: str, now: datetime) -> None:
    """Somebody else reads now: what the earlier reader has not opened is theirs no more."""
    rows = select(Delivery).join(Synopsis).where(Synopsis.record_id.in_(record.ids), Synopsis.recipient_kind == kind)
    for one in session.scalars(rows.where(Delivery.account_id == account_id, Delivery.opened_at.is_(None), Delivery.closed_at.is_(None))):
        close(session, actor, one, CHANGED, now)


def not_for_me(session: Session, actor: Account, delivery: Delivery, now: datetime) -> None:
    """Back to the coordinator."""
    check_open(delivery, now)
    close(session, actor, delivery, NOT_FOR_ME, now)
    delivery.synopsis.record.whole.waits_for = NOT_FOR_ME
    tell_coordinators(session, delivery.synopsis.record, "not-for-me", now)


def open_again(session: Session, actor: Account, delivery: Delivery, now: datetime) -> None:
    """The link ended, or was closed by mistake."""
    delivery.closed_at, delivery.closed_because, delivery.mailed_at, delivery.open_until = None, "", None, now + OPEN_FOR
    record = delivery.synopsis.record.whole
    if record.waits_for == NOT_FOR_ME:
        record.waits_for = ""
    record_audit(session, actor, "delivery.open_again", "delivery", delivery.id, now)
    _mail(session, delivery, now)


def acknowledge(session: Session, actor: Account, delivery: Delivery, actions: list[dict[str, str]], now: datetime) -> None:
    """Seen and read, with the actions that the reader takes (hampshire 11.4)."""
    check_open(delivery, now)
    if delivery.acknowledged_at is not None:
        raise AcknowledgedAlready
    if not is_readable_by(delivery, actor):
        raise NotOpenedYet
    delivery.acknowledged_at = now
    _keep(session, delivery, {"actions": actions})
    record_audit(session, actor, "delivery.acknowledge", "delivery", delivery.id, now)


def record_outcomes(session: Session, actor: Account, delivery: Delivery, outcomes: list[str], now: datetime) -> None:
    """What came of each action, in their order; an empty one is still open. What was said before stays with its time."""
    check_open(delivery, now)
    said = open_acknowledgement(session, delivery)
    if said is None or not is_readable_by(delivery, actor):
        raise NotOpenedYet
    for action, outcome in zip(said["actions"], outcomes, strict=False):
        if outcome and outcome != action.get("outcome"):
            earlier = [{"outcome": action["outcome"], "at": action["outcome_at"]}] if action.get("outcome") else []
            action |= {"outcome": outcome, "outcome_at": write_moment(now), "earlier": [*action.get("earlier", []), *earlier]}
    _keep(session, delivery, said)
    if said["actions"] and all(action.get("outcome") for action in said["actions"]):
        delivery.acted_at = delivery.acted_at or now
    record_audit(session, actor, "delivery.act", "delivery", delivery.id, now)


def open_acknowledgement(session: Session, delivery: Delivery) -> dict[str, Any] | None:
    if delivery.acknowledgement is None:
        return None
    record_id = delivery.synopsis.record_id
    said: dict[str, Any] = open_json(session, "record", record_id, "deliveries", delivery.id, "acknowledgement", delivery.acknowledgement)
    return said


def _keep(session: Session, delivery: Delivery, said: dict[str, Any]) -> None:
    delivery.acknowledgement = seal_json(session, "record", delivery.synopsis.record_id, "deliveries", delivery.id, "acknowledgement", said)


def _deliver(session: Session, synopsis: Synopsis, reader: Reader, now: datetime, asked_as: str) -> Delivery:
    whose = {"desk_id": reader.id} if isinstance(reader, Desk) else {"account_id": reader.id}
    made = Delivery(id=new_id(), synopsis_id=synopsis.id, created_at=now, open_until=now + OPEN_FOR, asked_as=asked_as, **whose)
    session.add(made)
    session.flush()
    record_audit(session, None, "delivery.make", "delivery", made.id, now)
    _mail(session, made, now)
    return made


def _mail(session: Session, delivery: Delivery, now: datetime) -> None:
    """One to each who may read it."""
    people = delivery.desk.members if delivery.desk is not None else [delivery.account]
    for account in people:
        if account is not None and account.is_active:
            letter = {"account": account.id, "reason": "delivery", "delivery": delivery.id, "mail": new_id()}
            put(session, "send_mail", letter, now, urgent=delivery.synopsis.is_urgent)


def _rank(delivery: Delivery) -> int:
    if delivery.acknowledged_at is not None:
        return 4
    if delivery.synopsis.is_urgent:
        return 0 if delivery.opened_at is None else 1
    return 2 if delivery.opened_at is None else 3
