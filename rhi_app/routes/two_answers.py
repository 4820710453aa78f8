"""Which of two answers is right: chosen by whoever held the interview. Nothing else waits for it."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.routes.records import questions
from rhi_app.services.records import get_record
from rhi_app.services.time import now
from rhi_app.services.two_answers import choose

bp = Blueprint("two_answers", __name__)


@bp.post("/records/<record_id>/answers")
def keep(record_id: str) -> ResponseReturnValue:
    record = get_record(db.session, record_id)
    may_or_refuse(current.get_account(), "record.choose", record)
    question, _, chosen = request.form.get("answer", "").partition(" ")
    choose(db.session, current.get_account(), record, question, chosen, questions().get(question, {}), now())
    db.session.commit()
    return redirect(url_for("records.mine", chosen="yes"))
