"""What a phone holds for its interviewer: built, sealed to that phone's key and signed by the job worker; numbered, so that none goes back."""

import json
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain import canonical
from rhi_app.domain.clock import write_moment
from rhi_app.domain.envelope import BUNDLE, SEALED_EXTRA, SUITE, pack, pad, seal_info, signed_body
from rhi_app.models import Account, Bundle, Device, OutboxRow, Record, RoleNumber
from rhi_app.services import crypto, handing, leases
from rhi_app.services.audit import record_audit
from rhi_app.services.begun import is_waiting
from rhi_app.services.case_view import case_of
from rhi_app.services.outbox import put
from rhi_app.services.protocols import FOLDER, protocols
from rhi_app.services.trust import Signer

FORMAT = 1
MAKE_BUNDLE = "make_bundle"


def request_bundles(session: Session, record: Record, now: datetime) -> None:
    """Something that the interviewer's phones should know has changed."""
    for device in _active_devices(session, record.interviewer_id):
        request_bundle(session, device.id, now)


def request_bundle(session: Session, device_id: str, now: datetime) -> None:
    put(session, MAKE_BUNDLE, {"device": device_id}, now)


def make_bundle(session: Session, signer: Signer, keys: handing.Keys, device_id: str, now: datetime) -> None:
    """A new bundle in the place of the old one. A phone that is not, or no longer, active gets none."""
    device = session.get_one(Device, device_id, with_for_update=True)
    _take_other_requests(session, device_id, now)
    if device.state != "active" or not device.account.is_active:
        return
    device.bundle_number += 1
    content = content_of(session, device, now)
    for case in content["cases"]:
        case["handed"] = handing.handed_to(session, keys, device, case["record"], now)
    leases.note_gone(session, device, {case["record"] for case in content["cases"]})
    data = seal_bundle(signer, device, content, now)
    session.merge(Bundle(device_id=device.id, number=device.bundle_number, bytes=data, created_at=now))
    record_audit(session, None, "bundle.make", "device", device.id, now, device=device.id)


def seal_bundle(signer: Signer, device: Device, content: dict[str, Any], now: datetime) -> bytes:
    padded = pad(canonical.write(content))
    header = {
        "v": 1, "suite": SUITE, "organisation": device.organisation_id, "device": device.id, "number": device.bundle_number,
        "key": signer.key, "created": write_moment(now), "length": len(padded) + SEALED_EXTRA,
    }  # fmt: skip
    header_bytes = canonical.write(header)
    ciphertext = crypto.seal(device.agreement_public, seal_info(BUNDLE, header_bytes), padded)
    signature = crypto.sign(signer.private, BUNDLE.purpose, signed_body(header_bytes, ciphertext))
    return pack(BUNDLE, header_bytes, ciphertext, signature)


def content_of(session: Session, device: Device, now: datetime) -> dict[str, Any]:
    """The cases that the phone's owner has to do with now: allocated and not finished. Nobody else's, and nothing that is over."""
    account = device.account
    cases = [case_of(session, record) for record in open_records(session, account)]
    return {
        "format": FORMAT,
        "organisation": {"id": account.organisation_id, "name": account.organisation.name},
        "account": {"id": account.id, "name": account.name, "roles": sorted({role.role for role in account.roles})},
        "server_time": write_moment(now),
        "protocols": {"versions": _versions_for(cases), "facts": protocols()["facts"]},
        "bank_holidays": protocols()["holidays"],
        "numbers": _numbers(),
        "role_numbers": _role_numbers(session, {episode["authority"] for case in cases for episode in case["episodes"]}),
        "cases": cases,
    }


def open_records(session: Session, account: Account) -> list[Record]:
    own = select(Record).where(Record.interviewer_id == account.id, Record.finished_at.is_(None)).order_by(Record.created_at, Record.id)
    return [record for record in session.scalars(own) if record.episodes or is_waiting(record)]


def _take_other_requests(session: Session, device_id: str, now: datetime) -> None:
    """One bundle answers every request that is there: what each of them tells of was committed with it, and is read after this."""
    waiting = select(OutboxRow).where(OutboxRow.kind == MAKE_BUNDLE, OutboxRow.done_at.is_(None))
    for row in session.scalars(waiting.with_for_update(skip_locked=True)):
        if row.payload == {"device": device_id}:
            row.done_at, row.problem = now, ""


def _versions_for(cases: list[dict[str, Any]]) -> dict[str, Any]:
    """Every version of the protocols that a case was decided under, and of those that they extend; those that extend none serve a child
    whom nobody has allocated yet."""
    every = protocols()["versions"]
    wanted = [authority for authority, versions in every.items() if not versions[-1]["extends"]]
    wanted += [episode["authority"] for case in cases for episode in case["episodes"]]
    named: dict[str, Any] = {}
    while wanted:
        authority = wanted.pop()
        if authority not in named:
            named[authority] = every[authority]
            wanted += [version["extends"] for version in every[authority] if version["extends"]]
    return named


def _active_devices(session: Session, account_id: str | None) -> list[Device]:
    return list(session.scalars(select(Device).where(Device.account_id == account_id, Device.state == "active")))


def _role_numbers(session: Session, authorities: set[str]) -> dict[str, dict[str, str]]:
    """Authority to role to telephone: what the installation filled in for the roles that a protocol names."""
    found: dict[str, dict[str, str]] = {}
    for row in session.scalars(select(RoleNumber).where(RoleNumber.authority.in_(authorities))):
        found.setdefault(row.authority, {})[row.role] = row.telephone
    return found


@cache
def _numbers() -> dict[str, str]:
    """National numbers, by what they are for."""
    lines = json.loads((FOLDER / "helplines.json").read_text(encoding="utf-8"))["helplines"]
    return {line["id"].replace("-", "_"): line["number"] for line in lines}
