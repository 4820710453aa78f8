"""Continue at a desk: the lists, the analysis, who will see what, and the finish. Each opening is noted."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.problems import NotHere
from rhi_app.domain.several import first_due
from rhi_app.forms import registry
from rhi_app.forms.portal_form import PortalForm
from rhi_app.models import Record
from rhi_app.services import desk, synopses
from rhi_app.services.audit import record_audit
from rhi_app.services.children import child_details
from rhi_app.services.episode_view import clock_of
from rhi_app.services.records import get_record
from rhi_app.services.time import now

bp = Blueprint("desk", __name__)


@bp.get("/records/<record_id>/desk")
def show(record_id: str) -> ResponseReturnValue:
    record = _mine(record_id)
    return render_template("portal/desk.html", record=record, parts=desk.PARTS, clock=clock_of(first_due(record.episodes), now()))


@bp.post("/records/<record_id>/desk/<part>/open")
def open_part(record_id: str, part: str) -> ResponseReturnValue:
    """A button and not a link: reading changes the log."""
    record = _mine(record_id)
    _note_reading(record)
    form = _form_class(part).from_answers(desk.answers_of(db.session, record, part))
    return _page(form, record, part)


@bp.post("/records/<record_id>/desk/<part>")
def save_part(record_id: str, part: str) -> ResponseReturnValue:
    record, form = _mine(record_id), _form_class(part)()
    if _adds_a_row(form) or not current.is_saving():
        return _page(form, record, part)
    if not form.validate() and "shown" not in request.form:  # said once; the second time it is kept as it stands
        return _page(form, record, part, is_shown=True), 422
    desk.save_part(db.session, current.get_account(), record, part, form.answers(), now())
    db.session.commit()
    return redirect(url_for("desk.show", record_id=record.id, saved=part))


@bp.post("/records/<record_id>/desk/sharing")
def open_sharing(record_id: str) -> ResponseReturnValue:
    record = _mine(record_id)
    _note_reading(record)
    return _sharing_page(record, desk.sharing_of(db.session, record))


@bp.post("/records/<record_id>/desk/finish")
def finish(record_id: str) -> ResponseReturnValue:
    record = _mine(record_id)
    if not current.is_saving():
        return redirect(url_for("desk.show", record_id=record.id))
    chosen = _chosen(record)
    sharing = desk.sharing_of(db.session, record, chosen)
    if desk.unreasoned(sharing):
        return _sharing_page(record, sharing, is_asked=True), 422
    desk.finish(db.session, current.get_account(), record, chosen, now())
    db.session.commit()
    return redirect(url_for("records.mine"))


@bp.post("/records/<record_id>/desk/back")
def give_back(record_id: str) -> ResponseReturnValue:
    record = _mine(record_id)
    desk.give_back(db.session, current.get_account(), record, now())
    db.session.commit()
    return redirect(url_for("records.mine"))


def _mine(record_id: str) -> Record:
    """For the author alone, and only while the phone has given it over."""
    record = get_record(db.session, record_id)
    may_or_refuse(current.get_account(), "record.write", record)
    desk.require_desk(record)
    return record


def _chosen(record: Record) -> desk.Chosen:
    """A tick is sent as `reader`, its reason as `reader/question`."""
    readers = synopses.view_of_record(db.session, record)["sources"]
    typed = [(name.split("/", 1), words) for name, words in request.form.items() if "/" in name]
    why = {reader: {question: words for (of, question), words in typed if of == reader} for reader in readers}
    return desk.Chosen({reader: request.form.getlist(reader) for reader in readers}, why)


def _sharing_page(record: Record, sharing: desk.Sharing, *, is_asked: bool = False) -> str:
    """`is_asked`: a reason is missing, and its sentence stands by the field."""
    called = child_details(db.session, record.child)["called"]
    sentence = desk.NoReason.sentence if is_asked else ""
    return render_template("portal/desk_sharing.html", record=record, sharing=sharing, called=called, no_reason=sentence)


def _note_reading(record: Record) -> None:
    record_audit(db.session, current.get_account(), "record.read", "record", record.id, now())
    db.session.commit()


def _form_class(part: str) -> Any:
    """The phone's form with the portal's token."""
    if part not in desk.PARTS:
        raise NotHere
    asked = registry.find_form(part, registry.current()[part])
    assert asked is not None  # noqa: S101 - the registry names its own forms
    return type(f"Desk{asked.__name__}", (asked, PortalForm), {})


def _adds_a_row(form: Any) -> bool:
    name = request.form.get("add", "")
    wanted = next((field for field in form.questions() if field.kind == "groups" and field.name == name), None)
    if wanted is not None and len(wanted.entries) < wanted.max_entries:
        wanted.append_entry()
    return wanted is not None


def _page(form: Any, record: Record, part: str, *, is_shown: bool = False) -> str:
    return render_template("portal/desk_part.html", form=form, record=record, part=part, title=desk.PARTS[part], is_shown=is_shown)
