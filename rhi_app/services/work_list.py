"""The coordinator's list: who needs somebody now, who is with an interviewer, what was held and waits to be read."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import and_, func, not_, or_, select
from sqlalchemy.orm import Session

from rhi_app.domain.clock_words import ClockWords, day_time_words
from rhi_app.domain.record_agreements import is_kept_back
from rhi_app.domain.requirements import short_name
from rhi_app.models import Delivery, Device, Entry, Episode, Record, Synopsis
from rhi_app.services import came_back, synopses
from rhi_app.services.begun import count_begun
from rhi_app.services.children import child_details
from rhi_app.services.endings import ASKED, waits_for_manager
from rhi_app.services.entries import list_entries
from rhi_app.services.episode_rules import is_still_missing
from rhi_app.services.episode_view import clock_of

FAR = "9999"


@dataclass(frozen=True)
class Row:
    episode: Episode
    initials: str
    clock: ClockWords
    needed: str
    second: str
    group: str  # needs | away | with | read | closed
    action: str = ""  # allocate | return | open
    news_at: datetime | None = None
    duty: str = ""  # overdue, now, due: within a day


A_DAY = timedelta(days=1)
GROUPS = {"needs": "Needs you", "away": "Still missing", "with": "With an interviewer", "read": "Held, waiting to be read", "closed": "Done"}
WAITS = {
    "held_back": "Held back: agreement is missing",
    "reader_changed": "Somebody else is to read it: is that right?",
    "no_reader": "Nobody is named to read it",
    "not_for_me": "A reader said: not for me",
}


@dataclass(frozen=True)
class Filter:
    groups: tuple[str, ...] = ("needs", "away", "with", "read")
    authorities: tuple[str, ...] = ()
    interviewer: str = ""
    duty: bool = False  # what is done as well, as long as a duty of it is not

    def lets(self, row: Row) -> bool:
        record = row.episode.record
        is_theirs = not self.interviewer or (record is not None and record.interviewer_id == self.interviewer)
        is_shown = bool(row.duty) if self.duty else row.group in self.groups
        return is_shown and is_theirs and (not self.authorities or row.episode.authority in self.authorities)


def rows_of(session: Session, provider_id: str, now: datetime) -> list[Row]:
    """Every episode of the provider, by what is left of its time."""
    episodes = session.scalars(select(Episode).where(Episode.provider_id == provider_id))
    unreached = came_back.unreached_records(session)
    rows = [replace(_row(session, episode, unreached, now), duty=duty_state(episode, now)) for episode in episodes]
    return sorted(rows, key=lambda row: (row.episode.due_at.isoformat() if row.episode.due_at else FAR, row.episode.id))


def duty_state(episode: Episode, now: datetime) -> str:
    if episode.duty_at is None or episode.duty_at > now + A_DAY:
        return ""
    if episode.duty_at >= now:
        return "due"
    # due at the very moment of an event: it is asked for at once, and never late
    events = (episode.missing_from_at, episode.reported_at, episode.found_at, episode.returned_at, episode.referred_at)
    return "now" if episode.duty_at in events else "overdue"


def needs_count(session: Session, provider_id: str, now: datetime) -> int:
    """How many rows of the list need somebody now, and talks that were begun at a door: from columns in the clear, since every page says it."""
    is_over = or_(Record.held_at.is_not(None), Record.outcome.is_not(None))
    is_away = and_(Episode.came_back.is_(False), Episode.found_at.is_(None), Episode.returned_at.is_(None))
    nobody = or_(Episode.record_id.is_(None), and_(Record.interviewer_id.is_(None), not_(is_over)))
    late = and_(Record.interviewer_id.is_not(None), not_(is_over), Episode.due_at < now)
    waits = and_(or_(Record.waits_for != "", Record.id.in_(came_back.unreached_records(session))), not_(is_away))
    ours = select(Episode.id).outerjoin(Record, Record.id == Episode.record_id)
    ours = ours.where(Episode.provider_id == provider_id, Episode.satisfied_at.is_(None))
    needs = {*session.scalars(ours.where(or_(and_(nobody, not_(is_away)), late, waits))), *_asked(session, provider_id)}
    return len(needs) + count_begun(session, provider_id)


def _asked(session: Session, provider_id: str) -> list[str]:
    """Episodes in which a manager is asked and has not answered."""
    asked = select(func.coalesce(Record.joined_to_id, Record.id)).join(Entry, Entry.record_id == Record.id).where(Entry.kind == ASKED)
    ours = session.scalars(select(Episode).where(Episode.provider_id == provider_id, Episode.satisfied_at.is_(None), Episode.record_id.in_(asked)))
    return [episode.id for episode in ours if waits_for_manager(episode) and not is_still_missing(episode)]


def _row(session: Session, episode: Episode, unreached: dict[str, str], now: datetime) -> Row:
    initials = child_details(session, episode.child)["initials"] or "New"
    clock, record = clock_of(episode, now, in_list=True), episode.record
    authority = short_name(episode.authority)
    if episode.satisfied_at is not None:
        return Row(episode, initials, clock, "Another activity counts as the interview", authority, "closed", "open")
    if is_still_missing(episode):
        return Row(episode, initials, clock, f"Missing since {day_time_words(episode.missing_from_at, now)}", authority, "away", "return")
    if waits_for_manager(episode):
        return Row(episode, initials, clock, "A manager is asked", authority, "needs", "open")
    if record is None or record.interviewer_id is None:
        return Row(episode, initials, clock, "Not allocated", authority, "needs", "allocate")
    if record.waits_for:
        return Row(episode, initials, clock, WAITS[record.waits_for], authority, "needs", "open")
    if record.id in unreached:
        return Row(episode, initials, clock, f"Mail does not reach {unreached[record.id]}", authority, "needs", "open")
    if record.held_at is None and record.outcome is None:
        return _with_interviewer(session, episode, initials, clock, now)
    return _ended(session, episode, initials, clock)


def _with_interviewer(session: Session, episode: Episode, initials: str, clock: ClockWords, now: datetime) -> Row:
    record = episode.record
    assert record is not None  # noqa: S101 - the caller looked
    tries = sum(1 for entry in record.entries if entry.kind == "attempt")
    offers = sum(1 for entry in record.entries if entry.kind == "offer")
    is_late = episode.due_at is not None and episode.due_at < now
    needed = "Late, and no visit held" if is_late else _steps(tries, offers)
    news = session.scalar(
        select(Device.last_seen_at)
        .where(Device.account_id == record.interviewer_id, Device.state == "active", Device.last_seen_at.is_not(None))
        .order_by(Device.last_seen_at.desc())
        .limit(1)
    )
    group = "needs" if is_late else "with"
    return Row(episode, initials, clock, needed, short_name(episode.authority), group, "open", news)


def _steps(tries: int, offers: int) -> str:
    if offers:
        return "Offered" if offers == 1 else f"Offered {offers} times"
    if tries:
        return f"{tries} attempt{'s' if tries > 1 else ''}, not offered yet"
    return "No attempt or offer yet"


def _unsent(session: Session, record: Record) -> tuple[str, str]:
    """Why no synopsis has gone out of a record that is finished."""
    if synopses.are_being_made(session, record):
        return "read", "The synopses are being made"
    if synopses.held_back(session, record):
        return ("closed", "Kept back") if is_kept_back(list_entries(session, record)) else ("needs", WAITS["held_back"])
    return "closed", "Nothing to send"


def _ended(session: Session, episode: Episode, initials: str, clock: ClockWords) -> Row:
    record = episode.record
    assert record is not None  # noqa: S101 - the caller looked
    deliveries = session.scalars(
        select(Delivery).join(Synopsis).where(Synopsis.record_id.in_(record.ids), Synopsis.is_urgent.is_(False), Delivery.closed_at.is_(None))
    ).all()
    opened = {delivery.synopsis_id for delivery in deliveries if delivery.opened_at is not None}  # a team may open it for its reader
    waiting = [delivery for delivery in deliveries if delivery.synopsis_id not in opened]
    if record.finished_at is None:
        return Row(episode, initials, clock, "The write-up is not finished", short_name(episode.authority), "with", "open")
    if not deliveries:
        group, words = _unsent(session, record)
        return Row(episode, initials, clock, words, short_name(episode.authority), group, "open")
    if waiting:
        names = ", ".join(sorted(delivery.reader_name for delivery in waiting))
        return Row(episode, initials, clock, f"Not opened by {names}", short_name(episode.authority), "read", "open")
    must_answer = {delivery.synopsis_id for delivery in deliveries if delivery.synopsis.recipient_kind == "social_worker"}
    is_answered = must_answer <= {delivery.synopsis_id for delivery in deliveries if delivery.acknowledged_at}
    group, words = ("closed", "Read and acknowledged") if is_answered else ("read", "Opened, not acknowledged yet")
    return Row(episode, initials, clock, words, short_name(episode.authority), group, "open")
