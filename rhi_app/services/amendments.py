"""A finished record is never edited: what is right is added beside what stood there, and the synopses are made anew."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.problems import NotHere, Problem
from rhi_app.domain.record_lines import Line, lines_of
from rhi_app.models import Account, Entry, Record
from rhi_app.services.entries import add_portal_entry, list_entries

AMENDED = "amendment"
VERSION = 2
NOT_AMENDED = ("amendment", "consent", "withdrawal", "release")  # events of somebody's will: a new one is added, none is put right


class NotFinished(Problem):
    slug = "not-finished"
    sentence = "This record is not finished. What is wrong can still be changed where it is written."


def require_finished(record: Record) -> None:
    if record.finished_at is None:
        raise NotFinished


def may_be_amended(entry: dict[str, Any], line: Line) -> bool:
    """Words and choices; a drawing and a digest stand as they were given."""
    return entry["kind"] not in NOT_AMENDED and isinstance(entry["answers"].get(line.question), str | list)


def line_to_amend(session: Session, record: Record, question: str, questions: dict[str, Any], people: dict[str, str], called: str) -> Line:
    """What stands there now: the newest answer, or what it was put right to."""
    entries = list_entries(session, record)
    for entry in reversed(entries):
        found = next((line for line in lines_of(entry, questions, people, called) if line.question == question), None)
        if found is not None and may_be_amended(entry, found):
            return found
    raise NotHere


def amendments_by_question(entries: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for entry in entries:
        question = entry["answers"].get("amendment.question") if entry["kind"] == AMENDED else None
        if isinstance(question, str) and question:
            found.setdefault(question, []).append(entry)
    return found


def amend(session: Session, actor: Account, record: Record, line: Line, said: dict[str, Any], now: datetime) -> Entry:
    """`said`: what is right, and why. The entry asks for the synopses by itself."""
    require_finished(record)
    earlier = amendments_by_question(list_entries(session, record)).get(line.question, [])
    was = earlier[-1]["answers"]["amendment.what"] if earlier else line.text
    answers = {"amendment.question": line.question, "amendment.was": was, **said}
    return add_portal_entry(session, actor, record, AMENDED, AMENDED, VERSION, answers, now, now)
