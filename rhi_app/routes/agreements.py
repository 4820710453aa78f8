"""The provider's desk: log that a parent agreed, signed on paper, or said no."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.forms import fields
from rhi_app.forms.agreement import AgreementForm
from rhi_app.models import Record
from rhi_app.routes.opened import open_names
from rhi_app.services import agreements
from rhi_app.services.episode_view import view_of
from rhi_app.services.records import get_record
from rhi_app.services.time import now

bp = Blueprint("agreements", __name__)


@bp.get("/agreements")
def index() -> ResponseReturnValue:
    account, moment = current.get_account(), now()
    may_or_refuse(account, "agreement.list")
    return render_template("portal/agreements.html", rows=agreements.rows_of(db.session, account.organisation_id, moment), moment=moment)


@bp.post("/agreements/<record_id>/ask")
def ask(record_id: str) -> ResponseReturnValue:
    """The page shows whom to ring."""
    record = get_record(db.session, record_id)
    moment = open_names("agreement.log", record, record.child_id)
    return _page(_form(record, formdata=None, data={"at": moment}), record)


@bp.post("/agreements/<record_id>")
def save(record_id: str) -> ResponseReturnValue:
    account, moment = current.get_account(), now()
    record = get_record(db.session, record_id)
    may_or_refuse(account, "agreement.log", record)
    form = _form(record)
    if not current.is_saving() or not form.validate():
        return _page(form, record), 422 if form.problems() else 200
    wording = agreements.wording_for(record)
    answers = form.answers_for(wording[1] if wording else None, account.name)
    agreements.log_agreement(db.session, account, record, answers, moment, form.at.data)
    db.session.commit()
    return redirect(url_for("agreements.index", saved=record.id))


def _form(record: Record, **kwargs: Any) -> AgreementForm:
    form = AgreementForm(now=now(), **kwargs)
    people = agreements.people_to_ask(db.session, record)
    form.contact.choices = fields.as_choices({contact["id"]: _words(contact) for contact in people})
    form.has_words = agreements.wording_for(record) is not None
    return form


def _words(contact: dict[str, Any]) -> str:
    responsible = "" if contact["parental_responsibility"] else "parental responsibility not known"
    parts = (contact["name"], contact["relation"], contact["telephone"] or "no number held", contact["how"], responsible)
    return ", ".join(part for part in parts if part)


def _page(form: AgreementForm, record: Record) -> str:
    wording = agreements.wording_for(record)
    return render_template(
        "portal/agreement.html", form=form, record=record, view=view_of(db.session, record.episodes[-1], now()),
        wording=wording[0] if wording else None, barred=agreements.barred_count(db.session, record),
    )  # fmt: skip
