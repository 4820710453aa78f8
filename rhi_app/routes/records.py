"""An interviewer's records, read again at a desk. Each reading is noted."""

import json
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may, may_or_refuse
from rhi_app.database import db
from rhi_app.domain import record_lines
from rhi_app.domain.entry_words import people_of, words_of
from rhi_app.domain.wordings import read_back_digest
from rhi_app.models import Record
from rhi_app.services.amendments import amendments_by_question, may_be_amended
from rhi_app.services.audit import record_audit
from rhi_app.services.children import child_details
from rhi_app.services.desk import is_at_desk
from rhi_app.services.entries import list_entries
from rhi_app.services.episode_view import clock_of
from rhi_app.services.records import get_part, get_record, list_mine, list_my_parts
from rhi_app.services.time import now
from rhi_app.services.timeline import readers_of
from rhi_app.services.two_answers import may_be_both, wait_in, waiting_in

bp = Blueprint("records", __name__)


class Amending(NamedTuple):
    """Whether whoever reads may put it right; what was put right, by question; and of which lines that can be said."""

    is_mine: bool
    made: dict[str, list[dict[str, Any]]]
    fits: Any


@bp.get("/records")
def mine() -> ResponseReturnValue:
    account, moment = current.get_account(), now()
    may_or_refuse(account, "record.list_mine")
    rows = [_row(record) for record in list_mine(db.session, account)]
    parts = [(part, _initials(part)) for part in list_my_parts(db.session, account) if may(account, "record.read_part", part)]
    return render_template("portal/records.html", rows=rows, parts=parts, clock_of=clock_of, moment=moment)


@bp.post("/records/<record_id>")
def show(record_id: str) -> ResponseReturnValue:
    """A form's button, not a link: reading changes the log, and no GET changes anything."""
    account, moment = current.get_account(), now()
    record = get_record(db.session, record_id)
    may_or_refuse(account, "record.read", record)
    record_audit(db.session, account, "record.read", "record", record.id, moment)
    db.session.commit()
    details, listed, people, entries = _opened(record)
    amending = Amending(record.finished_at is not None and may(account, "record.amend", record), amendments_by_question(listed), may_be_amended)
    readers = readers_of(db.session, record)
    two = {"waiting": _two_answers(listed, people, details["called"]), "may_choose": may(account, "record.choose", record)}
    return render_template("portal/record.html", record=record, details=details, entries=entries, readers=readers, amending=amending, **two)


@bp.post("/records/<record_id>/part")
def show_part(record_id: str) -> ResponseReturnValue:
    """As whoever wrote in it had it before it was joined: to be read, and nothing else."""
    account, part = current.get_account(), get_part(db.session, record_id)
    may_or_refuse(account, "record.read_part", part)
    record_audit(db.session, account, "record.read", "record", part.id, now(), detail="part")
    db.session.commit()
    details, listed, _, entries = _opened(part)
    amending, two = Amending(False, amendments_by_question(listed), may_be_amended), {"waiting": [], "may_choose": False}
    return render_template("portal/record.html", record=part, details=details, entries=entries, readers=[], amending=amending, **two)


def _opened(record: Record) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, str], list[dict[str, Any]]]:
    """The child, the entries as they are and as a page shows them, and who is who."""
    details, listed = child_details(db.session, record.child), list_entries(db.session, record)
    people = people_of(details["called"], details["contacts"], by_name=True)
    return details, listed, people, [_entry(entry, listed, people, details["called"]) for entry in listed]


def _initials(record: Record) -> str:
    return child_details(db.session, record.child)["initials"] or "New"


def _row(record: Record) -> dict[str, Any]:
    row = {"record": record, "initials": _initials(record), "episode": record.episodes[-1]}
    return row | {"is_at_desk": is_at_desk(record), "two_answers": wait_in(db.session, record)}


def _two_answers(entries: list[dict[str, Any]], people: dict[str, str], called: str) -> list[dict[str, Any]]:
    return [_two(question, values, people, called) for question, values in waiting_in(entries).items()]


def _two(question: str, values: list[dict[str, Any]], people: dict[str, str], called: str) -> dict[str, Any]:
    asked, view = questions().get(question, {}), {"child": {"called": called}}
    shown = [value | {"text": record_lines.text_of(value["answer"], asked, people, view)} for value in values]
    return {"question": question, "label": record_lines.label_of(question, asked, view), "given": shown, "may_be_both": may_be_both(asked, values)}


def _entry(entry: dict[str, Any], entries: list[dict[str, Any]], people: dict[str, str], called: str) -> dict[str, Any]:
    title, second = words_of(entry, people)
    second = " ".join(part for part in (second, _signed_words(entry, entries)) if part)
    return {"title": title, "second": second, "lines": record_lines.lines_of(entry, questions(), people, called), **entry}


def _signed_words(entry: dict[str, Any], entries: list[dict[str, Any]]) -> str:
    """Whether what was signed at the end of the visit is what stands here now; of one that was joined, in its own part."""
    signed = entry["answers"].get("readback.text_digest") if entry["kind"] == "visit_ended" else None
    if not signed:
        return ""
    written = [each for each in entries if each["kind"] == "interview"]
    own = [each for each in written if each["record"] == entry["record"]]
    is_same = signed in {read_back_digest(entry["record"], [each["answers"] for each in part]) for part in (written, own)}
    return "For exactly this text." if is_same else "Given for an earlier text: something was changed later."


@cache
def questions() -> dict[str, Any]:
    path = Path(record_lines.__file__).parent / "selection.json"
    return dict(json.loads(path.read_text(encoding="utf-8"))["questions"])
