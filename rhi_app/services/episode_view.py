"""All that the episode's page says, worked out once: what is required and why, how far it has come, what has happened."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain import decisions, hours, requirements
from rhi_app.domain.clock import read_moment
from rhi_app.domain.clock_words import ClockWords, clock_words, date_words, time_words
from rhi_app.domain.decisions import Ask
from rhi_app.domain.duties import Duty, Tick, row_of, standing
from rhi_app.domain.interviewers import OTHER_ROLE
from rhi_app.domain.record_agreements import AGREED, agreements_of
from rhi_app.domain.record_rules import facts_of_entries
from rhi_app.domain.requirements import Done, Requirement
from rhi_app.domain.synopsis_sections import HELD_BACK
from rhi_app.domain.time_proof import proof_of_time, proved_time_of
from rhi_app.models import Episode, ReaderChange, Record
from rhi_app.services import corrected, synopses
from rhi_app.services.at_return import ChangedBeforeReturn, changed_before_return
from rhi_app.services.children import child_details, episode_details
from rhi_app.services.corrected import Corrected
from rhi_app.services.duties import duties_now, rules_ticked, told_ticks
from rhi_app.services.entries import list_entries
from rhi_app.services.episode_rules import decide_episode, due_of, is_still_missing
from rhi_app.services.protocols import interview_words, label_of, protocols
from rhi_app.services.readers import further_readers, open_changes
from rhi_app.services.referral import not_in_referral
from rhi_app.services.timeline import Event, Reader, Step, custody_of, events_of, readers_of

WAYS = {
    "signed": "Signed", "indicated_not_seen": "Said yes, not seen", "refused": "Said no", "withdrew": "Withdrew",
    "not_asked_harm": "Not asked: asking could harm", "could_not_be_reached": "Could not be reached",
}  # fmt: skip

# How the rules saw the interviewer when the case was given; of who is excluded or not named the decision says more.
STANDING = {"assigned": ", assigned", "suggested": ", suggested", "excluded": ", excluded, with a reason", "not_named": ", with a reason"}

COUNTED = ClockWords("Counted as held", "another activity", "ink", "check")
AWAY = ClockWords("Still missing", "no interview clock before the return", "late", "warning")


@dataclass
class EpisodeView:
    episode: Episode
    initials: str
    details: dict[str, Any]
    label: dict[str, str]
    status: str
    decision: dict[str, Any]
    due: list[dict[str, Any]]
    clock: ClockWords
    due_source: str
    done: Done
    entries: list[dict[str, Any]]
    agreements: list[dict[str, Any]]
    barred: int
    decisions: list[dict[str, Any]]
    duties: list[Duty] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)  # every one ever made, also of what is no longer asked for
    says: dict[tuple[str, str], str] = field(default_factory=dict)  # of each rule that was ticked
    missing: list[dict[str, str]] = field(default_factory=list)
    timeline: list[Event] = field(default_factory=list)
    readers: list[Reader] = field(default_factory=list)
    reader_changes: list[ReaderChange] = field(default_factory=list)
    further_readers: list[tuple[str, str, str]] = field(default_factory=list)  # code, role, who reads as it
    stretches: list[hours.Stretch] = field(default_factory=list)
    held_back: list[str] = field(default_factory=list)
    custody: list[Step] = field(default_factory=list)
    corrections: list[Corrected] = field(default_factory=list)
    changed: ChangedBeforeReturn | None = None

    @property
    def rows(self) -> list[Requirement]:
        rows = requirements.overview(self.decision, self.due, self.done)
        return self._decided(rows) + [row_of(duty, ticked_words(duty)) for duty in self.duties if duty.due_at or duty.state == "done"]

    @property
    def still_missing(self) -> bool:
        return is_still_missing(self.episode)

    @property
    def asks(self) -> list[Ask]:
        """What the protocol leaves to a person, whether somebody has decided it or not."""
        return decisions.asks_of(self.decision, held_by(self.entries))

    @property
    def open_asks(self) -> list[Ask]:
        return [ask for ask in self.asks if not decisions.is_settled(ask, self.episode.decided)]

    def words_of(self, one: dict[str, Any]) -> str:
        """A decision as the page says it."""
        if one["question"] == "interviewer":
            role = "somebody else" if one["decided"] == OTHER_ROLE else label_of(self.episode.authority, "roles", one["decided"])
            return f"Who holds it: {role}."
        return f"{decisions.WORDS.get(one['decided'], one['decided'])}."

    def _decided(self, rows: list[Requirement]) -> list[Requirement]:
        return decisions.with_decisions(rows, self.asks, self.episode.decided)

    def roles(self, duty: Duty) -> str:
        """Who is meant, in the authority's words."""
        words = ", ".join(label_of(self.episode.authority, "roles", role) for role in duty.who)
        return words[:1].upper() + words[1:]

    def asks_for(self, name: str) -> str:
        """How the registry asks for a fact."""
        return str(protocols()["facts"][name]["ask"])

    @property
    def former_ticks(self) -> list[tuple[str, Tick]]:
        """What was ticked and is no longer asked for, or was taken back: newest first."""
        shown = {tick for duty in self.duties for tick in duty.ticks}
        return [(self.says[tick.authority, tick.rule], tick) for tick in reversed(self.ticks) if tick not in shown]

    @property
    def rules(self) -> dict[str, list[Requirement]]:
        """Everything else that the protocol says."""
        titles = {"interviewer": "Who holds it", "method": "How", "decline": "If it is declined", "closing": "To close it"}
        rows = {title: requirements.rows_of(self.decision, question, None, self.done) for question, title in titles.items()}
        return {title: self._decided(requirements.with_times(found, self.due)) for title, found in rows.items()}

    @property
    def verdict(self) -> str:
        return requirements.verdict_words(self.decision, self.label["one"])

    @property
    def narrower(self) -> Any:
        """Both paragraphs, as long as nobody has decided between them."""
        return requirements.narrower_offer(self.decision)


