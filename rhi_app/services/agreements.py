"""A parent's agreement that reached the desk: logged as an event of the record, and on its way to the interviewer's phone."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.clock_words import ClockWords
from rhi_app.domain.facts import facts_of_episode
from rhi_app.domain.problems import Problem
from rhi_app.domain.protocol import content_of, decide
from rhi_app.domain.record_agreements import agreements_of, is_met
from rhi_app.domain.requirements import parent_required
from rhi_app.domain.several import leading
from rhi_app.domain.shown_readers import readers_shown
from rhi_app.domain.wordings import Wording, changed_since, find_wording, name_of
from rhi_app.models import Account, Entry, Episode, Record
from rhi_app.services.bundles import request_bundles
from rhi_app.services.case_view import case_of
from rhi_app.services.children import child_details
from rhi_app.services.entries import add_portal_entry, list_entries
from rhi_app.services.episode_rules import decide_episode
from rhi_app.services.episode_view import WAYS, clock_of
from rhi_app.services.protocols import protocols

FORM, VERSION = "consent", 2
WITHDRAWAL = "withdrawal"


class MustNotBeAsked(Problem):
    slug = "must-not-be-asked"
    sentence = "This person must not be rung or asked. The reason stands with the name."


@dataclass(frozen=True)
class Row:
    record: Record
    episode: Episode
    initials: str
    clock: ClockWords
    required: bool | None
    state: str
    at: str
    is_agreed: bool

    @property
    def is_waited_for(self) -> bool:
        return self.record.outcome == "held" and self.required is not False and not self.is_agreed


def log_agreement(
    session: Session, actor: Account, record: Record, answers: dict[str, Any], now: datetime, happened_at: datetime | None = None
) -> Entry:
    """`answers` by the question ids of the consent form, or of the withdrawal's. Nobody who must not be asked can have been asked.

    After the record is finished as well: what was held back for want of it is then made and sent.
    """
    kind, version = (WITHDRAWAL, 2) if "withdrawal.who" in answers else (FORM, VERSION)
    if answers.get(f"{kind}.contact") not in {contact["id"] for contact in people_to_ask(session, record)}:
        raise MustNotBeAsked
    entry = add_portal_entry(session, actor, record, kind, kind, version, answers, happened_at or now, now)
    request_bundles(session, record, now)
    return entry


def people_to_ask(session: Session, record: Record) -> list[dict[str, Any]]:
    """Whoever has, or may have, parental responsibility and may be asked; those who have it first."""
    contacts = child_details(session, record.child)["contacts"]
    found = [contact for contact in contacts if not contact["do_not_contact"] and contact["parental_responsibility"] is not False]
    return sorted(found, key=lambda contact: contact["parental_responsibility"] is None)


def barred_count(session: Session, record: Record) -> int:
    return sum(1 for contact in child_details(session, record.child)["contacts"] if contact["do_not_contact"])


def changed_in(session: Session, record: Record) -> Callable[[dict[str, Any]], list[str]]:
    """For an agreement: what of it is another one today, `words` and `readers`."""
    shown = readers_today(session, record)

    def changed(event: dict[str, Any]) -> list[str]:
        now = wording_for(record, event["who"])
        return changed_since({"consent.wording": event["wording"], "consent.recipients": event["recipients"]}, now[1] if now else None, shown)

    return changed


def readers_today(session: Session, record: Record) -> list[str]:
    """As the phone would show them to the young person now."""
    case = case_of(session, record)
    episode = leading(case["episodes"])
    day, pinned = episode["missing_from_at"], episode["protocol_version"] or None
    decision = decide(protocols(), episode["authority"], facts_of_episode(episode | {"born_on": case["child"]["born_on"]}), day, pinned)
    return readers_shown(case, decision, content_of(protocols(), episode["authority"], day, pinned))


def wording_for(record: Record, who: str = "parent") -> tuple[Wording, dict[str, str]] | None:
    """The words of agreement under the protocol of the newest episode, and the name that an entry gives them."""
    episode = leading(record.episodes)
    content = content_of(protocols(), episode.authority, episode.missing_from_at, episode.protocol_version)
    wording = find_wording(content, who)
    return (wording, name_of(content, who, wording)) if wording else None


def rows_of(session: Session, provider_id: str, now: datetime) -> list[Row]:
    """Every open case of the provider, and the finished ones that wait for a parent's word, by what is left of their time."""
    ours = select(Episode.record_id).where(Episode.provider_id == provider_id)
    rows = [_row(session, record, now) for record in session.scalars(select(Record).where(Record.id.in_(ours)))]
    rows = [row for row in rows if row.record.finished_at is None or row.is_waited_for]
    return sorted(rows, key=lambda row: (row.episode.due_at is None, row.episode.due_at or row.episode.referred_at, row.record.id))


def _row(session: Session, record: Record, now: datetime) -> Row:
    episode, details = leading(record.episodes), child_details(session, record.child)
    events = [event for event in agreements_of(list_entries(session, record), details["contacts"], details) if event["who"] == "parent"]
    newest = max(events, key=lambda event: event["at"], default=None)
    required = parent_required(decide_episode(session, episode, now))
    words = {True: "Not asked yet", False: "No parent is asked", None: "Not known yet whether a parent must agree"}[required]
    return Row(
        record=record,
        episode=episode,
        initials=details["initials"] or "New",
        clock=clock_of(episode, now, in_list=True),
        required=required,
        state=str(WAYS.get(newest["way"], newest["way"])) if newest else words,
        at=newest["at"] if newest else "",
        is_agreed=bool(newest and is_met(newest)),
    )
