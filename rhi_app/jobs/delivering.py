"""Makes synopses, prints them, and sends the mails that say that something waits. What takes long is done with no transaction open."""

from datetime import timedelta
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.jobs.context import JobContext
from rhi_app.models import Record, Synopsis
from rhi_app.services import mail, outbox, synopses
from rhi_app.services.synopsis_pdf import PdfNotMade

TRIES = 3  # then the page is no accident
WAIT_BETWEEN = timedelta(seconds=10)


def make_synopses(session: Session, payload: dict[str, Any], context: JobContext) -> None:
    synopses.make_synopses(session, session.get_one(Record, payload["record"]), context.now())


def urgent_notice(session: Session, payload: dict[str, Any], context: JobContext) -> None:
    synopses.make_urgent_notices(session, session.get_one(Record, payload["record"]), context.now())


def print_synopsis(session: Session, payload: dict[str, Any], context: JobContext) -> None:
    """A page that cannot be printed is readable in the portal all the same; after the last try somebody is told."""
    made = session.get_one(Synopsis, payload["synopsis"])
    if made.pdf is not None:
        return
    content = synopses.content_to_print(session, made, context.settings.name)
    let_others_write(session)
    try:
        pdf = context.renderer.render(content)
    except PdfNotMade as problem:
        _print_again_or_tell(session, payload, problem.slug, context)
        return
    synopses.keep_pdf(session, session.get_one(Synopsis, payload["synopsis"]), pdf, context.now())


def send_mail(session: Session, payload: dict[str, Any], context: JobContext) -> None:
    letter = mail.find_letter(session, payload, context.settings)
    if letter is None:
        return
    let_others_write(session)
    context.mailer.send(letter, context.now())
    mail.note_sent(session, payload, letter, context.now())


def let_others_write(session: Session) -> None:
    """A mail server that hangs must keep neither the one writer of SQLite nor a row of PostgreSQL: the runner has leased the row already."""
    session.rollback()


def _print_again_or_tell(session: Session, payload: dict[str, Any], slug: str, context: JobContext) -> None:
    tries = payload.get("tries", 0) + 1
    if tries >= TRIES:
        synopses.give_up_pdf(session, session.get_one(Synopsis, payload["synopsis"]), slug, context.now())
        return
    row = outbox.put(session, "print_synopsis", payload | {"tries": tries}, context.now())
    row.due_at += WAIT_BETWEEN * tries
