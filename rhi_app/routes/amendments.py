"""Putting a finished record right: one question, what is right, and why. What stood there stays beside it."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.entry_words import people_of
from rhi_app.domain.record_lines import Line
from rhi_app.forms.amendment import AmendedQuestionForm
from rhi_app.forms.portal_form import PortalForm
from rhi_app.models import Record
from rhi_app.routes.records import questions
from rhi_app.services.amendments import amend, line_to_amend, require_finished
from rhi_app.services.audit import record_audit
from rhi_app.services.children import child_details
from rhi_app.services.records import get_record
from rhi_app.services.time import now

bp = Blueprint("amendments", __name__)
SAID = ("amendment.what", "amendment.why")


class AmendmentPage(AmendedQuestionForm, PortalForm):
    """At a desk: which question it is about, and what stood there, the record itself says."""


@bp.post("/records/<record_id>/amendment")
def ask(record_id: str) -> ResponseReturnValue:
    """A form's button, not a link: what stood there is read here, and each reading is noted."""
    record = _mine(record_id)
    line = _line(record)
    record_audit(db.session, current.get_account(), "record.read", "record", record.id, now())
    db.session.commit()
    return _page(AmendmentPage(formdata=None), record, line)


@bp.post("/records/<record_id>/amendment/save")
def save(record_id: str) -> ResponseReturnValue:
    record, form = _mine(record_id), AmendmentPage()
    line = _line(record)
    if not current.is_saving():
        return _page(form, record, line)
    if not form.validate():
        return _page(form, record, line), 422
    said = {name: answer for name, answer in form.answers().items() if name in SAID}
    amend(db.session, current.get_account(), record, line, said, now())
    db.session.commit()
    return redirect(url_for("records.mine", amended="yes"))


def _mine(record_id: str) -> Record:
    record = get_record(db.session, record_id)
    may_or_refuse(current.get_account(), "record.amend", record)
    require_finished(record)
    return record


def _line(record: Record) -> Line:
    details: dict[str, Any] = child_details(db.session, record.child)
    people = people_of(details["called"], details["contacts"], by_name=True)
    return line_to_amend(db.session, record, request.form.get("question", ""), questions(), people, details["called"])


def _page(form: AmendmentPage, record: Record, line: Line) -> str:
    return render_template("portal/amendment.html", form=form, record=record, line=line, names=SAID)
