"""The one door: before a view runs, the access table is asked; after it ran, whether the view itself asked about its object."""

from flask import Flask, Response, g, request

from rhi_app import access, current
from rhi_app.database import db
from rhi_app.domain.problems import NotAllowed
from rhi_app.services import sign_in
from rhi_app.services.time import now


class RowMissing(Exception):
    """The endpoint stands in no file of access_rows/."""


class ForgotToAsk(Exception):
    """A view answered about an object without may_or_refuse."""


def init_gate(app: Flask) -> None:
    app.before_request(open_or_refuse)
    app.after_request(refuse_what_did_not_ask)


def open_or_refuse() -> None:
    if request.endpoint is None:
        return  # no such address; the router says so
    action = access.ENDPOINTS.get(request.endpoint)
    if action is None:
        raise RowMissing(request.endpoint)
    if action == access.ANYONE:
        return
    account = current.get_account()
    _note_use()
    if action == access.SIGNED_IN:
        return
    if not access.may(account, action):
        raise NotAllowed
    g.must_ask = bool(request.view_args)


def _note_use() -> None:
    found = current.find_sign_in()
    if found is not None and sign_in.see(found, now()):
        db.session.commit()


def refuse_what_did_not_ask(response: Response) -> Response:
    if g.get("must_ask") and not g.get("asked") and response.status_code < 400:
        raise ForgotToAsk(request.endpoint)
    return response
