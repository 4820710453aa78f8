"""Give a case to an interviewer."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.forms import fields
from rhi_app.forms.allocation import AllocationForm
from rhi_app.models import Episode
from rhi_app.services import allocation, children, episode_view
from rhi_app.services.accounts import get_account
from rhi_app.services.time import now

bp = Blueprint("allocation", __name__)


@bp.get("/episodes/<episode_id>/allocate")
def choose(episode_id: str) -> ResponseReturnValue:
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(current.get_account(), "record.allocate", episode)
    return _page(_form(episode), episode)


@bp.post("/episodes/<episode_id>/allocate")
def save(episode_id: str) -> ResponseReturnValue:
    account, moment = current.get_account(), now()
    episode = children.get_episode(db.session, episode_id)
    may_or_refuse(account, "record.allocate", episode)
    form = _form(episode)
    if not current.is_saving() or not form.validate():
        return _page(form, episode), 422 if form.problems() else 200
    allocation.allocate(db.session, account, episode, get_account(db.session, form.interviewer.data), moment)
    db.session.commit()
    return redirect(url_for("episodes.show", episode_id=episode.id))


def _form(episode: Episode) -> AllocationForm:
    form = AllocationForm(now=now(), data={"interviewer": episode.record.interviewer_id if episode.record else None})
    people = allocation.interviewers(db.session, episode)
    form.interviewer.choices = fields.as_choices({person.id: _words(person.name, allocation.open_count(db.session, person)) for person in people})
    return form


def _words(name: str, cases: int) -> str:
    return f"{name}, {cases} case{'' if cases == 1 else 's'} now"


def _page(form: AllocationForm, episode: Episode) -> str:
    return render_template("portal/allocation.html", form=form, view=episode_view.view_of(db.session, episode, now()))
