"""The interviewer's own part at a desk: the same forms, for the author alone, once the phone has given the record over.

One place writes at a time. The phone gives it over by an entry of its own; the desk gives it back by another.
"""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain import record_answers
from rhi_app.domain.problems import Problem
from rhi_app.domain.recipients import ticked_lines
from rhi_app.domain.record_rules import rules_of
from rhi_app.domain.record_view import View, view_of
from rhi_app.domain.synopsis_lines import lines_of
from rhi_app.forms import registry
from rhi_app.models import Account, Record
from rhi_app.services.bundles import request_bundles
from rhi_app.services.case_view import case_of
from rhi_app.services.entries import add_portal_entry, list_entries
from rhi_app.services.protocols import protocols
from rhi_app.services.synopses import selection

TO_DESK, TO_PHONE = "to_desk", "to_phone"
PARTS = {"lists": "People, places, vehicles", "analysis": "Risk and analysis"}
TICKS = ("finish.left_out", "finish.taken_in", "finish.taken_in_why", "finish.signature")


class NotAtTheDesk(Problem):
    slug = "not-at-the-desk"
    sentence = "This record is on the phone. Choose “Continue at a desk” there first."


def is_at_desk(record: Record) -> bool:
    turns = sorted((entry.sequence, entry.kind) for entry in record.entries if entry.kind in (TO_DESK, TO_PHONE))
    return record.finished_at is None and bool(turns) and turns[-1][1] == TO_DESK


def require_desk(record: Record) -> None:
    if not is_at_desk(record):
        raise NotAtTheDesk


def answers_of(session: Session, record: Record, part: str) -> dict[str, Any]:
    """The answer that counts of each question of this part."""
    entries = list_entries(session, record)
    return record_answers.answers_of([entry for entry in entries if entry["kind"] == "interview" and entry["form"] == part])


def save_part(session: Session, actor: Account, record: Record, part: str, answers: dict[str, Any], now: datetime) -> None:
    """Nothing is overwritten: what has changed is one more entry."""
    require_desk(record)
    known = answers_of(session, record, part)
    # Said so; the older entry keeps it. What an older version asked was not shown here, so that it was not taken out.
    taken_out = [name for name in registry.asked(part) & known.keys() - answers.keys() if known[name]]
    gone = {name: [] if isinstance(known[name], list) else "" for name in taken_out}
    changed = {name: answer for name, answer in answers.items() if known.get(name) != answer} | gone
    if changed:
        add_portal_entry(session, actor, record, "interview", part, registry.current()[part], changed, now, now)
        request_bundles(session, record, now)


def give_back(session: Session, actor: Account, record: Record, now: datetime) -> None:
    require_desk(record)
    add_portal_entry(session, actor, record, TO_PHONE, TO_DESK, registry.current()[TO_DESK], {}, now, now)
    request_bundles(session, record, now)


def finish(session: Session, actor: Account, record: Record, ticked: dict[str, list[str]], now: datetime) -> None:
    """What was taken in on the phone beyond the usual, unless it was unticked here, and the signature drawn there, go along."""
    require_desk(record)
    ticks = ticks_of(session, record)
    taken_in = {reader: [one for one in names if one in ticked.get(reader, [])] for reader, names in ticks.get("finish.taken_in", {}).items()}
    left_out = left_out_of(session, record, ticked)
    ticks |= {"finish.left_out": left_out, "finish.taken_in": taken_in, "finish.interviewer_role": _roles(actor)}
    add_portal_entry(session, actor, record, "record_finished", "record_finished", registry.current()["record_finished"], ticks, now, now)
    request_bundles(session, record, now)


def ticks_of(session: Session, record: Record) -> dict[str, Any]:
    """As they were when the phone gave it over."""
    given = [entry["answers"] for entry in list_entries(session, record) if entry["kind"] == TO_DESK]
    return {name: answer for name, answer in given[-1].items() if name in TICKS} if given else {}


def sharing_of(session: Session, record: Record) -> dict[str, list[dict[str, Any]]]:
    """For each reader the lines with their ticks, as the record would be if it were finished now."""
    view = view_as_finished(session, record)
    return {reader: [_unless_offered(line, view, reader) for line in lines_of(view, reader, selection())] for reader in view["sources"]}


def _unless_offered(line: dict[str, Any], view: View, reader: str) -> dict[str, Any]:
    """Beyond the usual it goes with a reason, which the phone asks for; here it can only be taken out again."""
    is_offered = not line["ticked"] and not line["locked"] and line["question"] not in ticked_lines(view, "left_out", reader)
    return line | {"locked": "offered"} if is_offered else line


def left_out_of(session: Session, record: Record, ticked: dict[str, list[str]]) -> dict[str, list[str]]:
    """What is not ticked now; a line whose tick was not offered stays as it was."""
    view = view_as_finished(session, record)
    found = {}
    for reader, lines in sharing_of(session, record).items():
        shown = {line["question"] for line in lines if not line["locked"]}
        kept = [question for question in ticked_lines(view, "left_out", reader) if question not in shown]
        found[reader] = sorted({*kept, *(shown - set(ticked.get(reader, [])))})
    return found


def view_as_finished(session: Session, record: Record) -> View:
    case = case_of(session, record)
    return view_of(case, rules_of(case, protocols()))


def _roles(actor: Account) -> str:
    return ", ".join(sorted(role.role.replace("_", " ") for role in actor.roles))
