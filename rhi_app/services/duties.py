"""The duties of an episode: ticked by people, never overwritten, and when the next one falls due, in the clear for the lists."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.clock import read_moment, write_moment
from rhi_app.domain.duties import Duty, Tick, duties_of, first_at
from rhi_app.domain.facts import facts_of_episode
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.problems import NotHere, Problem
from rhi_app.domain.protocol.engine import layers_in_force
from rhi_app.domain.protocol.moments import day_of
from rhi_app.models import Account, DutyTick, Episode
from rhi_app.services.at_rest import open_json, seal_json
from rhi_app.services.audit import record_audit
from rhi_app.services.episode_rules import coded_ticks, decide_episode, due_of, interview_due_at, plain_episode, times_of
from rhi_app.services.protocols import protocols


class NotTheDuty(Problem):
    slug = "not-the-duty"
    sentence = "This cannot be ticked now: it is done already, or it is not asked for."


def work_out(session: Session, episode: Episode, now: datetime) -> None:
    """What lists read in the clear: the age, when the interview is due, when the first open duty is."""
    session.flush()
    episode.age = facts_of_episode(plain_episode(session, episode), write_moment(now)).get("age")
    decision = decide_episode(session, episode, now)
    due = due_of(episode, decision)
    episode.due_at = interview_due_at(due)
    duties = duties_of(decision, due, coded_ticks(episode), times_of(episode), write_moment(now))
    next_at = first_at(duties)
    episode.duty_at = read_moment(next_at) if next_at else None


def duties_now(session: Session, episode: Episode, decision: dict[str, Any], due: list[dict[str, Any]], now: datetime) -> list[Duty]:
    """With who ticked what: this opens what is sealed."""
    return duties_of(decision, due, told_ticks(session, episode), times_of(episode), write_moment(now))


def told_ticks(session: Session, episode: Episode) -> list[Tick]:
    return [_told(session, episode, one) for one in episode.duty_ticks]


def rules_ticked(episode: Episode) -> dict[tuple[str, str], str]:
    """What each rule that was ever ticked says, in the version that the episode goes by."""
    ticked = {(one.authority, one.rule) for one in episode.duty_ticks}
    layers = layers_in_force(protocols(), episode.authority, day_of(episode.missing_from_at), episode.protocol_version) if ticked else []
    return {key: rule["say"] for layer in layers for rule in layer["rules"] if (key := (layer["authority"], rule["id"])) in ticked}


def _told(session: Session, episode: Episode, one: DutyTick) -> Tick:
    said = open_json(session, "child", episode.child_id, "duty_ticks", one.id, "sealed", one.sealed)
    return Tick(
        one.authority, one.rule, one.what, write_moment(one.due_at) if one.due_at else "", write_moment(one.happened_at), one.is_done,
        said["by"], said["note"], one.recorded_by.name, write_moment(one.recorded_at),
    )  # fmt: skip


def find_duty(duties: list[Duty], authority: str, rule: str) -> Duty:
    found = next((duty for duty in duties if (duty.authority, duty.rule) == (authority, rule)), None)
    if found is None:
        raise NotHere
    return found


def tick(session: Session, actor: Account, episode: Episode, duty: Duty, *, by: str, at: datetime, note: str, now: datetime) -> None:
    """It was done; the occurrence that was open then is answered."""
    if not duty.may_be_ticked:
        raise NotTheDuty
    due_at = read_moment(duty.due_at) if duty.due_at else None
    _keep(session, actor, episode, duty, due_at=due_at, at=at, is_done=True, said={"by": by, "note": note}, now=now)


def take_back(session: Session, actor: Account, episode: Episode, duty: Duty, *, reason: str, now: datetime) -> None:
    """The tick that was made last was a mistake: it stays to be read, and no longer counts."""
    last = duty.last
    if last is None:
        raise NotTheDuty
    due_at = read_moment(last.due_at) if last.due_at else None
    _keep(session, actor, episode, duty, due_at=due_at, at=read_moment(last.at), is_done=False, said={"by": actor.name, "note": reason}, now=now)


def _keep(
    session: Session, actor: Account, episode: Episode, duty: Duty, *, due_at: datetime | None, at: datetime, is_done: bool, said: dict[str, str],
    now: datetime,
) -> None:  # fmt: skip
    tick_id = new_id()
    row = DutyTick(
        id=tick_id, authority=duty.authority, rule=duty.rule, what=duty.what, due_at=due_at, happened_at=at, is_done=is_done, recorded_at=now,
        recorded_by_id=actor.id, sealed=seal_json(session, "child", episode.child_id, "duty_ticks", tick_id, "sealed", said),
    )  # fmt: skip
    episode.duty_ticks.append(row)
    work_out(session, episode, now)
    record_audit(session, actor, "duty.tick" if is_done else "duty.take_back", "episode", episode.id, now, detail=f"{duty.authority} {duty.rule}")
