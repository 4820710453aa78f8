"""A person says whose record it is that a phone began: it joins the episode, with everything in it, and goes where its episode sends it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from difflib import SequenceMatcher

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.interviewers import first_role
from rhi_app.domain.problems import NotHere, Problem
from rhi_app.models import Account, Child, Episode, Record
from rhi_app.services.at_rest import destroy_key
from rhi_app.services.audit import record_audit
from rhi_app.services.begun import is_waiting
from rhi_app.services.bundles import request_bundles
from rhi_app.services.children import child_details
from rhi_app.services.decided import keep_decision
from rhi_app.services.duties import work_out
from rhi_app.services.entries import work_out_state
from rhi_app.services.episode_rules import decide_episode
from rhi_app.services.leases import hand_over
from rhi_app.services.outbox import put

ALIKE = 0.6  # of the letters
LATELY = timedelta(days=30)  # held longer ago, a talk hardly belongs to that absence: it is shown when somebody asks


class MatchedAlready(Problem):
    slug = "matched-already"
    sentence = "Somebody has said already who this is. Look at the work list."


class DeclinedOrCounted(Problem):
    slug = "declined-or-counted"
    sentence = "The offer of this episode was declined, or another activity counts. Take it up or decide anew on its own page, then come back."


@dataclass(frozen=True)
class Candidate:
    """An episode that it may be."""

    episode: Episode
    name: str
    initials: str
    is_alike: bool
    entries: int
    written_by: str

    @property
    def held_at(self) -> datetime | None:
        """Then the talk is one more visit."""
        return self.episode.record.held_at if self.episode.record else None


def get_begun(session: Session, record_id: str) -> Record:
    record = session.get(Record, record_id)
    if record is None or record.begun_child_id is None:
        raise NotHere
    return record


def candidates(session: Session, provider_id: str, told: str, now: datetime, *, with_older: bool = False) -> list[Candidate]:
    """Episodes of the provider that wait for their interview, or whose visit was held lately; first those with a name like the one told."""
    found = [_candidate(session, episode, told) for episode in _takers(session, provider_id) if with_older or not _is_long_ago(episode, now)]
    return sorted(found, key=lambda one: (not one.is_alike, one.held_at is not None))


def has_older(session: Session, provider_id: str, now: datetime) -> bool:
    return any(_is_long_ago(episode, now) for episode in _takers(session, provider_id))


def _takers(session: Session, provider_id: str) -> list[Episode]:
    ours = session.scalars(select(Episode).where(Episode.provider_id == provider_id).order_by(Episode.referred_at.desc(), Episode.id))
    return [episode for episode in ours if may_take(episode)]


def may_take(episode: Episode) -> bool:
    """Not declined, not satisfied otherwise. What was tried, agreed or held meanwhile is no hindrance: it joins."""
    return episode.satisfied_at is None and (episode.record is None or episode.record.outcome != "declined")


def _is_long_ago(episode: Episode, now: datetime) -> bool:
    record = episode.record
    return record is not None and record.held_at is not None and record.held_at < now - LATELY


def match(session: Session, actor: Account, record: Record, episode: Episode, reason: str, now: datetime) -> None:
    """Nothing that was written changes; the talk is one more visit where one was held. The child that the phone made up goes, with its key."""
    if not is_waiting(record):
        raise MatchedAlready
    if not may_take(episode):
        raise DeclinedOrCounted
    made_up, before = record.child, episode.record
    if before is not None:
        request_bundles(session, before, now)  # whoever had the episode hears that it is with somebody else
    episode.record, record.child = record, episode.child
    record.allocated_at, record.allocated_by_id = record.allocated_at or now, record.allocated_by_id or actor.id
    if before is not None and before.entries:
        _join(session, actor, record, before, now)
    record.is_flagged = any(entry.flag for entry in record.entries)
    session.flush()
    session.refresh(record, ["episodes"])
    work_out_state(session, record)
    record_audit(session, actor, "record.match", "record", record.id, now)
    _keep_who_began(session, actor, record, episode, reason, now)
    for one in record.episodes:
        work_out(session, one, now)
    if made_up.id != episode.child_id:
        _forget(session, actor, made_up, now)
    _send_on(session, record, now)


def _join(session: Session, actor: Account, record: Record, before: Record, now: datetime) -> None:
    """What was written in the episode's record stays there, each with who wrote it, and is read as one with the talk; so is what still comes."""
    if record.interviewer is not None:
        hand_over(session, before, record.interviewer, now)
    before.interviewer = record.interviewer
    for episode in list(before.episodes):
        episode.record = record
    for part in [before, *before.joined]:
        part.joined_to = record
    record_audit(session, actor, "record.match", "record", before.id, now, detail="joined")


def _candidate(session: Session, episode: Episode, told: str) -> Candidate:
    details = child_details(session, episode.child)
    names = {details["name"], details["called"]}
    is_alike = any(SequenceMatcher(None, told.casefold(), name.casefold()).ratio() > ALIKE for name in names)
    entries = episode.record.entries if episode.record else []
    written_by = ", ".join(sorted({entry.author.name for entry in entries}))
    return Candidate(episode, details["name"], details["initials"] or "New", is_alike, len(entries), written_by)


def _keep_who_began(session: Session, actor: Account, record: Record, episode: Episode, reason: str, now: datetime) -> None:
    """Who holds it is nobody's choice any more: how it came about stays to be read."""
    role = first_role(decide_episode(session, episode, now))
    keep_decision(session, actor, episode, ("interviewer", "assigned", role), by=actor.name, reason=reason, now=now)


def _forget(session: Session, actor: Account, child: Child, now: datetime) -> None:
    session.delete(child)
    destroy_key(session, "child", child.id)
    record_audit(session, actor, "child.forget", "child", child.id, now)


def _send_on(session: Session, record: Record, now: datetime) -> None:
    """Who reads it is known only now: harm once more and at once, the synopses when it is finished, and the phone hears who it is."""
    for entry in record.own_entries:
        if entry.kind == "harm":
            put(session, "urgent_notice", {"record": record.id, "entry": entry.id}, now, urgent=True)
    if record.finished_at is not None:
        put(session, "make_synopses", {"record": record.id}, now)
    request_bundles(session, record, now)
