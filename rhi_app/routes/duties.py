"""Tick one duty of an episode as done, or take the last tick back."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.duties import Duty
from rhi_app.forms.duty import DutyForm, TakeBackForm
from rhi_app.services import children, duties, episode_view
from rhi_app.services.bundles import request_bundles
from rhi_app.services.episode_view import EpisodeView
from rhi_app.services.time import now

bp = Blueprint("duties", __name__)


@bp.get("/episodes/<episode_id>/duties/<authority>/<rule>")
def show(episode_id: str, authority: str, rule: str) -> ResponseReturnValue:
    view, duty = _asked(episode_id, authority, rule)
    return _page(view, duty, _form(), TakeBackForm(None))


@bp.post("/episodes/<episode_id>/duties/<authority>/<rule>")
def save(episode_id: str, authority: str, rule: str) -> ResponseReturnValue:
    view, duty = _asked(episode_id, authority, rule)
    form = _form()
    if not current.is_saving() or not form.validate():
        return _page(view, duty, form, TakeBackForm(None)), 422 if form.problems() else 200
    account, at = current.get_account(), form.at.data
    duties.tick(db.session, account, view.episode, duty, by=form.by.data, at=at, note=form.note.data or "", now=now())
    return _done(view)


@bp.post("/episodes/<episode_id>/duties/<authority>/<rule>/take-back")
def take_back(episode_id: str, authority: str, rule: str) -> ResponseReturnValue:
    view, duty = _asked(episode_id, authority, rule)
    form = TakeBackForm(now=now())
    if not current.is_saving() or not form.validate():
        return _page(view, duty, _form(filled=False), form), 422 if form.problems() else 200
    duties.take_back(db.session, current.get_account(), view.episode, duty, reason=form.reason.data, now=now())
    return _done(view)


def _done(view: EpisodeView) -> ResponseReturnValue:
    if view.episode.record is not None:
        request_bundles(db.session, view.episode.record, now())  # the interviewer sees it as done
    db.session.commit()
    return redirect(url_for("episodes.section", episode_id=view.episode.id, section="duties"))


def _asked(episode_id: str, authority: str, rule: str) -> tuple[EpisodeView, Duty]:
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(current.get_account(), "duty.tick", episode)
    view = episode_view.view_of(db.session, episode, now())
    return view, duties.find_duty(view.duties, authority, rule)


def _form(*, filled: bool = True) -> DutyForm:
    moment, person = now(), current.get_account()
    given = {"at": moment, "by": ", ".join(part for part in (person.name, person.job_title) if part)}
    return DutyForm(now=moment, data=given) if filled else DutyForm(None, now=moment, data=given)


def _page(view: EpisodeView, duty: Duty, form: DutyForm, back: TakeBackForm) -> str:
    return render_template("portal/duty.html", view=view, duty=duty, form=form, back=back, wrong=back if back.problems() else form)
