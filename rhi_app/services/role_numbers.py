"""Where the roles that protocols name are reached. The files name roles alone; an installation's administrators fill in the numbers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.models import Account, Device, RoleNumber
from rhi_app.services.audit import record_audit
from rhi_app.services.bundles import request_bundle
from rhi_app.services.protocols import label_of, layers_of


@dataclass(frozen=True)
class RoleContact:
    role: str
    label: str
    when: str
    telephone: str


def contacts_of(session: Session, authority: str) -> list[RoleContact]:
    """Every role that the authority's protocol wants to be reached, with the number as far as it is filled in."""
    known = numbers_of(session).get(authority, {})
    listed: list[dict[str, str]] = next((layer["contacts"] for layer in layers_of(authority) if "contacts" in layer), [])
    when = dict.fromkeys(_roles_of_steps(authority), "A step when harm was disclosed") | {one["role"]: one["when"] for one in listed}
    helplines: dict[str, Any] = next((layer["helplines"] for layer in layers_of(authority) if "helplines" in layer), {})
    local = helplines.get("local")
    when |= {local["role"]: "For the young person to ring"} if local else {}
    return [RoleContact(role, label_of(authority, "roles", role), words, known.get(role, "")) for role, words in when.items()]


def _roles_of_steps(authority: str) -> list[str]:
    """`emergency` and the police are national numbers."""
    steps: list[dict[str, Any]] = next((layer["harm_steps"] for layer in layers_of(authority) if "harm_steps" in layer), [])
    return [role for step in steps for role in step.get("contacts", []) if role not in ("emergency", "police")]


def numbers_of(session: Session) -> dict[str, dict[str, str]]:
    """Authority to role to telephone: what travels in a bundle."""
    found: dict[str, dict[str, str]] = {}
    for row in session.scalars(select(RoleNumber).order_by(RoleNumber.authority, RoleNumber.role)):
        found.setdefault(row.authority, {})[row.role] = row.telephone
    return found


def save_numbers(session: Session, actor: Account, authority: str, given: dict[str, str], now: datetime) -> None:
    """An emptied number goes. Every active phone gets it with its next bundle."""
    known = numbers_of(session).get(authority, {})
    changed = {role: telephone for role, telephone in given.items() if telephone != known.get(role, "")}
    for role, telephone in changed.items():
        row = session.get(RoleNumber, (authority, role))
        if telephone:
            session.merge(RoleNumber(authority=authority, role=role, telephone=telephone, changed_at=now))
        elif row is not None:
            session.delete(row)
        record_audit(session, actor, "role_number.save", "protocol", authority, now, detail=role)
    if changed:
        session.flush()
        for device in session.scalars(select(Device).where(Device.state == "active")):
            request_bundle(session, device.id, now)
