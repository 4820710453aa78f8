"""The coordinator's side of what goes out: who reads it, a changed reader, closing and opening a delivery, and taking it into the case system."""

import json

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.problems import NotHere
from rhi_app.forms.reader import reader_form
from rhi_app.models import Episode
from rhi_app.services import case_export, children, delivery, readers
from rhi_app.services.audit import record_audit
from rhi_app.services.bundles import request_bundles
from rhi_app.services.episode_rules import decide_episode
from rhi_app.services.outbox import put
from rhi_app.services.protocols import label_of
from rhi_app.services.time import now

bp = Blueprint("sharing", __name__)


@bp.get("/episodes/<episode_id>/readers/<kind>")
def choose(episode_id: str, kind: str) -> ResponseReturnValue:
    return _choose(_episode_with(episode_id, kind), kind)


@bp.post("/episodes/<episode_id>/readers/<kind>")
def name_reader(episode_id: str, kind: str) -> ResponseReturnValue:
    episode = _episode_with(episode_id, kind)
    form = reader_form({one.value: one.words for one in readers.choices_for(db.session, kind)})
    if not current.is_saving() or not form.validate():
        return _choose(episode, kind), 422 if form.problems() else 200
    readers.name_reader(db.session, current.get_account(), episode, kind, form.reader.data or "", now())
    _make_again(episode)
    db.session.commit()
    return redirect(url_for("episodes.section", episode_id=episode_id, section="sharing"))


@bp.post("/episodes/<episode_id>/changed-reader/<change_id>")
def confirm_change(episode_id: str, change_id: str) -> ResponseReturnValue:
    """It is right: what waits goes to the new reader, and what the earlier one has not opened is closed."""
    episode = _episode(episode_id, "episode.name_reader")
    change = readers.confirm_change(db.session, current.get_account(), change_id, episode, now())
    if episode.record is not None:
        delivery.close_unopened(db.session, current.get_account(), episode.record, change.kind, change.before_id, now())
    _make_again(episode)
    db.session.commit()
    return redirect(url_for("episodes.section", episode_id=episode_id, section="sharing"))


@bp.post("/deliveries/<delivery_id>/close")
def close(delivery_id: str) -> ResponseReturnValue:
    found = delivery.get_delivery(db.session, delivery_id)
    may_or_refuse(current.get_account(), "delivery.close", found)
    delivery.close(db.session, current.get_account(), found, delivery.REVOKED, now())
    db.session.commit()
    return _back(found.synopsis.record.whole.episodes)


@bp.post("/deliveries/<delivery_id>/open-again")
def open_again(delivery_id: str) -> ResponseReturnValue:
    found = delivery.get_delivery(db.session, delivery_id)
    may_or_refuse(current.get_account(), "delivery.close", found)
    delivery.open_again(db.session, current.get_account(), found, now())
    db.session.commit()
    return _back(found.synopsis.record.whole.episodes)


@bp.post("/episodes/<episode_id>/case-note")
def case_note(episode_id: str) -> ResponseReturnValue:
    """Ready to paste. A POST: whoever takes it has their line in the log."""
    episode = _episode(episode_id, "episode.export")
    note = case_export.case_note(db.session, episode)
    record_audit(db.session, current.get_account(), "episode.case_note", "episode", episode.id, now())
    db.session.commit()
    return render_template("portal/case_note.html", episode=episode, note=note)


@bp.post("/episodes/<episode_id>/export")
def export(episode_id: str) -> ResponseReturnValue:
    """For a case system to take over: rhi_app/exports/FORMAT.md."""
    episode = _episode(episode_id, "episode.export")
    told = case_export.export(db.session, episode, now())
    record_audit(db.session, current.get_account(), "episode.export", "episode", episode.id, now())
    db.session.commit()
    answer = Response(json.dumps(told, ensure_ascii=False, indent=1), mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"return-interview-{told['record']['reference']}.json")
    return answer


def _episode(episode_id: str, action: str) -> Episode:
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(current.get_account(), action, episode)
    return episode


def _episode_with(episode_id: str, kind: str) -> Episode:
    """One whose protocol has this recipient: a word that somebody wrote into the address is none, and would be kept as one."""
    episode = _episode(episode_id, "episode.name_reader")
    if kind not in {code for code, _, _ in readers.further_readers(db.session, episode, decide_episode(db.session, episode, now()))}:
        raise NotHere
    return episode


def _choose(episode: Episode, kind: str) -> str:
    form = reader_form({one.value: one.words for one in readers.choices_for(db.session, kind)})
    if request.method == "GET":
        form.reader.data = readers.named_value(db.session, episode, kind)
    return render_template("portal/reader.html", episode=episode, form=form, role=label_of(episode.authority, "roles", kind))


def _make_again(episode: Episode) -> None:
    if episode.record is not None:
        request_bundles(db.session, episode.record, now())
        if episode.record.finished_at is not None:
            put(db.session, "make_synopses", {"record": episode.record.id}, now())


def _back(episodes: list[Episode]) -> ResponseReturnValue:
    if not episodes:
        raise NotHere
    return redirect(url_for("episodes.section", episode_id=episodes[-1].id, section="sharing"))
