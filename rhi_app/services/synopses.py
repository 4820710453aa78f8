"""The synopses of a record: selected by the domain, versioned, sealed under the record's key. The job worker makes them."""

import json
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain import record_rules, synopsis
from rhi_app.domain.addresses import known_addresses
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.recipients import NAMED, page_of
from rhi_app.domain.record_agreements import is_kept_back
from rhi_app.domain.record_view import View, view_of
from rhi_app.models import Organisation, OutboxRow, Record, Synopsis
from rhi_app.services import delivery, readers
from rhi_app.services.at_rest import open_bytes, open_json, seal_bytes, seal_json
from rhi_app.services.audit import record_audit
from rhi_app.services.case_view import case_of
from rhi_app.services.children import addresses_of, child_details
from rhi_app.services.entries import list_entries
from rhi_app.services.locks import take_lock
from rhi_app.services.outbox import put
from rhi_app.services.protocols import protocols

Content = dict[str, Any]
SELECTION_FILE = Path(synopsis.__file__).with_name("selection.json")


@cache
def selection() -> dict[str, Any]:
    table: dict[str, Any] = json.loads(SELECTION_FILE.read_text(encoding="utf-8"))
    return table


def view_of_record(session: Session, record: Record) -> View:
    """As the phone makes it of its bundle, from the same plain case; with each address that the child ever had here, to keep it out."""
    case = case_of(session, record)
    case["interviewer"] = case["interviewer"] or {"name": "not named"}
    view = view_of(case, record_rules.rules_of(case, protocols()))
    return view | {"addresses": known_addresses(addresses_of(child_details(session, record.child)))}


def make_synopses(session: Session, record: Record, now: datetime) -> list[Synopsis]:
    """One for each recipient that the protocol and the case name. Done again with nothing changed, it makes nothing."""
    record = record.whole
    take_lock(session, f"record:{record.id}")
    view = view_of_record(session, record)
    before, record.waits_for = record.waits_for, ""
    made = [one for reader in recipients_of(view) if (one := _make(session, record, reader, view, now, urgent=False)) is not None]
    if view["held_back"]:
        record.waits_for = "" if is_kept_back(list_entries(session, record)) else "held_back"
        delivery.tell_coordinators(session, record, "held-back", now)
    if before == delivery.NOT_FOR_ME and not made:  # nobody else was found yet
        record.waits_for = record.waits_for or before
    return made


def make_urgent_notices(session: Session, record: Record, now: datetime) -> list[Synopsis]:
    """Harm goes at once, whatever was agreed, to everyone who can act on it."""
    record = record.whole
    take_lock(session, f"record:{record.id}")
    view = view_of_record(session, record)
    made = [_make(session, record, reader, view, now, urgent=True) for reader in (*recipients_of(view), "coordinator")]
    return [one for one in made if one is not None]


def recipients_of(view: View) -> list[str]:
    """To whom the protocol sends, and whom the case names beside them."""
    return list(dict.fromkeys([*NAMED, *view["sources"]]))


def are_being_made(session: Session, record: Record) -> bool:
    """Whether the worker still has to do it."""
    waiting = select(OutboxRow.payload).where(OutboxRow.kind == "make_synopses", OutboxRow.done_at.is_(None))
    return any(payload["record"] == record.id for payload in session.scalars(waiting))


def held_back(session: Session, record: Record) -> list[str]:
    """Coded reasons why what was said has not been sent; none: it has, or nothing was said yet."""
    return list(view_of_record(session, record)["held_back"]) if record.finished_at else []


def open_content(session: Session, made: Synopsis) -> Content:
    content: Content = open_json(session, "record", made.record_id, "synopses", made.id, "content", made.content)
    return content


def content_to_print(session: Session, made: Synopsis, product: str) -> Content:
    """With the names that stand on top of the page."""
    provider = session.get_one(Organisation, made.record.child.organisation_id)
    return open_content(session, made) | {"product": product, "service": provider.name}


