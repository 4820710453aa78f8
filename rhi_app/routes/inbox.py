"""What was sent to somebody: the list, the cover, the page, its PDF, the word that it was read, and what came of it."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.strokes import drawing_of
from rhi_app.domain.synopsis_words import when_words
from rhi_app.forms.acknowledge import AcknowledgeForm, outcomes_form
from rhi_app.models import Account, Delivery
from rhi_app.renderer.breaks import breakable
from rhi_app.renderer.direction import is_from_the_right
from rhi_app.renderer.lengths import is_brief
from rhi_app.services import delivery, inbox, synopses
from rhi_app.services.time import now

bp = Blueprint("inbox", __name__)
bp.add_app_template_filter(drawing_of, "drawing")
bp.add_app_template_filter(breakable, "breakable")
bp.add_app_template_test(is_from_the_right, "from_the_right")
bp.add_app_template_test(is_brief, "brief")
bp.add_app_template_filter(when_words, "when_words")


@bp.get("/inbox")
def index() -> ResponseReturnValue:
    account = current.get_account()
    may_or_refuse(account, "delivery.list")
    return render_template("inbox/index.html", rows=inbox.rows_of(db.session, account))


@bp.get("/inbox/<delivery_id>")
def show(delivery_id: str) -> ResponseReturnValue:
    """The cover, until somebody presses Open; then the page. A look at the cover changes nothing."""
    account, found = _mine(delivery_id, "delivery.read")
    if not delivery.is_readable_by(found, account):
        return render_template(
            "inbox/cover.html", delivery=found, rows=inbox.rows_of(db.session, account), has_claimed=found.claimed_by is not None,
            asked_as=inbox.ASKED_AS.get(found.asked_as, ""),
        )  # fmt: skip
    delivery.note_read(db.session, account, found, now())
    db.session.commit()
    content = synopses.open_content(db.session, found.synopsis)
    return _page(account, found, content, AcknowledgeForm(data={"actions": inbox.actions_asked(content, account)}))


@bp.post("/inbox/<delivery_id>/open")
def open_it(delivery_id: str) -> ResponseReturnValue:
    account, found = _mine(delivery_id, "delivery.read")
    delivery.open_it(db.session, account, found, now())
    db.session.commit()
    return redirect(url_for("inbox.show", delivery_id=found.id))


@bp.post("/inbox/<delivery_id>/not-for-me")
def not_for_me(delivery_id: str) -> ResponseReturnValue:
    account, found = _mine(delivery_id, "delivery.read")
    delivery.not_for_me(db.session, account, found, now())
    db.session.commit()
    return redirect(url_for("inbox.index"))


@bp.get("/inbox/<delivery_id>/pdf")
def pdf(delivery_id: str) -> ResponseReturnValue:
    account, found = _mine(delivery_id, "delivery.read")
    content = synopses.open_pdf(db.session, found.synopsis) if delivery.is_readable_by(found, account) else None
    if content is None:
        return redirect(url_for("inbox.show", delivery_id=found.id))
    delivery.download(db.session, account, found, now())
    db.session.commit()
    answer = Response(content, mimetype="application/pdf")
    answer.headers.set("Content-Disposition", "attachment", filename=synopses.file_name(found.synopsis))
    return answer


@bp.post("/inbox/<delivery_id>/acknowledge")
def acknowledge(delivery_id: str) -> ResponseReturnValue:
    account, found = _mine(delivery_id, "delivery.acknowledge")
    form = AcknowledgeForm()
    if not delivery.is_readable_by(found, account):
        raise delivery.NotOpenedYet
    if _asks_for_a_row(form) or not current.is_saving() or not form.validate():
        return _page(account, found, synopses.open_content(db.session, found.synopsis), form), 422 if form.problems() else 200
    delivery.acknowledge(db.session, account, found, form.actions.rows(), now())
    db.session.commit()
    return redirect(url_for("inbox.show", delivery_id=found.id))


@bp.post("/inbox/<delivery_id>/outcomes")
def outcomes(delivery_id: str) -> ResponseReturnValue:
    account, found = _mine(delivery_id, "delivery.acknowledge")
    said = delivery.open_acknowledgement(db.session, found) or {"actions": []}
    form = outcomes_form(said["actions"])()
    if not current.is_saving() or not form.validate():
        return redirect(url_for("inbox.show", delivery_id=found.id))
    delivery.record_outcomes(db.session, account, found, [(field.data or "").strip() for field in form.questions()], now())
    db.session.commit()
    return redirect(url_for("inbox.show", delivery_id=found.id))


def _mine(delivery_id: str, action: str) -> tuple[Account, Delivery]:
    account, found = current.get_account(), delivery.get_delivery(db.session, delivery_id)
    may_or_refuse(account, action, found)
    delivery.check_open(found, now())
    return account, found


def _asks_for_a_row(form: AcknowledgeForm) -> bool:
    """“Add an action”: the page comes back with one more row and everything that was typed."""
    is_asked = request.form.get("add") == "actions"
    if is_asked and len(form.actions.entries) < form.actions.max_entries:
        form.actions.append_entry()
    return is_asked


def _page(account: Account, found: Delivery, content: dict[str, Any], form: AcknowledgeForm) -> str:
    said = delivery.open_acknowledgement(db.session, found)
    actions = said["actions"] if said else []
    return render_template(
        "inbox/show.html",
        delivery=found,
        content=content,
        form=form,
        rows=inbox.rows_of(db.session, account),
        newer=delivery.find_newer(db.session, found),
        said=said,
        outcomes=outcomes_form(actions)(data={f"outcome_{at}": action.get("outcome", "") for at, action in enumerate(actions)}),
    )
