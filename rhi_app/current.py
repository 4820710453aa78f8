"""What this request, job or command works with."""

from typing import cast

from flask import current_app, g, request, session
from flask_login import LoginManager, UserMixin, current_user

from rhi_app.database import db
from rhi_app.domain.problems import SignInNeeded
from rhi_app.models import Account, SignIn
from rhi_app.services import sign_in
from rhi_app.services.time import now
from rhi_app.settings import Settings

TOKEN = "_user_id"  # noqa: S105 - where Flask-Login keeps what `get_id` gave it
manager = LoginManager()
manager.session_protection = None  # the table ends a sign-in, and a phone on a train may change its address within one


class Visitor(UserMixin):
    """Who is signed in, as Flask-Login sees it. Its id is the random token of this browser's sign-in, and never the account's:
    ending the sign-in in the table ends it whatever the cookie still holds."""

    def __init__(self, token: str, account: Account) -> None:
        self.token, self.account = token, account

    def get_id(self) -> str:
        return self.token


@manager.user_loader
def load_visitor(token: str) -> Visitor | None:
    found = find_sign_in()
    return Visitor(token, found.account) if found is not None and sign_in.is_open(found, now(), settings()) else None


def settings() -> Settings:
    return cast(Settings, current_app.config["SETTINGS"])


def find_sign_in() -> SignIn | None:
    """The sign-in that the browser's cookie names, over or not."""
    if "sign_in" not in g:
        g.sign_in = sign_in.find(db.session, session.get(TOKEN, ""))
    return cast("SignIn | None", g.sign_in)


def find_account() -> Account | None:
    """Who is signed in; looked up when first asked, so that public pages touch no table."""
    return current_user.account if current_user.is_authenticated else None


def read_by_nobody() -> None:
    """For the rest of this request nobody is signed in, and no table is asked."""
    g._login_user = manager.anonymous_user()  # where Flask-Login keeps it


def get_account() -> Account:
    account = find_account()
    if account is None:
        raise SignInNeeded
    return account


def is_saving() -> bool:
    """Whether this request is to be saved. What comes back after signing in again is shown, filled in, and saved when its button is pressed."""
    return request.method == "POST" and "restored" not in request.form
