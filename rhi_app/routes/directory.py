"""The directory: administrators keep it, and a second one looks at each address."""

from typing import Any, TypeVar

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.forms import directory as forms
from rhi_app.models import Account, Desk, DirectoryChange, Organisation
from rhi_app.services import accounts, came_back, directory, invitations
from rhi_app.services.protocols import authorities
from rhi_app.services.time import now

T = TypeVar("T")

bp = Blueprint("directory", __name__)


@bp.get("/directory")
def index() -> ResponseReturnValue:
    may_or_refuse(_account(), "directory.keep")
    found = directory.recipients_organisations(db.session)
    return render_template(
        "directory/index.html",
        rows=[(one, directory.people_of(db.session, one.id), directory.desks_of(db.session, one.id), directory.desk_roles(one)) for one in found],
        own=directory.people_of(db.session, _account().organisation_id),
        waiting=directory.waiting(db.session),
        unreached=came_back.unreached(db.session),
        role_names=directory.ROLES,
    )


@bp.route("/directory/organisations/add", methods=["GET", "POST"])
def add_organisation() -> ResponseReturnValue:
    may_or_refuse(_account(), "directory.keep")
    form = forms.organisation_form(dict(authorities()))
    if _is_good(form):
        authority = (form.authority.data or None) if form.kind.data == "authority" else None
        accounts.add_organisation(db.session, _account(), form.organisation.data, form.kind.data, authority, now())
        return _done()
    return _page(form, "Add an authority or a force")


@bp.route("/directory/<organisation_id>/people/add", methods=["GET", "POST"])
def add_person(organisation_id: str) -> ResponseReturnValue:
    organisation = _organisation(organisation_id)
    form = forms.person_form(directory.ROLES)
    if _is_good(form):
        directory.propose_person(db.session, _account(), organisation, form.person.data, form.email.data, form.role.data, now())
        return _done()
    return _page(form, f"Add a person of {organisation.name}", "A second administrator looks at the address before anything is sent there.")


@bp.route("/directory/people/<account_id>/address", methods=["GET", "POST"])
def change_address(account_id: str) -> ResponseReturnValue:
    """Of the provider's own people too: they sign in with it, but a password and a code it gives to nobody. An invitation does: not for them."""
    account = _anybody(account_id)
    form = forms.AddressForm()
    if _is_good(form):
        directory.propose_address(db.session, _account(), account, form.email.data, now())
        return _done()
    return _page(form, f"New address of {account.name}", directory.OLD_STAYS)


@bp.post("/directory/people/<account_id>/invite")
def invite(account_id: str) -> ResponseReturnValue:
    """Once more: the invitation was lost or has ended."""
    account = _person(account_id)
    code = invitations.invite(db.session, _account(), account, now())
    db.session.commit()
    return render_template("directory/invited.html", account_name=account.name, code=code)


@bp.post("/directory/people/<account_id>/try-again")
def try_again(account_id: str) -> ResponseReturnValue:
    """The address is right, and whatever stood in the way is gone. Of the provider's own people too: their mail comes back as well."""
    account = _anybody(account_id)
    came_back.try_again(db.session, _account(), account, now())
    return _done()


@bp.post("/directory/people/<account_id>/remove")
def remove(account_id: str) -> ResponseReturnValue:
    accounts.disable(db.session, _account(), _person(account_id), now())
    return _done()


@bp.post("/directory/changes/<change_id>/confirm")
def confirm(change_id: str) -> ResponseReturnValue:
    change = _change(change_id)
    code = directory.confirm(db.session, _account(), change, now())
    if not code:
        return _done()
    db.session.commit()
    return render_template("directory/invited.html", account_name=change.name, code=code)


@bp.post("/directory/changes/<change_id>/refuse")
def refuse(change_id: str) -> ResponseReturnValue:
    directory.refuse(db.session, _account(), _change(change_id), now())
    return _done()


@bp.route("/directory/<organisation_id>/desks/add", methods=["GET", "POST"])
def add_desk(organisation_id: str) -> ResponseReturnValue:
    return _desk_page(_organisation(organisation_id), None)


@bp.route("/directory/desks/<desk_id>", methods=["GET", "POST"])
def change_desk(desk_id: str) -> ResponseReturnValue:
    desk = directory.get_desk(db.session, desk_id)
    return _desk_page(_organisation(desk.organisation_id), desk)


@bp.post("/directory/desks/<desk_id>/close")
def close_desk(desk_id: str) -> ResponseReturnValue:
    desk = directory.get_desk(db.session, desk_id)
    may_or_refuse(_account(), "directory.keep", desk)
    directory.close_desk(db.session, _account(), desk, now())
    return _done()


def _desk_page(organisation: Organisation, desk: Desk | None) -> ResponseReturnValue:
    people = {one.id: one.name for one in directory.people_of(db.session, organisation.id)}
    known: dict[str, Any] = {"data": {"desk": desk.name, "role": desk.role, "members": [one.id for one in desk.members]}} if desk else {}
    form = forms.desk_form(directory.desk_roles(organisation), people, **(known if request.method == "GET" else {}))
    if _is_good(form):
        directory.save_desk(db.session, _account(), desk, organisation, form.role.data, form.desk.data, form.members.data, now())
        return _done()
    return _page(form, f"A desk of {organisation.name}")


def _is_good(form: Any) -> bool:
    return request.method == "POST" and current.is_saving() and bool(form.validate())


def _account() -> Account:
    return current.get_account()


def _organisation(organisation_id: str) -> Organisation:
    return _kept(directory.get_organisation(db.session, organisation_id))


def _person(account_id: str) -> Account:
    found = accounts.get_account(db.session, account_id)
    directory.get_organisation(db.session, found.organisation_id)  # the provider's own people are not in this directory
    return _kept(found)


def _anybody(account_id: str) -> Account:
    return _kept(accounts.get_account(db.session, account_id))


def _change(change_id: str) -> DirectoryChange:
    return _kept(directory.get_change(db.session, change_id))


def _kept(found: T) -> T:
    may_or_refuse(_account(), "directory.keep", found)
    return found


def _done() -> ResponseReturnValue:
    db.session.commit()
    return redirect(url_for("directory.index"))


def _page(form: Any, title: str, lead: str = "") -> ResponseReturnValue:
    return render_template("directory/form.html", form=form, title=title, lead=lead), 422 if form.problems() else 200
