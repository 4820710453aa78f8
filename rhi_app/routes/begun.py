"""A talk that a phone began with a child on nobody's list: a person says whose it is."""

from datetime import datetime
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.clock import write_moment
from rhi_app.domain.clock_words import day_time_words
from rhi_app.domain.synopsis_words import moment_words_with_year
from rhi_app.forms import fields
from rhi_app.forms.match import MatchForm
from rhi_app.models import Record
from rhi_app.routes.opened import open_names
from rhi_app.services import matching
from rhi_app.services.begun import BEGUN
from rhi_app.services.children import get_episode
from rhi_app.services.entries import list_entries
from rhi_app.services.episode_view import status_words
from rhi_app.services.time import now
from rhi_app.services.timeline import counted

bp = Blueprint("begun", __name__)


@bp.post("/begun/<record_id>/match")
def ask(record_id: str) -> ResponseReturnValue:
    record = matching.get_begun(db.session, record_id)
    open_names("record.match", record, record.child_id)
    return _page(_form(record, formdata=None), record)


@bp.post("/begun/<record_id>")
def save(record_id: str) -> ResponseReturnValue:
    account, moment = current.get_account(), now()
    record = matching.get_begun(db.session, record_id)
    may_or_refuse(account, "record.match", record)
    form = _form(record)
    if not current.is_saving() or not form.validate():
        return _page(form, record), 422 if form.problems() else 200
    episode = get_episode(db.session, form.episode.data)
    may_or_refuse(account, "record.allocate", episode)
    matching.match(db.session, account, record, episode, form.reason.data, moment)
    db.session.commit()
    return redirect(url_for("episodes.show", episode_id=episode.id))


def _form(record: Record, **given: Any) -> MatchForm:
    form = MatchForm(now=now(), **given)
    told = _told(record).get("begun.name", "")
    found = matching.candidates(db.session, record.child.organisation_id, told, form.now, with_older=_is_older())
    form.episode.choices = fields.as_choices({one.episode.id: _words(one) for one in found})
    return form


def _words(one: matching.Candidate) -> str:
    named = f"{one.name}, a name like the one told" if one.is_alike else _isolated(one.initials)
    written = f" · {counted(one.entries)} by {one.written_by}, read as one with it" if one.entries else ""
    held = f" · visit held {_held_words(one.held_at)}: this talk is one more visit" if one.held_at else ""
    return f"{named} · episode {one.episode.number} · {status_words(one.episode)}{held or written}"


def _isolated(text: str) -> str:
    """Of a script that runs from the right, the full stops stay with their letters."""
    return f"\u2068{text}\u2069"


def _held_words(held_at: datetime) -> str:
    """With the year, where it is long ago."""
    is_lately = held_at > now() - matching.LATELY
    return day_time_words(held_at, now()) if is_lately else moment_words_with_year(write_moment(held_at))


def _told(record: Record) -> dict[str, Any]:
    return next((entry["answers"] for entry in list_entries(db.session, record) if entry["kind"] == BEGUN), {})


def _is_older() -> bool:
    """Whether those whose visit was held long ago are to be chosen from, too."""
    return request.form.get("older") == "yes"


def _page(form: MatchForm, record: Record) -> str:
    may_show = not _is_older() and matching.has_older(db.session, record.child.organisation_id, form.now)
    older = {"is_older": _is_older(), "may_show_older": may_show, "lately": matching.LATELY}
    return render_template("portal/match.html", form=form, record=record, told=_told(record), entries=len(record.entries), **older)
