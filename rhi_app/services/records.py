"""Records as their interviewer reads them again: the list, and one of them whole."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.problems import NotHere
from rhi_app.models import Account, Entry, Record


def get_record(session: Session, record_id: str) -> Record:
    """A record with an episode: one that began on a phone is nobody's page before a person matches it."""
    record = session.get(Record, record_id)
    if record is None or not record.episodes:
        raise NotHere
    return record


def get_part(session: Session, record_id: str) -> Record:
    """A record that was joined to another's talk."""
    record = session.get(Record, record_id)
    if record is None or record.joined_to is None:
        raise NotHere
    return record


def list_mine(session: Session, account: Account) -> list[Record]:
    """Those that somebody was given, the newest first."""
    own = select(Record).where(Record.interviewer_id == account.id).order_by(Record.created_at.desc(), Record.id)
    return [record for record in session.scalars(own) if record.episodes]


def list_my_parts(session: Session, account: Account) -> list[Record]:
    """What somebody wrote in, and what is now read in a record that somebody else holds; the newest first."""
    wrote = select(Entry.record_id).where(Entry.author_id == account.id)
    parts = select(Record).where(Record.id.in_(wrote), Record.joined_to_id.is_not(None)).order_by(Record.created_at.desc(), Record.id)
    return [part for part in session.scalars(parts) if part.whole.interviewer_id != account.id]