def open_pdf(session: Session, made: Synopsis) -> bytes | None:
    if made.pdf is None:
        return None
    return open_bytes(session, "record", made.record_id, "synopses", made.id, "pdf", made.pdf)


def keep_pdf(session: Session, made: Synopsis, pdf: bytes, now: datetime) -> None:
    made.pdf, made.pdf_problem = seal_bytes(session, "record", made.record_id, "synopses", made.id, "pdf", pdf), ""
    record_audit(session, None, "synopsis.print", "synopsis", made.id, now)


def give_up_pdf(session: Session, made: Synopsis, slug: str, now: datetime) -> None:
    """The text stays readable in the portal, and somebody is told."""
    made.pdf_problem = slug
    record_audit(session, None, "synopsis.not_printed", "synopsis", made.id, now, detail=slug)
    delivery.tell_coordinators(session, made.record, "not-printed", now)


def file_name(made: Synopsis) -> str:
    """Says which, and nothing about whom."""
    return f"{'notice' if made.is_urgent else 'synopsis'}-{made.record.reference}-v{made.version}.pdf"


def _make(session: Session, record: Record, reader: str, view: View, now: datetime, *, urgent: bool) -> Synopsis | None:
    content = synopsis.select(view, reader, selection(), urgent=urgent)
    if content is None:
        return None
    if not urgent and any(change.kind == reader for change in readers.open_changes(session, record)):
        record.waits_for = "reader_changed"
        delivery.tell_coordinators(session, record, "reader-changed", now, detail=reader)
        return None
    people = readers.readers_of(session, record, reader, page_of(view, reader))
    if not people:
        if not urgent and reader in view["sources"]:  # the protocol sends it, and the case names nobody
            record.waits_for = "no_reader"
            delivery.tell_coordinators(session, record, "no-reader", now, detail=reader)
        return None
    before = _newest(session, record, reader, urgent)
    if before is not None and _says_no_more(content, open_content(session, before)):
        return None
    made = _store(session, record, reader, content, before.version + 1 if before else 1, now, urgent=urgent)
    delivery.deliver(session, made, people, now)
    put(session, "print_synopsis", {"synopsis": made.id}, now, urgent=urgent)
    return made


def _store(session: Session, record: Record, reader: str, content: Content, version: int, now: datetime, *, urgent: bool) -> Synopsis:
    made_id = new_id()
    sealed = seal_json(session, "record", record.id, "synopses", made_id, "content", content | {"version": version})
    made = Synopsis(
        id=made_id, record_id=record.id, recipient_kind=reader, is_urgent=urgent, version=version, content=sealed, created_at=now
    )  # fmt: skip
    session.add(made)
    session.flush()
    record_audit(session, None, "synopsis.make", "synopsis", made.id, now, detail=f"{reader} {version}")
    return made


def _newest(session: Session, record: Record, reader: str, urgent: bool) -> Synopsis | None:
    stored = select(Synopsis).where(Synopsis.record_id.in_(record.ids), Synopsis.recipient_kind == reader, Synopsis.is_urgent == urgent)
    return session.scalar(stored.order_by(Synopsis.version.desc()).limit(1))


def _says_no_more(content: Content, before: Content) -> bool:
    """The same; or a duty of it was ticked since, which is no reason to have it read again."""
    return _without_duties(content) == _without_duties(before) and duties_asked(content) <= duties_asked(before)


def _without_duties(content: Content) -> Content:
    sections = [section for section in content["sections"] if section["id"] != "duties"]
    return {name: value for name, value in content.items() if name != "version"} | {"sections": sections}


def duties_asked(content: Content) -> set[tuple[str, str]]:
    """What the page asks of its reader, and by when."""
    blocks = [block for section in content["sections"] if section["id"] == "duties" for block in section["blocks"]]
    return {(duty["what"], duty["by"]) for block in blocks for duty in block.get("duties", [])}