def view_of(session: Session, episode: Episode, now: datetime) -> EpisodeView:
    details, said, record = child_details(session, episode.child), episode_details(session, episode), episode.record
    entries = list_entries(session, record) if record else []
    decision = decide_episode(session, episode, now, facts_of_entries(entries))
    due = due_of(episode, decision)
    agreements = agreements_of(entries, details["contacts"], details)
    view = EpisodeView(
        episode=episode,
        initials=details["initials"] or "New",
        details=details,
        label=interview_words(episode.authority),
        status=status_words(episode),
        decision=decision,
        due=due,
        clock=clock_of(episode, now),
        due_source=next((one["citation"]["short"] for one in due if one["question"] == "deadlines" and one["what"] == "held"), ""),
        done=done_of(session, record, entries, agreements),
        entries=entries,
        agreements=agreements,
        barred=sum(1 for contact in details["contacts"] if contact["do_not_contact"]),
        decisions=said.get("decisions") or [],
        corrections=[one for one in corrected.told(said, episode.authority) if one.is_coded],
    )
    view.duties = duties_now(session, episode, decision, due, now)
    view.ticks, view.says = told_ticks(session, episode), rules_ticked(episode)
    asked = [name for name in requirements.missing_facts(decision) if not (name == "absence" and view.still_missing)]  # time tells
    view.missing = [{"fact": name, "ask": protocols()["facts"][name]["ask"]} for name in asked]
    view.missing += not_in_referral(episode, details, said)
    view.changed = changed_before_return(session, episode, now)
    view.timeline = events_of(session, episode, entries, details, [(tick, view.says[tick.authority, tick.rule]) for tick in standing(view.ticks)])
    view.readers = readers_of(session, record) if record else []
    view.reader_changes = open_changes(session, record) if record else []
    view.further_readers = further_readers(session, episode, decision)
    view.stretches = _stretches(episode, entries, now)
    view.custody = custody_of(session, record, view.readers) if record else []
    view.held_back = held_back_words(session, record) if record else []
    return view


def held_back_words(session: Session, record: Record) -> list[str]:
    """Why what was said is not sent, in sentences without a name."""
    return [HELD_BACK[reason].replace("{called}", "The young person") for reason in synopses.held_back(session, record)]


def held_by(entries: list[dict[str, Any]]) -> str:
    """By which means the visit was held, or is asked for; empty: in person, or not yet and nobody asked."""
    names = {"visit_ended": "visit.place", "ask_manager": "ask_manager.about"}
    means = [str(entry["answers"].get(names[entry["kind"]], "")) for entry in entries if entry["kind"] in names]
    return next((one for one in reversed(means) if one in ("telephone", "video")), "")


