"""Interviewers and their phones: a one-time code, six words that two people compare, and the end of a phone."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.problems import NotHere
from rhi_app.models import Account, Device
from rhi_app.services import accounts, allocation, enrolment, held_drafts, phone_watch, recoveries, rehearsals
from rhi_app.services.time import now

bp = Blueprint("phones", __name__)


@bp.get("/phones")
def index() -> ResponseReturnValue:
    account = current.get_account()
    may_or_refuse(account, "phone.list")
    return _list(account)


@bp.post("/phones/<account_id>/code")
def issue_code(account_id: str) -> ResponseReturnValue:
    """Shown once, on the page that answers; only its hash is kept."""
    account, moment = current.get_account(), now()
    owner = accounts.get_account(db.session, account_id)
    may_or_refuse(account, "phone.issue_code", owner)
    code = enrolment.issue_code(db.session, account, owner, moment)
    db.session.commit()
    return render_template("portal/phone_code.html", owner=owner, code=code, until=moment + enrolment.CODE_LASTS)


@bp.get("/phones/<device_id>/compare")
def compare(device_id: str) -> ResponseReturnValue:
    device = _device(device_id, "phone.activate")
    return render_template("portal/phone_compare.html", device=device, words=enrolment.six_words(current.settings(), device))


@bp.post("/phones/<device_id>/activate")
def activate(device_id: str) -> ResponseReturnValue:
    device = _device(device_id, "phone.activate")
    enrolment.activate(db.session, current.get_account(), device, now())
    db.session.commit()
    return redirect(url_for("phones.index", done="activated"))


@bp.get("/phones/<device_id>/revoke")
def ask_to_revoke(device_id: str) -> ResponseReturnValue:
    return render_template("portal/phone_revoke.html", device=_device(device_id, "phone.revoke"))


@bp.post("/phones/<device_id>/revoke")
def revoke(device_id: str) -> ResponseReturnValue:
    device = _device(device_id, "phone.revoke")
    enrolment.revoke(db.session, current.get_account(), device, now())
    db.session.commit()
    return redirect(url_for("phones.index", done="revoked"))


@bp.get("/my-phone")
def mine() -> ResponseReturnValue:
    """Without the six words: they are to be read from the phone itself, or comparing them proves nothing."""
    account = current.get_account()
    may_or_refuse(account, "phone.read", account)
    devices = [device for device in enrolment.list_devices(db.session, account.organisation_id) if device.account_id == account.id]
    return render_template("portal/my_phone.html", devices=devices)


def _device(device_id: str, action: str) -> Device:
    device = db.session.get(Device, device_id)
    if device is None:
        raise NotHere
    may_or_refuse(current.get_account(), action, device)
    return device


def _list(account: Account) -> str:
    people = accounts.list_with_role(db.session, account.organisation_id, "interviewer")
    devices = enrolment.list_devices(db.session, account.organisation_id)
    rows = [
        {
            "person": person, "cases": allocation.open_count(db.session, person), "devices": [one for one in devices if one.account_id == person.id],
            "held": len(held_drafts.list_held(db.session, person)), "recovery": recoveries.newest_by_two(db.session, person),
        }
        for person in people
    ]  # fmt: skip
    moment = now()
    watched = phone_watch.phones_to_ask_about(db.session, account.organisation_id, moment)
    return render_template(
        "portal/phones.html", rows=rows, watched=watched, done=request.args.get("done"), moment=moment,
        recoveries=recoveries.list_open(db.session, account.organisation_id, moment),
        rehearsal=rehearsals.newest(db.session, account.organisation_id), worked=rehearsals.last_that_worked(db.session, account.organisation_id),
    )  # fmt: skip
