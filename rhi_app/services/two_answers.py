"""Two values of one answer, where several wrote a record: both are kept until a person chooses. A choice is an entry; nothing is overwritten."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain import canonical
from rhi_app.domain.problems import Problem
from rhi_app.domain.record_answers import ANSWERING, two_values
from rhi_app.models import Account, Record
from rhi_app.services.audit import record_audit
from rhi_app.services.bundles import request_bundles
from rhi_app.services.entries import add_portal_entry, list_entries

Entry = dict[str, Any]
Value = dict[str, Any]
BOTH = "both"


class NothingToChoose(Problem):
    slug = "nothing-to-choose"
    sentence = "Somebody has chosen already, or something new came. Load the page again."


def waiting_in(entries: list[Entry]) -> dict[str, list[Value]]:
    """By question, each value with a name for it, the entry that it stands in, and who gave it."""
    made = {entry["id"]: entry for entry in entries}
    return {question: [_value(value, made[value["entry"]]) for value in values] for question, values in two_values(entries).items()}


def wait_in(session: Session, record: Record) -> bool:
    """Whether anything waits. One phone alone may hold two: what was typed beside a draft that was handed on to it travels within its entries."""
    return any(entry.kind in ANSWERING for entry in record.entries) and bool(two_values(list_entries(session, record)))


def may_be_both(question: dict[str, Any], values: list[Value]) -> bool:
    """What the young person said is never put together, nor a choice."""
    is_free = question.get("kind") != "words" and "choices" not in question
    return is_free and all(isinstance(value["answer"], str) for value in values)


def choose(session: Session, actor: Account, record: Record, question: str, chosen: str, asked: dict[str, Any], now: datetime) -> None:
    """`chosen` names a value; `asked` is the question as the selection table has it. Whoever has both before them decides."""
    values = waiting_in(list_entries(session, record)).get(question, [])
    named = {value["name"]: value["answer"] for value in values}
    if may_be_both(asked, values):
        named[BOTH] = "\n".join(str(value["answer"]) for value in values)
    if not values or chosen not in named:
        raise NothingToChoose
    made = values[-1]["made"]
    row = add_portal_entry(session, actor, record, made["kind"], made["form"], made["form_version"], {question: named[chosen]}, now, now)
    record_audit(session, actor, "record.choose", "entry", row.id, now)
    request_bundles(session, record, now)


def _value(value: Value, made: Entry) -> Value:
    writers = {made["author"]: made["author_name"]} | made.get("writers", {})
    return value | {"name": canonical.digest({"answer": value["answer"]}), "made": made, "by": writers.get(value["author"], "")}
