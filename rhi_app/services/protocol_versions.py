"""Putting a protocol in force: proposed by command, confirmed by two administrators, and nothing overwritten."""

import hashlib
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from rhi_app.domain.problems import NotHere, Problem
from rhi_app.domain.protocol import Protocols, decide
from rhi_app.domain.protocol.check import Finding, check_protocol
from rhi_app.domain.protocol.compare import changes_between
from rhi_app.domain.protocol.engine import Protocol, layers_in_force
from rhi_app.domain.protocol.load import parse_protocol
from rhi_app.models import Account, Episode, ProtocolConfirmation, ProtocolVersion, Record
from rhi_app.services import protocols
from rhi_app.services.audit import record_audit
from rhi_app.services.episode_rules import decide_episode, facts_now

NEEDED = 2  # administrators: one alone could turn a duty off


class CheckFailed(Problem):
    slug = "protocol-check-failed"
    sentence = "The protocol does not pass its check. The one in force stays in force."


class AlreadyThere(Problem):
    slug = "protocol-version-there"
    sentence = "This version is there with other content or another day. Give the new one a version of its own."


class ConfirmedAlready(Problem):
    slug = "protocol-confirmed-already"
    sentence = "You have confirmed it already. A second administrator is needed."


class InForceAlready(Problem):
    slug = "protocol-in-force-already"
    sentence = "This version is in force already."


@dataclass(frozen=True)
class Change:
    """One open episode that the new version would decide differently. Nothing of a child: a reference, and which questions."""

    reference: str
    authority: str
    questions: tuple[str, ...]


def propose(session: Session, text: str, name: str, starts_on: str, now: datetime) -> ProtocolVersion:
    """Keeps a version that passes its check, for two administrators to confirm. Proposing the same again changes nothing."""
    protocol = parse_protocol(text, name)
    digest = urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).decode().rstrip("=")
    known = session.get(ProtocolVersion, (protocol["authority"], protocol["version"]))
    if known is not None and (known.digest, known.starts_on) == (digest, starts_on):
        return known
    if known is not None or differs_from_shipped(protocol):
        raise AlreadyThere
    findings = check(with_version(session, protocol, starts_on), protocol)
    if any(finding.is_problem for finding in findings):
        raise CheckFailed(f"{CheckFailed.sentence} {'; '.join(f'{one.place}: {one.what}' for one in findings if one.is_problem)}")
    row = ProtocolVersion(
        authority=protocol["authority"], version=protocol["version"], file=name, text=text, digest=digest, starts_on=starts_on, proposed_at=now
    )
    session.add(row)
    session.flush()
    record_audit(session, None, "protocol.propose", "protocol", key(row), now, detail=starts_on)
    return row


def differs_from_shipped(protocol: Protocol) -> bool:
    versions = protocols.shipped_files().get(protocol["authority"], [])
    return any(one["version"] == protocol["version"] and {**one, "file": ""} != {**protocol, "file": ""} for one in versions)


def key(row: ProtocolVersion) -> str:
    return f"{row.authority} {row.version}"


def get_proposed(session: Session, authority: str, version: str) -> ProtocolVersion:
    row = session.get(ProtocolVersion, (authority, version))
    if row is None or row.activated_at is not None:
        raise NotHere
    return row


def list_proposed(session: Session) -> list[ProtocolVersion]:
    return list(session.scalars(select(ProtocolVersion).where(ProtocolVersion.activated_at.is_(None)).order_by(ProtocolVersion.proposed_at)))


def with_version(session: Session, protocol: Protocol, starts_on: str) -> Protocols:
    """What would be in force with this version: those that are, and it."""
    rows = session.scalars(select(ProtocolVersion).where(ProtocolVersion.activated_at.is_not(None)))
    return protocols.together([*((parse_protocol(row.text, row.file), row.starts_on) for row in rows), (protocol, starts_on)])


def protocol_of(session: Session, row: ProtocolVersion) -> Protocol:
    """As it would be in force: with what it shares with another."""
    return prepared(with_version(session, parse_protocol(row.text, row.file), row.starts_on), row.authority, row.version)


def prepared(then: Protocols, authority: str, version: str) -> Protocol:
    return next(one for one in then["versions"][authority] if one["version"] == version)


def check(then: Protocols, protocol: Protocol) -> list[Finding]:
    return check_protocol(then, prepared(then, protocol["authority"], protocol["version"]), {rule["id"] for rule in protocol["rules"]})


def changes(session: Session, row: ProtocolVersion, now: datetime) -> list[Change]:
    """The open episodes that would be decided differently from that day on. They keep the version they were decided under."""
    then = with_version(session, parse_protocol(row.text, row.file), row.starts_on)
    return [change for episode in open_episodes(session, then, row) if (change := change_of(session, episode, then, row, now))]


def open_episodes(session: Session, then: Protocols, row: ProtocolVersion) -> list[Episode]:
    """Of the authority itself and of every one that rests on it."""
    touched = [
        authority
        for authority in then["versions"]
        if any((layer["authority"], layer["version"]) == (row.authority, row.version) for layer in layers_in_force(then, authority, row.starts_on))
    ]
    unfinished = select(Episode).outerjoin(Record).where(Episode.authority.in_(touched))
    return list(session.scalars(unfinished.where(or_(Episode.record_id.is_(None), Record.finished_at.is_(None))).order_by(Episode.id)))


def change_of(session: Session, episode: Episode, then: Protocols, row: ProtocolVersion, now: datetime) -> Change | None:
    decided = decide_episode(session, episode, now)
    anew = decide(then, episode.authority, facts_now(session, episode, now), row.starts_on)
    questions = changes_between(decided, anew)
    reference = episode.record.reference if episode.record else "not allocated"
    return Change(reference, episode.authority, tuple(questions)) if questions else None


def confirm(session: Session, actor: Account, row: ProtocolVersion, now: datetime) -> None:
    """The second word puts it in force, if the check still passes beside what was put in force since."""
    session.refresh(row, with_for_update=True)  # the other may confirm in this moment: neither would be the second
    if row.activated_at is not None:
        raise InForceAlready
    if any(one.account_id == actor.id for one in row.confirmations):
        raise ConfirmedAlready
    protocol = parse_protocol(row.text, row.file)
    if any(finding.is_problem for finding in check(with_version(session, protocol, row.starts_on), protocol)):
        raise CheckFailed
    row.confirmations.append(ProtocolConfirmation(account_id=actor.id, confirmed_at=now))
    session.flush()
    record_audit(session, actor, "protocol.confirm", "protocol", key(row), now, detail=row.digest)
    if len(row.confirmations) >= NEEDED:
        row.activated_at = now
        record_audit(session, actor, "protocol.activate", "protocol", key(row), now, detail=row.starts_on)


def withdraw(session: Session, row: ProtocolVersion, now: datetime) -> None:
    """A proposal that is not in force yet; what is in force stays."""
    for confirmation in row.confirmations:
        session.delete(confirmation)
    session.delete(row)
    record_audit(session, None, "protocol.withdraw", "protocol", key(row), now)
