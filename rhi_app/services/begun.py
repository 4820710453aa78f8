"""A record that began on a phone: for a child met at a door before anybody allocated it. Kept whole; a person says who it is."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, not_, select
from sqlalchemy.orm import Session

from rhi_app.domain.identifiers import new_reference
from rhi_app.models import Account, Child, Episode, Record
from rhi_app.services.audit import record_audit
from rhi_app.services.children import Details, child_details, initials_of, seal_child
from rhi_app.services.delivery import tell_coordinators

BEGUN = "begun"  # kind of the entry that says what was told
NOT_KNOWN_YET: Details = {
    "name": "", "called": "", "initials": "", "born_on": None, "gender": "", "language": "", "address": "", "placement_address": "",
    "school": "", "contacts": [],
}  # fmt: skip


def begin_record(session: Session, account: Account, record_id: str, child_id: str, now: datetime) -> Record | None:
    """None when the child is another organisation's: nobody gets near a case by naming it."""
    child = session.get(Child, child_id) or _add_child(session, account, child_id, now)
    if child.organisation_id != account.organisation_id:
        return None
    record = Record(
        id=record_id, child=child, begun_child_id=child_id, reference=free_reference(session), interviewer=account, is_flagged=True, created_at=now
    )
    session.add(record)
    session.flush()
    record_audit(session, account, "record.begin", "record", record.id, now)
    tell_coordinators(session, record, BEGUN, now)
    return record


def take_told(session: Session, record: Record, entry: dict[str, Any]) -> None:
    """The name as told stands for the child until a person says who it is: a notice of harm needs one."""
    name = entry["answers"].get("begun.name")
    if is_waiting(record) and isinstance(name, str):
        details = child_details(session, record.child) | {"name": name, "called": name, "initials": initials_of(name)}
        record.child.sealed = seal_child(session, record.child_id, details)


def is_waiting(record: Record) -> bool:
    """Begun on a phone, and nobody has said yet whose it is."""
    return record.begun_child_id is not None and not record.whole.episodes


def list_begun(session: Session, provider_id: str) -> list[Record]:
    return list(session.scalars(_waiting(select(Record), provider_id).order_by(Record.created_at)))


def count_begun(session: Session, provider_id: str) -> int:
    return session.scalar(_waiting(select(func.count(Record.id)), provider_id)) or 0


def _waiting(records: Select[Any], provider_id: str) -> Select[Any]:
    """What `is_waiting` says of one."""
    serves = exists().where(Episode.record_id == Record.id)
    ours = records.join(Child, Child.id == Record.child_id).where(Child.organisation_id == provider_id)
    return ours.where(Record.begun_child_id.is_not(None), Record.joined_to_id.is_(None), not_(serves))


def free_reference(session: Session) -> str:
    """A reference that no record has."""
    while True:
        reference = new_reference()
        if session.scalar(select(Record.id).where(Record.reference == reference)) is None:
            return reference


def _add_child(session: Session, account: Account, child_id: str, now: datetime) -> Child:
    child = Child(id=child_id, organisation_id=account.organisation_id, created_at=now)
    child.sealed = seal_child(session, child_id, NOT_KNOWN_YET)
    session.add(child)
    session.flush()
    record_audit(session, account, "child.begin", "child", child_id, now)
    return child
