"""What this request, job or command works with."""

from typing import cast

from flask import current_app, g, request, session

from rhi_app.database import db
from rhi_app.domain.problems import SignInNeeded
from rhi_app.models import Account, SignIn
from rhi_app.services import sign_in
from rhi_app.services.time import now
from rhi_app.settings import Settings

TOKEN = "sign_in"  # noqa: S105 - the name of the cookie's value, not the value


def settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])


def find_sign_in() -> SignIn | None:
    """The sign-in that the browser's cookie names, over or not."""
    if "sign_in" not in g:
        g.sign_in = sign_in.find(db.session, session.get(TOKEN, ""))
    return cast("SignIn | None", g.sign_in)


def find_account() -> Account | None:
    """Who is signed in; looked up when first asked, so that public pages touch no table."""
    if "account" not in g:
        found = find_sign_in()
        is_open = found is not None and sign_in.is_open(found, now(), settings())
        g.account = found.account if found is not None and is_open else None
    return cast("Account | None", g.account)


def get_account() -> Account:
    account = find_account()
    if account is None:
        raise SignInNeeded
    return account


def is_saving() -> bool:
    """Whether this request is to be saved. What comes back after signing in again is shown, filled in, and saved when its button is pressed."""
    return request.method == "POST" and "restored" not in request.form
