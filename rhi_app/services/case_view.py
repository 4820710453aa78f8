"""One case as plain values: what a phone gets in its bundle and what a synopsis is made of, so that both make the same of it."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.clock import hours_between, write_moment
from rhi_app.domain.record_state import RecordState, state_word
from rhi_app.models import Episode, Record
from rhi_app.services.children import child_details, episode_details
from rhi_app.services.entries import list_entries
from rhi_app.services.episode_rules import plain_episode
from rhi_app.services.readers import Reader, named_readers

Plain = dict[str, Any]
SAID = ("circumstances", "police_reference", "contact_first", "visiting_risk")
TOLD_OF = "The notice tells of it. Nothing more is held here."
OUTCOMES = {"held": "interview held", "declined": "interview declined", None: "no interview recorded"}


def case_of(session: Session, record: Record) -> Plain:
    """Everything about the case that an interviewer may have at a door, and no more."""
    details = child_details(session, record.child)
    people = named_readers(session, record)
    return {
        "record": record.id,
        "reference": record.reference,
        "initials": details["initials"],
        "allocated_at": write_moment(record.allocated_at) if record.allocated_at else None,
        "child": _child(record, details),
        "contacts": details["contacts"],
        "episodes": [_episode(session, episode) for episode in record.episodes],
        "interviewer": _person(record.interviewer),
        "social_worker": _person(people.get("social_worker")),
        "police_liaison": _person(people.get("police_liaison")),
        "recipients": [{"kind": kind, **_named(reader)} for kind, reader in people.items()],
        "earlier": _earlier(session, record),
        "entries": list_entries(session, record),
        "state": state_of(record),
    }


def state_of(record: Record) -> str:
    """Of the talk itself: what was held before it and joined leaves it open to its phone."""
    is_held = record.begun_child_id is None or any(entry.kind == "visit_ended" for entry in record.own_entries)
    return state_word(RecordState(record.held_at if is_held else None, record.finished_at, record.outcome, record.is_withdrawn))


def _child(record: Record, details: Plain) -> Plain:
    """Where a child is placed is told only for a visit there: of a child at home it would be an old secret for no use."""
    hidden = {"contacts", "corrections"} if _is_placed(record.episodes) else {"contacts", "corrections", "placement_address"}
    return {"id": record.child_id} | {name: value for name, value in details.items() if name not in hidden}


def _is_placed(episodes: list[Episode]) -> bool:
    return any(episode.missing_from == "care" or episode.placement for episode in episodes)


def _episode(session: Session, episode: Episode) -> Plain:
    details = episode_details(session, episode)
    return {
        **plain_episode(session, episode),
        "id": episode.id,
        "number": episode.number,
        "protocol_version": episode.protocol_version,
        "decided": episode.decided or [],
        "referred_at": write_moment(episode.referred_at),
        "due_at": write_moment(episode.due_at) if episode.due_at else None,
        **{name: details[name] for name in SAID},
    }


def _person(reader: Reader | None) -> Plain | None:
    return _named(reader) if reader else None


def _named(reader: Reader) -> Plain:
    return {"name": reader.name, "organisation": reader.organisation.name}


def _earlier(session: Session, record: Record) -> list[Plain]:
    """The child's episodes before those of this record, in a line each: those stored here, and those that the notice only told of."""
    here = {episode.id for episode in record.episodes}
    first = min((episode.missing_from_at for episode in record.episodes), default=None)
    stored = session.scalars(select(Episode).where(Episode.child_id == record.child_id).order_by(Episode.missing_from_at))
    earlier = [episode for episode in stored if episode.id not in here and first is not None and episode.missing_from_at < first]
    lines = {write_moment(episode.missing_from_at): {"summary": summary_of(episode), **_last_time(session, episode)} for episode in earlier}
    told = {moment: {"summary": TOLD_OF} for episode in record.episodes for moment in episode_details(session, episode).get("earlier") or []}
    return [{"at": moment, **told_of} for moment, told_of in sorted((told | lines).items())]


def _last_time(session: Session, episode: Episode) -> Plain:
    """What was promised then, and what would help, in the young person's words: asked after, so that they need not say it all again."""
    if episode.record is None or episode.record.outcome != "held":
        return {}
    answers: Plain = {}
    for entry in list_entries(session, episode.record):
        answers |= entry["answers"] if entry["kind"] == "interview" else {}
    found = {"promised": answers.get("analysis.actions"), "would_help": answers.get("help.change")}
    return {name: value for name, value in found.items() if isinstance(value, list | str) and value}


def summary_of(episode: Episode) -> str:
    """How long, and what came of it; what was said then stays in its own record."""
    outcome = OUTCOMES[episode.record.outcome if episode.record else None]
    if episode.returned_at is None:
        return f"Missing from {episode.missing_from}: {outcome}."
    hours = round(hours_between(episode.missing_from_at, episode.returned_at))
    return f"Missing from {episode.missing_from} for {hours} hours: {outcome}."
