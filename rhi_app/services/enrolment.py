"""Bringing a phone in, and taking it out: a one-time code, proof that it holds its keys, six words that two people compare."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from rhi_app.domain import canonical, trust
from rhi_app.domain.clock import write_moment
from rhi_app.domain.identifiers import REFERENCE_ALPHABET, new_id
from rhi_app.domain.sync_problems import BodyUnreadable, CodeRefused, NotWaiting, ProofRefused
from rhi_app.models import Account, Bundle, Device, EnrolmentCode, Recovery
from rhi_app.services import crypto, key_files, lost_phones, recoveries
from rhi_app.services.audit import record_audit
from rhi_app.services.bundles import request_bundle
from rhi_app.services.sign_in import may_work
from rhi_app.services.trust import organisation_id, read_signed_manifest
from rhi_app.services.words import word_list
from rhi_app.settings import Settings

CODE_LASTS = timedelta(minutes=10)
PROOF_LASTS = timedelta(minutes=30)  # the phone's owner learns four words by heart before the proof is sent
GROUPS, GROUP_LETTERS = 3, 4  # 55 bits: more than anyone guesses in ten minutes against a growing wait


def issue_code(session: Session, actor: Account, account: Account, now: datetime, recovery: Recovery | None = None) -> str:
    """A code to be read out or shown once; the ones before it end. Of an approved recovery: its phone gets the drafts, too."""
    if recovery is not None:
        recoveries.refuse_unless_approved(recovery, now)
    _end_codes(session, account, now)
    letters = [secrets.choice(REFERENCE_ALPHABET) for _ in range(GROUPS * GROUP_LETTERS)]
    code = "-".join("".join(letters[at : at + GROUP_LETTERS]) for at in range(0, len(letters), GROUP_LETTERS))
    row = EnrolmentCode(
        id=new_id(), code_hash=_hash(code), account_id=account.id, issued_by_id=actor.id, issued_at=now, expires_at=now + CODE_LASTS,
        recovery_id=recovery.id if recovery else None,
    )  # fmt: skip
    session.add(row)
    record_audit(session, actor, "phone.issue_code", "account", account.id, now)
    return code


def handle_of(code: str) -> str:
    """What wrong tries are counted on: the first group, so that nobody can slow down everybody."""
    return clean_code(code)[:GROUP_LETTERS]


def clean_code(code: str) -> str:
    """As it was made, however it was typed."""
    return "".join(letter for letter in code.upper() if letter in REFERENCE_ALPHABET)


def claim(session: Session, settings: Settings, code: str, signing: bytes, agreement: bytes, now: datetime) -> dict[str, Any]:
    """Trades the code for a place: the phone gets a challenge that only its agreement key opens, the root and the manifest."""
    device = _find_claimed(session, code, signing, agreement, now) or _new_device(session, settings, code, signing, agreement, now)
    root = key_files.read_point(settings.root_public_file)
    info = trust.challenge_info(signing, agreement)
    assert device.challenge is not None  # noqa: S101 - kept until the phone is active
    answer = {
        "enrolment": device.id,
        "challenge": canonical.to_text(crypto.seal(agreement, info, device.challenge)),
        "root": canonical.to_text(root),
        "manifest": read_signed_manifest(settings),
        "organisation": device.organisation_id,
        "user": device.account_id,
        "account_name": device.account.name,
        "server_time": write_moment(now),
        "recovers": session.get_one(EnrolmentCode, device.code_id).recovery_id is not None,
    }
    return answer | {"light_kdf": True} if settings.light_kdf else answer


def prove(session: Session, enrolment: str, signature: bytes, now: datetime) -> Device:
    """Both private keys are there: one opened the challenge, the other signed it. Said again, it is answered again."""
    device = session.get(Device, enrolment)
    if device is None or device.challenge is None or now - device.enrolled_at > PROOF_LASTS:
        raise ProofRefused
    proof = trust.proof_body(device.challenge, device.signing_public, device.agreement_public)
    try:
        crypto.verify(device.signing_public, trust.ENROL, proof, signature)
    except crypto.NotGenuine as error:
        raise ProofRefused from error
    if device.state == "claimed":
        device.state = "proved"
        record_audit(session, device.account, "phone.prove", "device", device.id, now, device=device.id)
    return device


def six_words(settings: Settings, device: Device) -> list[str]:
    """What the coordinator sees and the phone shows."""
    root = key_files.read_point(settings.root_public_file)
    return trust.six_words(device.signing_public, device.agreement_public, root, word_list())


def activate(session: Session, actor: Account, device: Device, now: datetime) -> None:
    """The two people have compared the words: from here on the phone gets what its owner may see."""
    if device.state != "proved":
        raise NotWaiting
    device.state, device.challenge = "active", None
    device.activated_at, device.activated_by_id = now, actor.id
    record_audit(session, actor, "phone.activate", "device", device.id, now, device=device.id)
    for replaced in recoveries.complete(session, actor, device, now):
        _take_out(session, actor, replaced, now)
    request_bundle(session, device.id, now)


def revoke(session: Session, actor: Account, device: Device, now: datetime) -> None:
    """No bundle more. What the phone still sends is kept and held until a person releases it."""
    if device.state == "revoked":
        raise NotWaiting
    _take_out(session, actor, device, now)


def _take_out(session: Session, actor: Account, device: Device, now: datetime) -> None:
    device.state, device.challenge, device.revoked_at, device.revoked_by_id = "revoked", None, now, actor.id
    bundle = session.get(Bundle, device.id)
    if bundle is not None:
        session.delete(bundle)
    record_audit(session, actor, "phone.revoke", "device", device.id, now, device=device.id)
    lost_phones.ask_to_lock(session, device, now)


def list_devices(session: Session, organisation: str) -> list[Device]:
    """The phones of an organisation, the newest first."""
    newest = select(Device).where(Device.organisation_id == organisation).order_by(Device.enrolled_at.desc(), Device.id.desc())
    return list(session.scalars(newest))


def _find_claimed(session: Session, code: str, signing: bytes, agreement: bytes, now: datetime) -> Device | None:
    """The same phone with the same code once more: its first answer was lost on the way."""
    claimed = (
        select(Device)
        .join(EnrolmentCode, EnrolmentCode.id == Device.code_id)
        .where(EnrolmentCode.code_hash == _hash(code), EnrolmentCode.expires_at > now)
        .where(Device.signing_public == signing, Device.agreement_public == agreement, Device.state == "claimed")
    )
    return session.scalar(claimed)


def _new_device(session: Session, settings: Settings, code: str, signing: bytes, agreement: bytes, now: datetime) -> Device:
    _check_points(signing, agreement)
    account, code_id = _use_code(session, settings, code, now)
    device = Device(
        id=new_id(), account=account, organisation_id=account.organisation_id, code_id=code_id, signing_public=signing,
        agreement_public=agreement, challenge=secrets.token_bytes(trust.CHALLENGE_BYTES), state="claimed", enrolled_at=now,
    )  # fmt: skip
    session.add(device)
    session.flush()
    record_audit(session, account, "phone.claim", "device", device.id, now, device=device.id)
    return device


def _use_code(session: Session, settings: Settings, code: str, now: datetime) -> tuple[Account, str]:
    row = session.scalar(select(EnrolmentCode).where(EnrolmentCode.code_hash == _hash(code)))
    if row is None or not may_work(row.account, settings) or row.account.organisation_id != organisation_id(settings):
        raise CodeRefused
    # One statement decides who was first, however many come at once.
    open_code = (EnrolmentCode.id == row.id, EnrolmentCode.used_at.is_(None), EnrolmentCode.expires_at > now)
    used = session.execute(update(EnrolmentCode).where(*open_code).values(used_at=now).returning(EnrolmentCode.id)).first()
    if used is None:
        raise CodeRefused
    return row.account, row.id


def _end_codes(session: Session, account: Account, now: datetime) -> None:
    still_open = (EnrolmentCode.account_id == account.id, EnrolmentCode.used_at.is_(None), EnrolmentCode.expires_at > now)
    session.execute(update(EnrolmentCode).where(*still_open).values(expires_at=now))


def _check_points(signing: bytes, agreement: bytes) -> None:
    try:
        crypto.read_point(signing)
        crypto.read_point(agreement)
    except crypto.NotAKey as error:
        raise BodyUnreadable from error
    if signing == agreement:  # one key for two purposes
        raise BodyUnreadable


def _hash(code: str) -> str:
    return hashlib.sha256(b"rhi/enrol-code/1\n" + clean_code(code).encode()).hexdigest()
