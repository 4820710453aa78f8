"""A lost phone: taken out and locked by one person, wiped by the word of a second one, who has seen what is only on it."""

from datetime import datetime

from sqlalchemy.orm import Session

from rhi_app.domain import recovery, trust
from rhi_app.domain.clock import write_moment
from rhi_app.domain.problems import Problem
from rhi_app.domain.sync_problems import NotWaiting
from rhi_app.models import Account, Device
from rhi_app.services.audit import record_audit
from rhi_app.services.outbox import put
from rhi_app.services.trust import Signer

SIGN_ORDER = "sign_order"
LOCK, WIPE = "lock", "wipe"


class SomebodyElse(Problem):
    slug = "somebody-else-wipes"
    sentence = "You took this phone out, or it is your own. A second person has to confirm the wipe."


def ask_to_lock(session: Session, device: Device, now: datetime) -> None:
    """The worker signs the word; the phone hears it at its next contact, open or locked."""
    put(session, SIGN_ORDER, {"device": device.id}, now, urgent=True)


def confirm_wipe(session: Session, actor: Account, device: Device, now: datetime) -> None:
    if device.state != "revoked" or device.wipe_confirmed_at is not None:
        raise NotWaiting
    if not recovery.may_wipe(actor.id, device.account_id, device.revoked_by_id):
        raise SomebodyElse
    device.wipe_confirmed_by_id, device.wipe_confirmed_at = actor.id, now
    record_audit(session, actor, "phone.wipe", "device", device.id, now, device=device.id)
    put(session, SIGN_ORDER, {"device": device.id}, now, urgent=True)


def sign_order(session: Session, signer: Signer, device_id: str, now: datetime) -> None:
    """The worker looks again at who confirmed it: whoever writes into the outbox alone wipes nothing."""
    device = session.get_one(Device, device_id, with_for_update=True)
    if device.state != "revoked":
        return
    order = WIPE if is_wipe_confirmed(device) else LOCK
    statement = {"v": 1, "order": order, "device": device.id, "at": write_moment(now)}
    device.order = signer.sign(trust.ORDER, "order", statement)
    record_audit(session, None, f"phone.sign_{order}", "device", device.id, now, device=device.id)


def is_wipe_confirmed(device: Device) -> bool:
    return device.wipe_confirmed_by_id is not None and recovery.may_wipe(device.wipe_confirmed_by_id, device.account_id, device.revoked_by_id)


def note_wiped(session: Session, device: Device, signature: str, now: datetime) -> None:
    """As whoever has heard the word says; the phone has no key left to prove it with."""
    said = device.order or {}
    if said.get("order", {}).get("order") != WIPE or said["signature"] != signature:
        raise NotWaiting
    if device.wiped_at is None:
        device.wiped_at = now
        record_audit(session, None, "phone.wiped", "device", device.id, now, device=device.id)
