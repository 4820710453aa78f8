"""What is decided about a record at a desk: what was held back, a decline that is taken up, another episode that it serves."""

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.problems import NotHere
from rhi_app.domain.several import first_due
from rhi_app.forms import fields
from rhi_app.forms.match import JoinForm
from rhi_app.forms.release import ReleasePage
from rhi_app.forms.taken_up import TakenUpPage
from rhi_app.models import Episode, Record
from rhi_app.services import children, endings, synopses
from rhi_app.services.episode_view import EpisodeView, clock_of, view_of
from rhi_app.services.time import now

bp = Blueprint("endings", __name__)


@bp.get("/episodes/<episode_id>/release")
def release(episode_id: str) -> ResponseReturnValue:
    view, reasons = _held_back(episode_id)
    return _page("release", ReleasePage(), view, reasons=reasons)


@bp.post("/episodes/<episode_id>/release")
def save_release(episode_id: str) -> ResponseReturnValue:
    view, reasons = _held_back(episode_id)
    form = ReleasePage()
    if not current.is_saving() or not form.validate():
        return _page("release", form, view, reasons=reasons), 422 if form.problems() else 200
    endings.release(db.session, current.get_account(), _record(view), form.answers_for(reasons), now())
    return _done(view)


@bp.get("/episodes/<episode_id>/take-up")
def take_up(episode_id: str) -> ResponseReturnValue:
    return _page("take_up", TakenUpPage(data={"at": now()}, now=now()), _declined(episode_id))


@bp.post("/episodes/<episode_id>/take-up")
def save_taken_up(episode_id: str) -> ResponseReturnValue:
    view, form = _declined(episode_id), TakenUpPage(now=now())
    if not current.is_saving() or not form.validate():
        return _page("take_up", form, view), 422 if form.problems() else 200
    endings.take_up(db.session, current.get_account(), _record(view), form.answers(), form.at.data, now())
    return _done(view)


@bp.get("/episodes/<episode_id>/join")
def join(episode_id: str) -> ResponseReturnValue:
    view = _view(episode_id, "record.join")
    return _page("join", _join_form(view.episode, formdata=None), view)


@bp.post("/episodes/<episode_id>/join")
def save_join(episode_id: str) -> ResponseReturnValue:
    view = _view(episode_id, "record.join")
    form = _join_form(view.episode)
    if not current.is_saving() or not form.validate():
        return _page("join", form, view), 422 if form.problems() else 200
    record = next(one for one in endings.records_to_serve(view.episode) if one.id == form.record.data)
    endings.join(db.session, current.get_account(), view.episode, record, by=form.by.data, reason=form.reason.data, now=now())
    return _done(view)


def _join_form(episode: Episode, **given: Any) -> JoinForm:
    form = JoinForm(**given)
    form.record.choices = fields.as_choices({record.id: _words(record) for record in endings.records_to_serve(episode)})
    return form


def _words(record: Record) -> str:
    numbers = " and ".join(str(episode.number) for episode in record.episodes)
    clock = clock_of(first_due(record.episodes), now(), in_list=True)
    person = record.interviewer.name if record.interviewer else "nobody yet"
    return f"{record.reference} · episode {numbers} · {clock.strong} {clock.rest} · with {person}"


def _held_back(episode_id: str) -> tuple[EpisodeView, list[str]]:
    """Only what is held back can be let go."""
    view = _view(episode_id, "record.release")
    reasons = synopses.held_back(db.session, view.episode.record) if view.episode.record else []
    if not reasons:
        raise NotHere
    return view, reasons


def _declined(episode_id: str) -> EpisodeView:
    view = _view(episode_id, "record.take_up")
    if view.episode.record is None or view.episode.record.outcome != "declined":
        raise NotHere
    return view


def _view(episode_id: str, action: str) -> EpisodeView:
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(current.get_account(), action, episode)
    return view_of(db.session, episode, now())


def _record(view: EpisodeView) -> Record:
    if view.episode.record is None:
        raise NotHere
    return view.episode.record


def _done(view: EpisodeView) -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for("episodes.show", episode_id=view.episode.id))


def _page(name: str, form: Any, view: EpisodeView, **more: Any) -> str:
    return render_template(f"portal/{name}.html", form=form, view=view, **more)
