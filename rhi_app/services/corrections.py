"""What became known later of an episode, and what somebody decided where no rule does."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.clock import write_moment
from rhi_app.domain.facts import facts_of_episode
from rhi_app.models import Account, Episode
from rhi_app.services.audit import record_audit
from rhi_app.services.bundles import request_bundles
from rhi_app.services.decided import Code, keep_decision
from rhi_app.services.episode_rules import decide_episode, due_of, interview_due_at, plain_episode
from rhi_app.services.outbox import put


def correct_episode(session: Session, actor: Account, episode: Episode, changes: dict[str, Any], facts: dict[str, Any], now: datetime) -> None:
    """The same version of the protocol decides again; the time that is due follows, and the interviewer's phone hears of it."""
    changed = [name for name, value in changes.items() if getattr(episode, name) != value]
    for name in changed:
        setattr(episode, name, changes[name])
    known = {**episode.facts, **facts}
    episode.facts = {name: value for name, value in known.items() if value is not None}
    session.flush()
    episode.age = facts_of_episode(plain_episode(session, episode), write_moment(now)).get("age")
    episode.due_at = interview_due_at(due_of(episode, decide_episode(session, episode, now)))
    record_audit(session, actor, "episode.correct", "episode", episode.id, now, detail=" ".join(changed)[:200])
    _tell(session, episode, now)


def record_decision(
    session: Session, actor: Account, episode: Episode, code: Code, *, by: str, reason: str, now: datetime, reference: str = ""
) -> None:
    """Where the sources disagree, are silent or leave it to a person. The phone hears of it; what may now be sent is made."""
    keep_decision(session, actor, episode, code, by=by, reason=reason, now=now, reference=reference)
    _tell(session, episode, now)


def _tell(session: Session, episode: Episode, now: datetime) -> None:
    record = episode.record
    if record is None:
        return
    request_bundles(session, record, now)
    if record.finished_at is not None:  # a reader who was not named, an agreement that is not needed after all, a sharing decided on
        put(session, "make_synopses", {"record": record.id}, now)
