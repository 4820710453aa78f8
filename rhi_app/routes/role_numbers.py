"""The numbers of the roles that a protocol names, filled in by an administrator and carried to the phones."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.problems import NotHere
from rhi_app.forms.role_numbers import numbers_form
from rhi_app.services import role_numbers
from rhi_app.services.protocols import authorities
from rhi_app.services.time import now

bp = Blueprint("role_numbers", __name__)


@bp.get("/protocols/<authority>/numbers")
def show(authority: str) -> ResponseReturnValue:
    return _page(_form(authority), authority)


@bp.post("/protocols/<authority>/numbers")
def save(authority: str) -> ResponseReturnValue:
    form = _form(authority)
    if not current.is_saving() or not form.validate():
        return _page(form, authority), 422 if form.problems() else 200
    given = {field.short_name.removeprefix("role_"): (field.data or "").strip() for field in form.questions()}
    role_numbers.save_numbers(db.session, current.get_account(), authority, given, now())
    db.session.commit()
    return redirect(url_for("protocols.index"))


def _form(authority: str) -> Any:
    may_or_refuse(current.get_account(), "role_number.save")
    if authority not in authorities():
        raise NotHere
    contacts = role_numbers.contacts_of(db.session, authority)
    made = numbers_form({one.role: (one.label, one.when) for one in contacts})
    return made(now=now(), data={f"role_{one.role}": one.telephone for one in contacts})


def _page(form: Any, authority: str) -> str:
    return render_template("portal/role_numbers.html", form=form, name=authorities()[authority])
