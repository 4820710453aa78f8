"""What was sent to somebody: the list, the page, its PDF, and the word that it was read."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.strokes import drawing_of
from rhi_app.domain.synopsis_words import when_words
from rhi_app.forms.acknowledge import AcknowledgeForm
from rhi_app.models import Delivery
from rhi_app.services import delivery, inbox, synopses
from rhi_app.services.time import now

bp = Blueprint("inbox", __name__)
bp.add_app_template_filter(drawing_of, "drawing")
bp.add_app_template_filter(when_words, "when_words")


@bp.get("/inbox")
def index() -> ResponseReturnValue:
    account = current.get_account()
    may_or_refuse(account, "delivery.list")
    return render_template("inbox/index.html", rows=inbox.rows_of(db.session, account))


@bp.get("/inbox/<delivery_id>")
def show(delivery_id: str) -> ResponseReturnValue:
    account, found = current.get_account(), delivery.get_delivery(db.session, delivery_id)
    may_or_refuse(account, "delivery.read", found)
    delivery.read(db.session, account, found, now())
    db.session.commit()
    content = synopses.open_content(db.session, found.synopsis)
    return _page(found, content, AcknowledgeForm(data={"actions": inbox.actions_asked(content, account)}))


@bp.get("/inbox/<delivery_id>/pdf")
def pdf(delivery_id: str) -> ResponseReturnValue:
    account, found = current.get_account(), delivery.get_delivery(db.session, delivery_id)
    may_or_refuse(account, "delivery.read", found)
    content = synopses.open_pdf(db.session, found.synopsis)
    if content is None:
        return redirect(url_for("inbox.show", delivery_id=found.id))
    delivery.download(db.session, account, found, now())
    db.session.commit()
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=synopses.file_name(found.synopsis))
    return answer


@bp.post("/inbox/<delivery_id>/acknowledge")
def acknowledge(delivery_id: str) -> ResponseReturnValue:
    account, found = current.get_account(), delivery.get_delivery(db.session, delivery_id)
    may_or_refuse(account, "delivery.acknowledge", found)
    form = AcknowledgeForm()
    if _asks_for_a_row(form) or not current.is_saving() or not form.validate():
        return _page(found, synopses.open_content(db.session, found.synopsis), form), 422 if form.problems() else 200
    delivery.acknowledge(db.session, account, found, form.actions.rows(), now())
    db.session.commit()
    return redirect(url_for("inbox.show", delivery_id=found.id))


def _asks_for_a_row(form: AcknowledgeForm) -> bool:
    """“Add an action”: the page comes back with one more row and everything that was typed."""
    is_asked = request.form.get("add") == "actions"
    if is_asked and len(form.actions.entries) < form.actions.max_entries:
        form.actions.append_entry()
    return is_asked


def _page(found: Delivery, content: dict[str, Any], form: AcknowledgeForm) -> str:
    return render_template(
        "inbox/show.html",
        delivery=found,
        content=content,
        form=form,
        rows=inbox.rows_of(db.session, found.account),
        newer=delivery.find_newer(db.session, found),
        said=delivery.open_acknowledgement(db.session, found),
    )