def clock_of(episode: Episode, now: datetime, *, in_list: bool = False) -> ClockWords:
    record = episode.record
    if episode.satisfied_at is not None:
        return COUNTED
    if is_still_missing(episode):
        return AWAY
    return clock_words(
        now=now,
        due_at=episode.due_at,
        started_at=episode.returned_at,
        held_at=record.held_at if record else None,
        declined=bool(record and record.outcome == "declined"),
        why_not="return_not_known" if episode.returned_at is None else "no_rule",
        in_list=in_list,
    )


def ticked_words(duty: Duty) -> str:
    """`Done Mon 23 Nov, 14:00, by Ben Osei`; of what is not sure yet, when it would be due."""
    if duty.state == "ahead":
        return f"If still away by {_at(duty.due_at)}"
    if duty.state == "now":
        return f"Now, since {_at(duty.due_at)}"
    last = duty.last
    return f"Done {_at(last.at)}, by {last.by}" if last else ""


def status_words(episode: Episode) -> str:
    """`Essex · 14 · missing from home · not looked after, child in need · missing, medium`: at the time of the episode."""
    authority = episode.authority
    services = [label_of(authority, "services", code) for code in episode.services or []]
    status = [label_of(authority, "legal_statuses", episode.legal_status)] if episode.legal_status else ["status not known yet"]
    if episode.services is None:
        status.append("services not known yet")
    graded = [label_of(authority, "categories", episode.category), label_of(authority, "grades", episode.grade).lower() or "grade not known yet"]
    age = f"{episode.age}" if episode.age is not None else "age not known yet"
    where = "missing from " + {"other": "elsewhere"}.get(episode.missing_from, episode.missing_from)
    parts = [requirements.short_name(authority), age, where, ", ".join([*status, *services]).lower(), ", ".join(graded).lower()]
    return " · ".join(parts)


def done_of(session: Session, record: Record | None, entries: list[dict[str, Any]], agreements: list[dict[str, Any]]) -> Done:
    """What has been done so far, in words, by question and code."""
    found: dict[tuple[str, str], str] = {}
    for entry in entries:
        if entry["kind"] == "offer":
            words = f"Offered {_at(entry['happened_at'])}, {proof_of_time(entry)}"
            found.setdefault(("offer", "offer"), words)
            if entry["answers"].get("offer.verbal") == "yes":
                found.setdefault(("additional_offers", "verbal"), f"Spoken {_at(entry['happened_at'])}, {proof_of_time(entry)}")
    for event in agreements:
        if event["way"] in AGREED:
            found[("consent", event["who"])] = f"{WAYS[event['way']]}. {_at(event['at'])}, {event['proof']}"
    if record is not None:
        found |= _of_record(session, record)
    return Done(found)


def _of_record(session: Session, record: Record) -> dict[tuple[str, str], str]:
    found: dict[tuple[str, str], str] = {}
    if record.interviewer:
        found["interviewer", "assigned"] = _with_words(record)
    if record.held_at:
        found["deadlines", "held"] = f"Held {date_words(record.held_at)}, {time_words(record.held_at)}"
    for reader in readers_of(session, record):
        reached = [(step, at) for step, at in reader.steps if at]
        if reached and not reader.is_urgent:
            step, at = reached[-1]
            found["recipients", reader.kind] = f"{step} {date_words(at)}, {time_words(at)}"
    return found


def _with_words(record: Record) -> str:
    """`With Amira Haddad, Involvement Service, assigned`."""
    assert record.interviewer is not None  # noqa: S101 - the caller looked
    authority = record.episodes[-1].authority if record.episodes else ""
    role = record.interviewer_role
    as_whom = f", {label_of(authority, 'roles', role)}" if role and role != OTHER_ROLE and authority else ""
    return f"With {record.interviewer.name}{as_whom}{STANDING.get(record.interviewer_standing or '', '')}"


def _at(text: str) -> str:
    moment = read_moment(text)
    return f"{date_words(moment)}, {time_words(moment)}"


def _stretches(episode: Episode, entries: list[dict[str, Any]], now: datetime) -> list[hours.Stretch]:
    record = episode.record
    offers = [proved_time_of(entry) for entry in entries if entry["kind"] == "offer"]
    events = {
        "referred": episode.referred_at,
        "allocated": record.allocated_at if record else None,
        "offered": min(offers, default=None),
        "held": record.held_at if record else None,
    }
    return hours.where_the_hours_went(episode.returned_at, episode.due_at, events, now)
