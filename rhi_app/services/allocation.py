"""Giving a case to an interviewer: the record begins here, unless the phone began one first."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.identifiers import new_id
from rhi_app.domain.interviewers import Standing, first_role, standing_of
from rhi_app.domain.problems import Problem
from rhi_app.models import Account, Episode, Organisation, Record
from rhi_app.services import leases
from rhi_app.services.accounts import list_with_role
from rhi_app.services.audit import record_audit
from rhi_app.services.begun import free_reference
from rhi_app.services.bundles import request_bundles
from rhi_app.services.decided import keep_decision
from rhi_app.services.duties import work_out
from rhi_app.services.episode_rules import decide_episode, is_still_missing
from rhi_app.services.outbox import put

NEW_CASE = "new_case"  # the mail says that one new item waits, and nothing else


class NotAnInterviewer(Problem):
    slug = "not-an-interviewer"
    sentence = "This person does not hold interviews for your organisation. Choose somebody else."


class CaseIsOver(Problem):
    slug = "case-is-over"
    sentence = "This case is finished. It stays with whoever held it."


class NotBackYet(Problem):
    slug = "not-back-yet"
    sentence = "The child is not back yet. Record the return first."


class ReasonNeeded(Problem):
    slug = "reason-needed"
    sentence = "The protocol does not name this person for it. Say why, so that the decision can be read later."


def allocate(
    session: Session, actor: Account, episode: Episode, interviewer: Account, now: datetime, *, role: str = "", reason: str = ""
) -> Record:
    """The episode's record, now with this interviewer, who hears that something waits; the phones before and after hear of it too.

    `role`: in which role of the protocol (the first that it names, if none is said). Whoever the protocol does not name, or excludes,
    takes it on with a reason that is kept as a decision.
    """
    if interviewer not in interviewers(session, episode):
        raise NotAnInterviewer
    if is_too_early(session, episode, now):
        raise NotBackYet
    standing, role = standing_for(session, episode, interviewer, role, now)
    if standing.needs_reason and not reason.strip():
        raise ReasonNeeded
    record = episode.record or _begin_record(session, episode, now)
    if record.finished_at is not None:
        raise CaseIsOver
    request_bundles(session, record, now)  # whoever had it: it goes from their phone
    leases.hand_over(session, record, interviewer, now)
    record.interviewer, record.allocated_at, record.allocated_by_id = interviewer, now, actor.id
    record.interviewer_role, record.interviewer_standing = role, standing.kind
    work_out(session, episode, now)
    record_audit(session, actor, "record.allocate", "record", record.id, now, detail=f"{role} {standing.kind}")
    if standing.needs_reason:
        keep_decision(session, actor, episode, ("interviewer", "assigned", role), by=actor.name, reason=reason, now=now)
    put(session, "send_mail", {"account": interviewer.id, "reason": NEW_CASE, "record": record.id, "mail": new_id()}, now)
    request_bundles(session, record, now)
    return record


def is_too_early(session: Session, episode: Episode, now: datetime) -> bool:
    """Nobody is given the case of a child who is away; where the offer waits for an event of the protocol, not before that either."""
    offers = decide_episode(session, episode, now)["questions"]["offer"]["answers"]
    waits = {answer["value"].get("not_before") for answer in offers}
    return is_still_missing(episode) or ("returned" in waits and episode.came_back is False)


def standing_for(session: Session, episode: Episode, interviewer: Account, role: str, now: datetime) -> tuple[Standing, str]:
    """How the protocol sees this person in that role, and the role."""
    decision = decide_episode(session, episode, now)
    role = role or first_role(decision)
    return standing_of(decision, role, is_also(session, episode, interviewer)), role


def is_also(session: Session, episode: Episode, interviewer: Account) -> frozenset[str]:
    """What independence asks about, from where the person works and whom they work with: the responsible authority's own people, those of
    the placement, and whoever is the child's social worker in any of its episodes."""
    of_child = select(Episode.social_worker_id).where(Episode.child_id == episode.child_id)
    works_for = {interviewer.organisation_id, *(held.organisation_id for held in interviewer.roles)}
    authorities = session.scalars(select(Organisation.authority).where(Organisation.id.in_(works_for)))
    found = {
        "responsible_authority": episode.authority in authorities.all(),
        "carer": (episode.placement or {}).get("run_by") in works_for,
        "social_worker": interviewer.id in session.scalars(of_child).all(),
    }
    return frozenset(role for role, is_so in found.items() if is_so)


def interviewers(session: Session, episode: Episode) -> list[Account]:
    """Who can be chosen: the interviewers of the provider that works on the case."""
    return list_with_role(session, episode.provider_id, "interviewer")


def open_count(session: Session, account: Account) -> int:
    """How many cases somebody has now."""
    own = select(Record.id).where(Record.interviewer_id == account.id, Record.finished_at.is_(None), Record.joined_to_id.is_(None))
    return len(session.scalars(own).all())


def _begin_record(session: Session, episode: Episode, now: datetime) -> Record:
    record = Record(id=new_id(), child=episode.child, reference=free_reference(session), created_at=now)
    session.add(record)
    episode.record = record
    session.flush()
    return record
