"""A phone that does not open, or is lost: what two people do about it, and the rehearsal of it."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain import recovery as rules
from rhi_app.domain.problems import NotHere
from rhi_app.forms.recovery import RecoveryForm
from rhi_app.models import Account, Device, Recovery, Snapshot
from rhi_app.services import accounts, enrolment, held_drafts, lost_phones, recoveries, rehearsals, snapshots
from rhi_app.services.time import now

bp = Blueprint("recoveries", __name__)


@bp.get("/phones/<account_id>/recovery")
def ask(account_id: str) -> ResponseReturnValue:
    return _ask_page(_owner(account_id), RecoveryForm(now=now()))


@bp.post("/phones/<account_id>/recovery")
def begin(account_id: str) -> ResponseReturnValue:
    owner, form = _owner(account_id), RecoveryForm(now=now())
    if not current.is_saving() or not form.validate():
        return _ask_page(owner, form), 422 if form.problems() else 200
    row = recoveries.open_recovery(db.session, current.get_account(), owner, form.reason.data, now())
    db.session.commit()
    return redirect(url_for("recoveries.show", recovery_id=row.id))


@bp.get("/recoveries/<recovery_id>")
def show(recovery_id: str) -> ResponseReturnValue:
    row, account, moment = _recovery(recovery_id, "recovery.read"), current.get_account(), now()
    may_approve = rules.may_approve(account.id, row.account_id, row.opened_by_id)
    drafts = snapshots.latest_of(db.session, row.account)
    state = "done" if row.done_at else "over" if not recoveries.is_open(row, moment) else "approved" if recoveries.is_by_two(row) else "waits"
    held = {"held": held_drafts.list_held(db.session, row.account), "may_release": held_drafts.may_release(account, row)}
    return render_template("portal/recovery.html", row=row, state=state, reasons=rules.REASONS, may_approve=may_approve, drafts=drafts, **held)


@bp.post("/recoveries/<recovery_id>/approve")
def approve(recovery_id: str) -> ResponseReturnValue:
    row = _recovery(recovery_id, "recovery.approve")
    recoveries.approve(db.session, current.get_account(), row, now())
    db.session.commit()
    return redirect(url_for("recoveries.show", recovery_id=row.id))


@bp.post("/recoveries/<recovery_id>/close")
def close(recovery_id: str) -> ResponseReturnValue:
    row = _recovery(recovery_id, "recovery.close")
    recoveries.close(db.session, current.get_account(), row, now())
    db.session.commit()
    return redirect(url_for("phones.index"))


@bp.post("/recoveries/<recovery_id>/code")
def issue_code(recovery_id: str) -> ResponseReturnValue:
    """Shown once, on the page that answers; only its hash is kept."""
    row, moment = _recovery(recovery_id, "recovery.approve"), now()
    code = enrolment.issue_code(db.session, current.get_account(), row.account, moment, row)
    db.session.commit()
    return render_template("portal/phone_code.html", owner=row.account, code=code, until=moment + enrolment.CODE_LASTS)


@bp.post("/recoveries/<recovery_id>/drafts/<snapshot_id>/release")
def release(recovery_id: str, snapshot_id: str) -> ResponseReturnValue:
    row, snapshot = _recovery(recovery_id, "snapshot.release"), db.session.get(Snapshot, snapshot_id)
    if snapshot is None:
        raise NotHere
    held_drafts.release(db.session, current.get_account(), row, snapshot, now())
    db.session.commit()
    return redirect(url_for("recoveries.show", recovery_id=row.id, released="yes"))


@bp.post("/recoveries/rehearsal")
def rehearse() -> ResponseReturnValue:
    account = current.get_account()
    may_or_refuse(account, "recovery.rehearse")
    rehearsals.ask(db.session, account, now())
    db.session.commit()
    return redirect(url_for("phones.index", done="rehearsal"))


@bp.get("/phones/<device_id>/wipe")
def ask_to_wipe(device_id: str) -> ResponseReturnValue:
    device = _device(device_id)
    may_wipe = rules.may_wipe(current.get_account().id, device.account_id, device.revoked_by_id)
    return render_template("portal/phone_wipe.html", device=device, may_wipe=may_wipe)


@bp.post("/phones/<device_id>/wipe")
def wipe(device_id: str) -> ResponseReturnValue:
    device = _device(device_id)
    lost_phones.confirm_wipe(db.session, current.get_account(), device, now())
    db.session.commit()
    return redirect(url_for("phones.index", done="wiped"))


def _owner(account_id: str) -> Account:
    owner = accounts.get_account(db.session, account_id)
    may_or_refuse(current.get_account(), "recovery.open", owner)
    return owner


def _recovery(recovery_id: str, action: str) -> Recovery:
    row = recoveries.get_recovery(db.session, recovery_id)
    may_or_refuse(current.get_account(), action, row)
    return row


def _device(device_id: str) -> Device:
    device = db.session.get(Device, device_id)
    if device is None:
        raise NotHere
    may_or_refuse(current.get_account(), "phone.wipe", device)
    return device


def _ask_page(owner: Account, form: RecoveryForm) -> str:
    drafts = snapshots.latest_of(db.session, owner)
    return render_template("portal/recovery_ask.html", owner=owner, form=form, drafts=drafts)
