"""Into the case system: a case note ready to paste, and the same as data (rhi_app/exports/FORMAT.md). Made of the social worker's page alone.

What the social worker may read is all that either of them holds: no other text of the record is opened for it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.clock import write_moment
from rhi_app.domain.problems import Problem
from rhi_app.domain.recipients import page_of
from rhi_app.domain.synopsis import select
from rhi_app.domain.synopsis_words import moment_words_with_year, text_of
from rhi_app.models import Episode, Record
from rhi_app.services import synopses
from rhi_app.services.children import child_details, episode_details
from rhi_app.services.episode_rules import decide_episode
from rhi_app.services.protocols import label_of
from rhi_app.services.timeline import readers_of

FORMAT = 1
HEADING = "Return interview"
PAGE = "social_worker"
TIMES = ("missing_from_at", "reported_at", "found_at", "returned_at")
LISTS = {"category": "categories", "grade": "grades", "legal_status": "legal_statuses"}
OUTCOMES = {"held": "Held", "declined": "Declined"}
TIME_WORDS = {"missing_from_at": "Missing from", "reported_at": "Reported to the police", "found_at": "Found", "returned_at": "Returned"}


class NotFinishedYet(Problem):
    slug = "record-not-finished"
    sentence = "The record is not finished yet. There is nothing to take over."


@dataclass(frozen=True)
class CaseNote:
    heading: str
    cite: str
    text: str


def case_note(session: Session, episode: Episode) -> CaseNote:
    record = _finished(episode)
    heading, cite = heading_of(session, episode)
    lines = [heading, "", *_facts(session, episode, record), "", *_content_lines(_content(session, record))]
    return CaseNote(heading, cite, "\n".join(lines).strip() + "\n")


def export(session: Session, episode: Episode, now: datetime) -> dict[str, Any]:
    """What rhi_app/exports/return-interview.schema.json describes."""
    record = _finished(episode)
    content, child = _content(session, record), child_details(session, episode.child)
    heading, cite = heading_of(session, episode)
    return {
        "format": FORMAT,
        "made_at": write_moment(now),
        "child": {"name": child["name"], "born_on": child["born_on"]},
        "record": {"id": record.id, "reference": record.reference, "outcome": record.outcome, **_moments(record, ("held_at", "finished_at"))},
        "episodes": [_episode(session, one) for one in record.episodes],
        "case_note": {"heading": heading, "cite": cite},
        "sections": [{"id": one["id"], "heading": one["heading"], "lines": list(_lines(one))} for one in content.get("sections", [])],
        "receipt": [
            {"role": one.kind, "urgent": one.is_urgent, "version": one.version, **{_step(step): write_moment(at) for step, at in one.steps if at}}
            for one in readers_of(session, record)
        ],
    }


def heading_of(session: Session, episode: Episode) -> tuple[str, str]:
    """The protocol's own heading for the note, with its paragraph."""
    decision = decide_episode(session, episode, episode.created_at)
    notes = [one for one in decision["questions"]["closing"]["answers"] if one["value"].get("what") == "case_note" and "heading" in one["value"]]
    is_held = episode.record is not None and episode.record.outcome == "held"
    if notes and is_held:
        return str(notes[0]["value"]["heading"]), str(notes[0]["citation"]["short"])
    return f"{HEADING} {'held' if is_held else 'declined'}", ""


def _finished(episode: Episode) -> Record:
    record = episode.record
    if record is None or record.finished_at is None:  # held is not enough: what is left out is chosen at the finish
        raise NotFinishedYet
    return record


def _content(session: Session, record: Record) -> dict[str, Any]:
    """As the social worker reads it, or the desk that reads the same page; nobody does, nothing is told."""
    view = synopses.view_of_record(session, record)
    kinds = [kind for kind in synopses.recipients_of(view) if page_of(view, kind) == PAGE]
    return next((content for kind in kinds if (content := select(view, kind, synopses.selection()))), {})


def _facts(session: Session, episode: Episode, record: Record) -> Iterator[str]:
    """The dates, and the values of the protocol's own lists."""
    yield f"Reference: {record.reference}"
    reference = episode_details(session, episode)["police_reference"]
    if reference:
        yield f"Police reference: {reference}"
    for name, words in TIME_WORDS.items():
        at = getattr(episode, name)
        if at is not None:
            yield f"{words}: {moment_words_with_year(write_moment(at))}"
    for name, value in _picked(episode).items():
        yield f"{name.replace('_', ' ').capitalize()}: {value['label']}"
    at = record.held_at if record.outcome == "held" else record.finished_at
    yield f"{OUTCOMES[str(record.outcome)]}: {moment_words_with_year(write_moment(at)) if at else 'time not known'}"


def _picked(episode: Episode) -> dict[str, dict[str, str]]:
    codes = {name: getattr(episode, name) for name in LISTS}
    return {name: {"code": code, "label": label_of(episode.authority, LISTS[name], code)} for name, code in codes.items() if code}


def _episode(session: Session, episode: Episode) -> dict[str, Any]:
    return {
        "id": episode.id,
        "number": episode.number,
        "authority": episode.authority,
        "protocol_version": episode.protocol_version,
        "police_reference": episode_details(session, episode)["police_reference"],
        "missing_from": episode.missing_from,
        **_moments(episode, (*TIMES, "due_at")),
        **_picked(episode),
        "services": [{"code": code, "label": label_of(episode.authority, "services", code)} for code in episode.services or []],
    }


def _moments(row: Any, names: tuple[str, ...]) -> dict[str, str | None]:
    return {name: write_moment(at) if (at := getattr(row, name)) else None for name in names}


def _content_lines(content: dict[str, Any]) -> Iterator[str]:
    for section in content.get("sections", []):
        yield section["heading"].upper()
        for line in _lines(section):
            yield f"{line['kind']}: {line['text']}" if line["kind"] in ("words", "opinion") else line["text"]
        yield ""


def _lines(section: dict[str, Any]) -> Iterator[dict[str, str]]:
    """Each with its kind: what is fact, whose words, whose opinion. Signatures are named, never drawn."""
    for block in section["blocks"]:
        if block["kind"] == "table":
            for row in block["rows"]:
                yield {"kind": "fact", "text": "; ".join(cell for cell in map(text_of, row) if cell)}
        elif block["kind"] == "signatures":
            for item in block["items"]:
                yield {"kind": "fact", "text": text_of(item["text"])}
        else:
            lead = f"{block['label']}: " if block["label"] else ""
            yield {"kind": block["kind"], "text": f"{lead}{text_of(block['text'])}".strip()}


def _step(name: str) -> str:
    return name.lower().replace(" ", "_") + "_at"
