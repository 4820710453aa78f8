"""Give a case to an interviewer."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.domain.interviewers import OTHER_ROLE, Standing, roles_of, standing_of
from rhi_app.domain.protocol import Decision
from rhi_app.forms import fields
from rhi_app.forms.allocation import AllocationForm
from rhi_app.forms.portal_form import say
from rhi_app.models import Account, Episode
from rhi_app.services import allocation, children, episode_view, same_person
from rhi_app.services.accounts import get_account
from rhi_app.services.episode_rules import decide_episode
from rhi_app.services.protocols import label_of
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
    person = get_account(db.session, form.interviewer.data)
    try:
        allocation.allocate(db.session, account, episode, person, moment, role=form.role.data, reason=form.reason.data)
    except allocation.ReasonNeeded as problem:
        db.session.rollback()
        standing, _ = allocation.standing_for(db.session, episode, person, form.role.data, moment)
        say(form.reason, f"{standing.say} {problem.sentence}")
        return _page(form, episode), 422
    db.session.commit()
    return redirect(url_for("episodes.show", episode_id=episode.id))


def _form(episode: Episode) -> AllocationForm:
    decision = decide_episode(db.session, episode, now())
    roles = roles_of(decision)
    known = episode.record.interviewer if episode.record else same_person.proposed(db.session, episode)[0]
    form = AllocationForm(now=now(), data={"interviewer": known.id if known else None, "role": roles[0]})
    form.role.choices = fields.as_choices({role: _role_words(episode.authority, role, standing_of(decision, role)) for role in roles})
    people = allocation.interviewers(db.session, episode)
    form.interviewer.choices = fields.as_choices({person.id: _words(episode, decision, person) for person in people})
    return form


STANDING = {
    "assigned": "assigned", "suggested": "the child may choose them", "excluded": "excluded, needs a reason", "open": "",
    "not_named": "not named, needs a reason", "undecided": "needs a reason",
}  # fmt: skip


def _role_words(authority: str, role: str, standing: Standing) -> str:
    """`Involvement Service, assigned (essex 5.2)`."""
    label = "Somebody else" if role == OTHER_ROLE else label_of(authority, "roles", role)
    source = f" ({standing.source})" if standing.source else ""
    return f"{label[:1].upper()}{label[1:]}{', ' if STANDING[standing.kind] else ''}{STANDING[standing.kind]}{source}"


def _words(episode: Episode, decision: Decision, person: Account) -> str:
    """`Amira Haddad, 2 cases now`; and what keeps them from being independent here."""
    cases = allocation.open_count(db.session, person)
    also = allocation.is_also(db.session, episode, person)
    barred = next((one for role in sorted(also) if (one := standing_of(decision, role)).kind == "excluded"), None)
    words = f"{person.name}, {cases} case{'' if cases == 1 else 's'} now"
    return f"{words}. Not independent here: {barred.say} ({barred.source})" if barred else words


def _page(form: AllocationForm, episode: Episode) -> str:
    _, wish = same_person.proposed(db.session, episode)
    return render_template("portal/allocation.html", form=form, view=episode_view.view_of(db.session, episode, now()), wish=wish)
