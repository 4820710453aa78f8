"""The interviewer's own part at a desk: the same forms, for the author alone, once the phone has given the record over.

One place writes at a time. The phone gives it over by an entry of its own; the desk gives it back by another.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain import record_answers
from rhi_app.domain.problems import Problem
from rhi_app.domain.recipients import rule_for, ticked_lines
from rhi_app.domain.record_view import View
from rhi_app.domain.synopsis_lines import lines_of
from rhi_app.forms import registry
from rhi_app.models import Account, Record
from rhi_app.services.bundles import request_bundles
from rhi_app.services.entries import add_portal_entry, list_entries
from rhi_app.services.synopses import selection, view_of_record

TO_DESK, TO_PHONE = "to_desk", "to_phone"
PARTS = {"lists": "People, places, vehicles", "analysis": "Risk and analysis"}
Sharing = dict[str, list[dict[str, Any]]]  # for each reader its lines
TICKS = ("finish.left_out", "finish.taken_in", "finish.taken_in_why", "finish.signature")


class NotAtTheDesk(Problem):
    slug = "not-at-the-desk"
    sentence = "This record is on the phone. Choose “Continue at a desk” there first."


class NoReason(Problem):
    slug = "no-reason"
    sentence = "Say why they need it, or take the tick off."


def is_at_desk(record: Record) -> bool:
    turns = [entry.kind for entry in record.entries if entry.kind in (TO_DESK, TO_PHONE)]
    return record.finished_at is None and turns[-1:] == [TO_DESK]


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


@dataclass(frozen=True)
class Chosen:
    """What the author ticked for each reader, and by question why it goes beyond the usual."""

    ticked: dict[str, list[str]]
    why: dict[str, dict[str, str]] = field(default_factory=dict)

    def reason(self, reader: str, question: str) -> str:
        return self.why.get(reader, {}).get(question, "").strip()


def finish(session: Session, actor: Account, record: Record, chosen: Chosen, now: datetime) -> None:
    """What goes beyond the usual goes with its reason; the signature drawn on the phone goes along."""
    require_desk(record)
    sharing = sharing_of(session, record, chosen)
    if unreasoned(sharing):
        raise NoReason
    taken_in = {reader: [line["question"] for line in lines if line["offered"] and line["ticked"]] for reader, lines in sharing.items()}
    ticks = ticks_of(session, record) | {
        "finish.left_out": _left_out(view_of_record(session, record), sharing),
        "finish.taken_in": taken_in,
        "finish.taken_in_why": {reader: {name: _why(sharing[reader], name) for name in names} for reader, names in taken_in.items() if names},
        "finish.interviewer_role": _roles(actor),
    }
    add_portal_entry(session, actor, record, "record_finished", "record_finished", registry.current()["record_finished"], ticks, now, now)
    request_bundles(session, record, now)


def ticks_of(session: Session, record: Record) -> dict[str, Any]:
    """As they were when the phone gave it over."""
    given = [entry["answers"] for entry in list_entries(session, record) if entry["kind"] == TO_DESK]
    return {name: answer for name, answer in given[-1].items() if name in TICKS} if given else {}


def sharing_of(session: Session, record: Record, chosen: Chosen | None = None) -> Sharing:
    """For each reader the lines with their ticks, as the record would be if it were finished now; or as the author has just chosen them."""
    view = view_of_record(session, record)
    chosen = chosen or _chosen_on_the_phone(session, record, view)
    return {reader: [_line(line, view, reader, chosen) for line in lines_of(view, reader, selection())] for reader in view["sources"]}


def unreasoned(sharing: Sharing) -> list[tuple[str, dict[str, Any]]]:
    """What would go beyond the usual without a reason."""
    return [(reader, line) for reader, lines in sharing.items() for line in lines if line["offered"] and line["ticked"] and not line["why"]]


def _chosen_on_the_phone(session: Session, record: Record, view: View) -> Chosen:
    lines = {reader: lines_of(view, reader, selection()) for reader in view["sources"]}
    ticked = {reader: [line["question"] for line in of if line["ticked"]] for reader, of in lines.items()}
    why = ticks_of(session, record).get("finish.taken_in_why")
    return Chosen(ticked, why if isinstance(why, dict) else {})


def _line(line: dict[str, Any], view: View, reader: str, chosen: Chosen) -> dict[str, Any]:
    """`offered`: it goes beyond the usual, so that it goes with a reason."""
    question = line["question"]
    rule = selection()["questions"].get(question)
    is_offered = not line["locked"] and rule is not None and rule_for(rule, view, reader) == "offered"
    ticked = line["ticked"] if line["locked"] else question in chosen.ticked.get(reader, [])
    return line | {"offered": is_offered, "ticked": ticked, "why": chosen.reason(reader, question) if is_offered else ""}


def _left_out(view: View, sharing: Sharing) -> dict[str, list[str]]:
    """What is not ticked now; a line whose tick was not offered stays as it was."""
    found = {}
    for reader, lines in sharing.items():
        shown = {line["question"]: line["ticked"] for line in lines if not line["locked"]}
        kept = [question for question in ticked_lines(view, "left_out", reader) if question not in shown]
        found[reader] = sorted({*kept, *(line["question"] for line in lines if not (line["locked"] or line["offered"] or line["ticked"]))})
    return found


def _why(lines: list[dict[str, Any]], question: str) -> str:
    return next(str(line["why"]) for line in lines if line["question"] == question)


def _roles(actor: Account) -> str:
    return ", ".join(sorted(role.role.replace("_", " ") for role in actor.roles))
