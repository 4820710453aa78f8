"""What the protocol says of one episode, from what is stored about it."""

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.clock import read_moment, write_moment
from rhi_app.domain.duties import Tick, met_at, standing
from rhi_app.domain.facts import facts_of_episode
from rhi_app.domain.protocol import Decision, decide, due_times
from rhi_app.domain.time_proof import proved_at
from rhi_app.models import Child, Episode, Record
from rhi_app.services.children import child_details, episode_details
from rhi_app.services.counted_facts import counted_facts
from rhi_app.services.protocols import protocols

Plain = dict[str, Any]
TIMES = ("missing_from_at", "reported_at", "found_at", "returned_at")
CODES = ("authority", "host_authority", "category", "grade", "missing_from", "age", "legal_status", "services", "placement", "at_return", "came_back")


def plain_episode(session: Session, episode: Episode) -> Plain:
    """The episode as plain values: what the engine's facts are taken from, here and on the phone."""
    plain: Plain = {name: getattr(episode, name) for name in CODES}
    for name in TIMES:
        moment = getattr(episode, name)
        plain[name] = write_moment(moment) if moment else None
    others = list(session.scalars(select(Episode).where(Episode.child_id == episode.child_id, Episode.id != episode.id)))
    earlier = [one for one in others if one.missing_from_at < episode.missing_from_at]
    starts = previous_episodes(session, episode, earlier)
    plain["born_on"] = child_details(session, episode.child).get("born_on")
    plain["previous_episodes"] = starts
    plain["earlier_episodes"] = earlier_episodes(starts, earlier)
    plain["facts"] = counted_facts(episode, others, starts) | (episode.facts or {})
    plain["duties_done"] = duties_done(episode)
    return plain


def previous_episodes(session: Session, episode: Episode, earlier: list[Episode]) -> list[str] | None:
    """When each earlier absence began: those stored here and those that the notice told of. None: not known yet."""
    told = episode_details(session, episode).get("earlier")
    here = {write_moment(one.missing_from_at) for one in earlier}
    return sorted(here | set(told or [])) if told is not None or here else None


def earlier_episodes(starts: list[str] | None, earlier: list[Episode]) -> list[Plain | str] | None:
    """The same with what is stored of each, for rules that count one category; of those that only the notice told of, the time."""
    stored = {write_moment(one.missing_from_at): coded(one) for one in earlier}
    return None if starts is None else [stored.get(start, start) for start in starts]


def coded(episode: Episode) -> Plain:
    times = {name: getattr(episode, name) for name in TIMES}
    record = episode.record
    return {
        **{name: write_moment(moment) if moment else None for name, moment in times.items()},
        **{name: getattr(episode, name) for name in ("category", "grade", "missing_from")},
        "interview_held": episode.satisfied_at is not None or (record is not None and record.held_at is not None),
        "declined": record is not None and record.outcome == "declined",
    }


def decide_episode(session: Session, episode: Episode, now: datetime, said: dict[str, Any] | None = None) -> Decision:
    """By the versions that the episode was taken in under; a new version never decides an old episode silently.

    `said`: what the entries tell, where a page has opened them anyway.
    """
    facts = facts_now(session, episode, now) | (said or {})
    return decide(protocols(), episode.authority, facts, episode.missing_from_at, episode.protocol_version or None)


def facts_now(session: Session, episode: Episode, now: datetime) -> dict[str, Any]:
    return facts_of_episode(plain_episode(session, episode), write_moment(now)) | facts_of_record(episode.record)


def facts_of_record(record: Record | None) -> dict[str, Any]:
    """What has happened since: coded columns alone, so that a list of many episodes opens nothing."""
    if record is None:
        return {}
    offers = sum(1 for entry in record.entries if entry.kind == "offer")
    facts: dict[str, Any] = {"held": record.held_at is not None, "offers_made": offers}
    if record.outcome == "declined":
        facts["declined"] = True
    if any(entry.kind == "harm" for entry in record.entries):
        facts["harm_disclosed"] = True
    return facts


def due_of(episode: Episode, decision: Decision) -> list[dict[str, Any]]:
    """Every deadline and duty with its time, from the events as they are known now."""
    return due_times(decision, times_of(episode), protocols()["holidays"])


def times_of(episode: Episode) -> dict[str, str | None]:
    record = episode.record
    known: dict[str, datetime | None] = {
        "missing": episode.missing_from_at,
        "reported": episode.reported_at,
        "found": episode.found_at,
        "returned": episode.returned_at,
        "referred": episode.referred_at,
    }
    met = met_at(coded_ticks(episode))
    if record is not None:
        completed = min((part.finished_at for part in record.parts if part.finished_at), default=None)
        known |= {"allocated": record.allocated_at, "held": record.held_at, "completed": completed}
        known |= _firsts(record)
    return {**{name: write_moment(moment) if moment else None for name, moment in known.items()}, "met": met}


def is_still_missing(episode: Episode) -> bool:
    """Somebody says that the child is not back, and nobody that it was found."""
    return episode.came_back is False and episode.returned_at is None and episode.found_at is None


def coded_ticks(episode: Episode) -> list[Tick]:
    """Which duties were ticked and when; who says so stays sealed."""
    return [
        Tick(one.authority, one.rule, one.what, write_moment(one.due_at) if one.due_at else "", write_moment(one.happened_at), one.is_done)
        for one in episode.duty_ticks
    ]


def duties_done(episode: Episode) -> list[dict[str, str]]:
    """For a phone and a synopsis: which rules were answered, and when; nobody's name, and nothing sealed."""
    return [
        {"authority": tick.authority, "rule": tick.rule, "what": tick.what, "due_at": tick.due_at, "at": tick.at}
        for tick in standing(coded_ticks(episode))
    ]


EVENT_OF_KIND = {"offer": "offered", "attempt": "contacted", "decline": "declined", "harm": "disclosed"}


def _firsts(record: Record) -> dict[str, datetime | None]:
    """The first time that each kind of thing happened in the record."""
    firsts: dict[str, datetime | None] = {}
    for at, kind in sorted((proved_at(one.happened_at, one.recorded_at, one.offset_ms, one.received_at), one.kind) for one in record.entries):
        event = EVENT_OF_KIND.get(kind)
        if event:
            firsts.setdefault(event, at)
    return firsts


def interview_due_at(due: list[dict[str, Any]]) -> datetime | None:
    """When the interview must be held; None while that is not known."""
    found = [read_moment(one["at"]) for one in due if one["question"] == "deadlines" and one["what"] == "held" and one["at"]]
    return min(found) if found else None


def number_of(session: Session, child: Child, earlier: list[str] | None) -> int:
    """This absence counted from the child's first, as far as it is known."""
    stored = session.scalars(select(Episode.missing_from_at).where(Episode.child_id == child.id))
    return len({write_moment(moment) for moment in stored} | set(earlier or [])) + 1


def number_now(session: Session, episode: Episode, earlier: list[str] | None) -> int:
    """The same of an episode that is here: those before it alone."""
    before = select(Episode.missing_from_at).where(Episode.child_id == episode.child_id, Episode.missing_from_at < episode.missing_from_at)
    return len({write_moment(moment) for moment in session.scalars(before)} | set(earlier or [])) + 1
