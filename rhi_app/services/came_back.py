"""A mail that a server took and then gave up. Its reader is as unreached as one whose address was refused at once, and so it goes the same way."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, exists, func, select
from sqlalchemy.orm import Session, aliased

from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import Problem
from rhi_app.models import Account, AccountRole, Delivery, OutboxRow, Record, SentMail, Synopsis
from rhi_app.services import delivery, outbox
from rhi_app.services.audit import record_audit
from rhi_app.services.locks import take_lock

MAY_COME_BACK = timedelta(days=14)  # a server tries for five days or so; a reference that got about later does no harm
ADDRESS_FAULTS = ("mail-refused", "address-unusable", "mail-came-back")  # the mail server works: others can be told by mail


class UnknownMail(Problem):
    slug = "unknown-mail"
    sentence = "No mail of ours that could still come back has this reference. Nothing has changed."


def keep(session: Session, reference: str, payload: dict[str, Any], address: str, now: datetime) -> None:
    """What left, so that a report finds it; what cannot come back any more is forgotten."""
    session.execute(delete(SentMail).where(SentMail.sent_at < now - MAY_COME_BACK, SentMail.came_back_at.is_(None)))
    session.merge(SentMail(id=reference, account_id=payload["account"], address=address, payload=payload, sent_at=now))


def note_came_back(session: Session, reference: str, now: datetime) -> None:
    """It waits again, under a new reference: the same report a second time changes nothing."""
    take_lock(session, f"mail:{reference}")
    sent = session.get(SentMail, reference)
    if sent is None or sent.came_back_at is not None or sent.sent_at < now - MAY_COME_BACK:
        raise UnknownMail
    sent.came_back_at = now
    record_audit(session, None, "mail.come_back", "account", sent.account_id, now)
    found = session.get(Delivery, sent.payload.get("delivery", ""))
    if found is not None and found.desk_id is None and found.opened_at is None:
        found.mailed_at = None
    urgent = found is not None and found.synopsis.is_urgent
    row = outbox.put(session, "send_mail", sent.payload | {"mail": new_id()}, now, urgent=urgent)
    if is_dead(session, session.get_one(Account, sent.account_id)):
        row.alarmed_at = now
        tell(session, found, "mail-came-back", now)


def is_dead(session: Session, account: Account) -> bool:
    """Whether a mail to the address that this person has now came back."""
    back = select(SentMail.id).where(SentMail.account_id == account.id, SentMail.address == account.email, SentMail.came_back_at.is_not(None))
    return session.scalar(back.limit(1)) is not None


def unreached(session: Session) -> list[Account]:
    """Everybody whose mail came back or is refused, by name."""
    refused = {row.payload["account"] for row in _waiting(session) if row.problem in ADDRESS_FAULTS}
    back = select(Account.id).join(SentMail, SentMail.account_id == Account.id).where(SentMail.came_back_at.is_not(None))
    ids = refused | set(session.scalars(back.where(SentMail.address == Account.email)))
    return list(session.scalars(select(Account).where(Account.id.in_(ids), Account.is_active).order_by(Account.name))) if ids else []


def unreached_by(session: Session, deliveries: Iterable[Delivery]) -> dict[str, str]:
    """By delivery that waits, the names of those whom no mail reaches."""
    ids = {account.id for account in unreached(session)}
    people = {one.id: one.desk.members if one.desk else [one.account] for one in deliveries if one.closed_at is None and one.opened_at is None}
    names = {key: ", ".join(who.name for who in found if who and who.id in ids) for key, found in people.items()}
    return {key: words for key, words in names.items() if words}


def unreached_records(session: Session) -> dict[str, str]:
    """By record, whole, the names of those who have something of it to open and whom no mail reaches."""
    ids = [account.id for account in unreached(session)]
    if not ids:
        return {}
    other = aliased(Delivery)
    somebody = exists().where(other.synopsis_id == Delivery.synopsis_id, other.opened_at.is_not(None))
    waiting = select(func.coalesce(Record.joined_to_id, Record.id), Account.name).select_from(Delivery).join(Synopsis).join(Record)
    waiting = waiting.join(Account, Account.id == Delivery.account_id).where(Account.id.in_(ids), Delivery.closed_at.is_(None), ~somebody)
    names: dict[str, list[str]] = defaultdict(list)
    for record_id, name in session.execute(waiting.distinct().order_by(Account.name)):
        names[record_id].append(name)
    return {record_id: ", ".join(found) for record_id, found in names.items()}


def try_again(session: Session, actor: Account, account: Account, now: datetime) -> None:
    """Somebody says that mail arrives there now: what waits goes at once."""
    session.execute(delete(SentMail).where(SentMail.account_id == account.id, SentMail.came_back_at.is_not(None)))
    record_audit(session, actor, "account.try_mail_again", "account", account.id, now)
    send_waiting(session, account, now)


def send_waiting(session: Session, account: Account, now: datetime) -> None:
    for row in _waiting(session):
        if row.payload["account"] == account.id:
            row.due_at, row.problem, row.alarmed_at = now, "", None  # refused there as well, it is said anew
            session.info[outbox.POKE] = True


def _waiting(session: Session) -> list[OutboxRow]:
    return list(session.scalars(select(OutboxRow).where(OutboxRow.kind == "send_mail", OutboxRow.done_at.is_(None), OutboxRow.tries > 0)))


def tell(session: Session, found: Delivery | None, because: str, now: datetime) -> None:
    """Who sent it; of any other mail, those who keep the directory."""
    if found is not None:
        delivery.tell_coordinators(session, found.synopsis.record, because, now)
        return
    keepers = select(Account).join(AccountRole, AccountRole.account_id == Account.id).where(AccountRole.role == "administrator", Account.is_active)
    for account in session.scalars(keepers.distinct()):
        outbox.put(session, "send_mail", {"account": account.id, "reason": "directory", "mail": new_id()}, now)
