"""Records as their interviewer reads them again: the list, and one of them whole."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.problems import NotHere
from rhi_app.models import Account, Record


def get_record(session: Session, record_id: str) -> Record:
    """A record with an episode: one that began on a phone is nobody's page before a person matches it."""
    record = session.get(Record, record_id)
    if record is None or not record.episodes:
        raise NotHere
    return record


def list_mine(session: Session, account: Account) -> list[Record]:
    """Those that somebody was given, the newest first."""
    own = select(Record).where(Record.interviewer_id == account.id).order_by(Record.created_at.desc(), Record.id)
    return [record for record in session.scalars(own) if record.episodes]
