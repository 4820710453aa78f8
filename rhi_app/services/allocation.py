"""Giving a case to an interviewer: the record begins here, unless the phone began one first."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import Problem
from rhi_app.models import Account, Episode, Record
from rhi_app.services.accounts import list_with_role
from rhi_app.services.audit import record_audit
from rhi_app.services.begun import free_reference
from rhi_app.services.bundles import request_bundles
from rhi_app.services.outbox import put

NEW_CASE = "new_case"  # the mail says that one new item waits, and nothing else


class NotAnInterviewer(Problem):
    slug = "not-an-interviewer"
    sentence = "This person does not hold interviews for your organisation. Choose somebody else."


class CaseIsOver(Problem):
    slug = "case-is-over"
    sentence = "This case is finished. It stays with whoever held it."


def allocate(session: Session, actor: Account, episode: Episode, interviewer: Account, now: datetime) -> Record:
    """The episode's record, now with this interviewer, who hears that something waits; the phones before and after hear of it too."""
    if interviewer not in interviewers(session, episode):
        raise NotAnInterviewer
    record = episode.record or _begin_record(session, episode, now)
    if record.finished_at is not None:
        raise CaseIsOver
    request_bundles(session, record, now)  # whoever had it: it goes from their phone
    record.interviewer, record.allocated_at, record.allocated_by_id = interviewer, now, actor.id
    session.flush()
    record_audit(session, actor, "record.allocate", "record", record.id, now)
    put(session, "send_mail", {"account": interviewer.id, "reason": NEW_CASE, "record": record.id, "mail": new_id()}, now)
    request_bundles(session, record, now)
    return record


def interviewers(session: Session, episode: Episode) -> list[Account]:
    """Who can be chosen: the interviewers of the provider that works on the case."""
    return list_with_role(session, episode.provider_id, "interviewer")


def open_count(session: Session, account: Account) -> int:
    """How many cases somebody has now."""
    own = select(Record.id).where(Record.interviewer_id == account.id, Record.finished_at.is_(None))
    return len(session.scalars(own).all())


def _begin_record(session: Session, episode: Episode, now: datetime) -> Record:
    record = Record(id=new_id(), child=episode.child, reference=free_reference(session), created_at=now)
    session.add(record)
    episode.record = record
    session.flush()
    return record
