"""What became known later of an episode, and what somebody decided where no rule does."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.problems import Problem
from rhi_app.models import Account, Episode
from rhi_app.services.audit import record_audit
from rhi_app.services.bundles import request_bundles
from rhi_app.services.children import episode_details, seal_episode
from rhi_app.services.decided import Code, keep_decision
from rhi_app.services.duties import work_out
from rhi_app.services.episode_rules import number_now
from rhi_app.services.outbox import put
from rhi_app.services.readers import note_changes


def correct_episode(
    session: Session, actor: Account, episode: Episode, changes: dict[str, Any], facts: dict[str, Any], now: datetime, *,
    action: str = "episode.correct",
) -> None:  # fmt: skip
    """The same version of the protocol decides again; the times that are due follow, and the interviewer's phone hears of it."""
    changed = [name for name, value in changes.items() if getattr(episode, name) != value]
    note_changes(session, episode, changes, now)
    for name in changed:
        setattr(episode, name, changes[name])
    known = {**episode.facts, **facts}
    episode.facts = {name: value for name, value in known.items() if value is not None}
    work_out(session, episode, now)
    record_audit(session, actor, action, "episode", episode.id, now, detail=" ".join(changed)[:200])
    _tell(session, episode, now)


class IsBack(Problem):
    slug = "is-back"
    sentence = "The return is recorded already. Correct the episode if the time is wrong."


def record_return(session: Session, actor: Account, episode: Episode, changes: dict[str, Any], now: datetime) -> None:
    """The clocks start. What was due while the child was away, and who ticked it, stays."""
    if episode.returned_at is not None:
        raise IsBack
    correct_episode(session, actor, episode, changes, {}, now, action="episode.return")


def tell_earlier(session: Session, episode: Episode, earlier: list[str] | None) -> None:
    """When the absences before this one began, as somebody tells it now; None: not known."""
    details = episode_details(session, episode)
    if details.get("earlier") == earlier:
        return
    episode.sealed = seal_episode(session, episode.child_id, episode.id, {**details, "earlier": earlier})
    episode.number = number_now(session, episode, earlier)


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
