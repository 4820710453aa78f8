"""What became known later of an episode, and what somebody decided where no rule does."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.problems import Problem
from rhi_app.models import Account, Episode
from rhi_app.services.audit import record_audit
from rhi_app.services.bundles import request_bundles
from rhi_app.services.children import Details, child_details, episode_details, initials_of, seal_child, seal_episode
from rhi_app.services.corrected import is_same, kept, known_before
from rhi_app.services.decided import Code, keep_decision
from rhi_app.services.duties import work_out
from rhi_app.services.episode_rules import number_now
from rhi_app.services.outbox import put
from rhi_app.services.readers import note_changes


def correct_episode(
    session: Session, actor: Account, episode: Episode, changes: dict[str, Any], facts: dict[str, Any], now: datetime, *,
    action: str = "episode.correct", was: Details | None = None, why: str = "",
) -> None:  # fmt: skip
    """The same version of the protocol decides again; the times that are due follow, and the interviewer's phone hears of it.

    `was`: what was known and is put right, with `why`; it is kept beside what is so now.
    """
    changed = [name for name, value in changes.items() if not is_same(getattr(episode, name), value)]
    note_changes(session, episode, changes, now)
    for name in changed:
        setattr(episode, name, changes[name])
    if was:
        details = kept(episode_details(session, episode), _with_names(session, was), actor, why, now)
        episode.sealed = seal_episode(session, episode.child_id, episode.id, details)
    known = {**episode.facts, **facts}
    episode.facts = {name: value for name, value in known.items() if value is not None}
    work_out(session, episode, now)
    record_audit(session, actor, action, "episode", episode.id, now, detail=" ".join(changed)[:200])
    _tell(session, episode, now)


def known_of_episode(session: Session, episode: Episode, changes: dict[str, Any], facts: dict[str, Any], earlier: list[str] | None) -> Details:
    """What these would change of what somebody had said."""
    changes = {name: value for name, value in changes.items() if name != "came_back"}  # who was away and is back: news, and no mistake
    before = {name: getattr(episode, name) for name in changes} | episode.facts | {"earlier": episode_details(session, episode).get("earlier")}
    return known_before(before, changes | facts | {"earlier": earlier})


def _with_names(session: Session, was: Details) -> Details:
    """A reader by name: the account may be gone when somebody reads this."""
    return {name: session.get(Account, value) if name.endswith("_id") else value for name, value in was.items()}


def known_of_child(session: Session, episode: Episode, child: Details, told: Details) -> Details:
    """The same of the notice's sealed part; of the people around the child those who are changed."""
    before = child_details(session, episode.child)
    people = [old for old, new in zip(before["contacts"], child["contacts"], strict=False) if old != new]
    was = known_before(before | episode_details(session, episode), {name: value for name, value in (child | told).items() if name != "contacts"})
    return was | ({"contacts": people} if people else {})


def correct_child(session: Session, actor: Account, episode: Episode, child: Details, told: Details, now: datetime, *, why: str) -> None:
    """Who the child is and how to reach them; every episode is decided again, since the age hangs on the day of birth."""
    was = known_of_child(session, episode, child, told)
    of_child = {name: value for name, value in was.items() if name in child}
    of_episode = {name: value for name, value in was.items() if name in told}
    details = {**child_details(session, episode.child), **child, "initials": initials_of(child["name"])}
    episode.child.sealed = seal_child(session, episode.child_id, kept(details, of_child, actor, why, now))
    told = {**episode_details(session, episode), **told}
    episode.sealed = seal_episode(session, episode.child_id, episode.id, kept(told, of_episode, actor, why, now))
    record_audit(session, actor, "child.correct", "child", episode.child_id, now, detail=" ".join(was)[:200])
    for one in episode.child.episodes:
        work_out(session, one, now)
        _tell(session, one, now)


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
