"""What is decided about a record at a desk. Each is an entry or a decision; none changes what was written."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.clock import read_moment
from rhi_app.domain.problems import Problem
from rhi_app.models import Account, Entry, Episode, Record
from rhi_app.services.audit import record_audit
from rhi_app.services.bundles import request_bundles
from rhi_app.services.children import others_of
from rhi_app.services.decided import keep_decision
from rhi_app.services.duties import work_out
from rhi_app.services.entries import add_portal_entry
from rhi_app.services.outbox import put

ASKED = "ask_manager"  # kind of the entry by which an interviewer asks


class NotDeclined(Problem):
    slug = "not-declined"
    sentence = "The offer is not declined any more. Load the page again."


class HasARecord(Problem):
    slug = "has-a-record"
    sentence = "This episode has a record of its own with something in it. It stays as it is."


def release(session: Session, actor: Account, record: Record, answers: dict[str, Any], now: datetime) -> Entry:
    """What is sent after all is made at once, and the phone hears of it."""
    entry = add_portal_entry(session, actor, record, "release", "release", 1, answers, now, now)
    request_bundles(session, record, now)
    return entry


def take_up(session: Session, actor: Account, record: Record, answers: dict[str, Any], happened_at: datetime, now: datetime) -> Entry:
    """The same record goes on, with its attempts and its decline in it; the synopsis is made anew when it is finished."""
    if record.outcome != "declined":
        raise NotDeclined
    entry = add_portal_entry(session, actor, record, "taken_up", "taken_up", 1, answers, happened_at, now)
    request_bundles(session, record, now)
    return entry


def records_to_serve(episode: Episode) -> list[Record]:
    """Of the same child: one interview may serve episodes that lie close together. None where something was written for this one alone."""
    if episode.record is not None and episode.record.entries:
        return []
    others = {other.record for other in others_of(episode) if other.record is not None and other.record is not episode.record}
    return sorted((record for record in others if _may_serve(record, episode)), key=lambda record: record.created_at)


def _may_serve(record: Record, episode: Episode) -> bool:
    """Not held yet; or held after this return too, and the notice came late."""
    if record.held_at is None:
        return record.finished_at is None
    return episode.returned_at is not None and record.held_at >= episode.returned_at


def join(session: Session, actor: Account, episode: Episode, record: Record, *, by: str, reason: str, now: datetime) -> None:
    """Each clock has its own time; one visit stops both. What was sent of it is made again, for this episode too."""
    if episode.record is not None and episode.record.entries:
        raise HasARecord
    if episode.record is not None:
        request_bundles(session, episode.record, now)  # whoever had it alone
    episode.record = record
    session.flush()
    session.refresh(record, ["episodes"])
    record_audit(session, actor, "record.join", "record", record.id, now, detail=str(episode.number))
    keep_decision(session, actor, episode, ("record", "served_by", "same_interview"), by=by, reason=reason, now=now)
    work_out(session, episode, now)
    request_bundles(session, record, now)
    if record.finished_at is not None:
        put(session, "make_synopses", {"record": record.id}, now)


def waits_for_manager(episode: Episode) -> bool:
    """An interviewer has asked, and nobody has decided since: from columns in the clear, since a list says it."""
    entries = episode.record.entries if episode.record else []
    asked = max((entry.received_at for entry in entries if entry.kind == ASKED), default=None)
    if asked is None:
        return False
    answered = [read_moment(one["at"]) for one in episode.decided or [] if one["question"] == "method"]
    answered += [entry.received_at for entry in entries if entry.kind == "release"]
    return all(at < asked for at in answered)
