"""A record that began on a phone: for a child met at a door before anybody allocated it. Kept and flagged; a person matches it."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.identifiers import new_reference
from rhi_app.models import Account, Child, Record
from rhi_app.services.audit import record_audit
from rhi_app.services.children import Details, seal_child

NOT_KNOWN_YET: Details = {
    "name": "", "called": "", "initials": "", "born_on": None, "gender": "", "language": "", "address": "", "placement_address": "",
    "school": "", "contacts": [],
}  # fmt: skip


def begin_record(session: Session, account: Account, record_id: str, child_id: str, now: datetime) -> Record | None:
    """None when the child is another organisation's: nobody gets near a case by naming it."""
    child = session.get(Child, child_id) or _add_child(session, account, child_id, now)
    if child.organisation_id != account.organisation_id:
        return None
    record = Record(id=record_id, child=child, reference=free_reference(session), interviewer=account, is_flagged=True, created_at=now)
    session.add(record)
    session.flush()
    record_audit(session, account, "record.begin", "record", record.id, now)
    return record


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
