"""What could not be opened or was held, who looks at it, and the file that brings in what a phone cannot send."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.problems import NotHere
from rhi_app.forms.quarantine import SettleForm
from rhi_app.models import Account, SetAside
from rhi_app.routes.problems import STATUS
from rhi_app.services import quarantine, rescue
from rhi_app.services.time import now

bp = Blueprint("quarantine", __name__)
STATUS[rescue.RescueUnreadable] = 422
LARGEST_FILE = 64 * 2**20  # sixteen envelopes of the largest kind, or weeks of ordinary ones


@bp.url_value_preprocessor
def allow_a_large_file(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """Before the token is looked for, which reads the body."""
    if endpoint == "quarantine.take_in":
        request.max_content_length = LARGEST_FILE


@bp.get("/set-aside")
def index() -> ResponseReturnValue:
    account = current.get_account()
    may_or_refuse(account, "quarantine.list")
    return _page(account)


@bp.get("/set-aside/<line_id>/settle")
def ask_to_settle(line_id: str) -> ResponseReturnValue:
    return render_template("portal/settle.html", form=SettleForm(), line=_line(line_id), row=_row(_line(line_id)))


@bp.post("/set-aside/<line_id>/settle")
def settle(line_id: str) -> ResponseReturnValue:
    line, form = _line(line_id), SettleForm()
    if not current.is_saving() or not form.validate():
        return render_template("portal/settle.html", form=form, line=line, row=_row(line)), 422 if form.problems() else 200
    quarantine.settle(db.session, current.get_account(), line, form.note.data, now())
    db.session.commit()
    return redirect(url_for("quarantine.index", done="settled"))


@bp.post("/set-aside/<line_id>/release")
def release(line_id: str) -> ResponseReturnValue:
    return _press(quarantine.release, line_id)


@bp.post("/set-aside/<line_id>/try-again")
def try_again(line_id: str) -> ResponseReturnValue:
    return _press(quarantine.try_again, line_id)


@bp.post("/set-aside/rescue")
def take_in() -> ResponseReturnValue:
    account = current.get_account()
    may_or_refuse(account, "rescue.take_in")
    taken = rescue.take_in(db.session, current.settings(), account, _sent_file(), now())
    db.session.commit()
    return _page(account, taken=taken)


def _sent_file() -> bytes:
    file = request.files.get("file")
    if file is None:
        return b""
    with file.stream as stream:  # a large one lies in a temporary file, which goes with it
        return bytes(stream.read())


def _press(action: Callable[..., None], line_id: str) -> ResponseReturnValue:
    action(db.session, current.get_account(), _line(line_id), now())
    db.session.commit()
    return redirect(url_for("quarantine.index", done=action.__name__))


def _line(line_id: str) -> SetAside:
    line = db.session.get(SetAside, line_id)
    if line is None:
        raise NotHere
    may_or_refuse(current.get_account(), "quarantine.resolve", line)
    return line


def _page(account: Account, taken: rescue.Taken | None = None) -> str:
    moment = now()
    rows = [_row(line) for line in quarantine.list_open(db.session, account.organisation_id)]
    settled = [_row(line) for line in quarantine.list_settled(db.session, account.organisation_id, moment)]
    return render_template("portal/set_aside.html", rows=rows, settled=settled, taken=taken, done=request.args.get("done"), moment=moment)


def _row(line: SetAside) -> dict[str, Any]:
    envelope = quarantine.envelope_of(db.session, line)
    return {
        "line": line,
        "person": line.device.account,
        "device": line.device,
        "responsible": quarantine.responsible_for(db.session, line.device),
        "state": quarantine.state_of(db.session, line),
        "is_urgent": bool(envelope and envelope.is_urgent),
        "note": quarantine.note_of(db.session, line),
    }
