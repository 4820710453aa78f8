"""Signing in (password, then code), signing out, and what had been typed when a sign-in was over."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, make_response, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_login import login_user, logout_user

from rhi_app import current
from rhi_app.database import db
from rhi_app.domain.problems import Problem
from rhi_app.forms.sign_in import CodeForm, PasswordForm
from rhi_app.models import Account
from rhi_app.services import accounts, passwords, second_factor, sign_in, throttle
from rhi_app.services.kept import Kept, find_kept, seal_kept
from rhi_app.services.time import now

bp = Blueprint("sign_in", __name__)

PENDING = "pending"  # the password was right, the code is still to come
PENDING_FOR = timedelta(minutes=10)
NOT_KEPT = ("csrf_token", "restored")
ENDED = "You were signed out after a time without use. Sign in again to go on."
ENDED_KEPT = "You were signed out after a time without use. What you typed is kept: sign in again and it comes back."


class NoMatch(Problem):
    slug = "no-match"
    sentence = "That mail address and password do not belong together. Check both and try again."
    try_again = True


@bp.get("/sign-in")
def password() -> ResponseReturnValue:
    return _password_page(PasswordForm())


@bp.post("/sign-in")
def check_password() -> ResponseReturnValue:
    form = PasswordForm(request.form)
    if not form.validate():
        return _password_page(form)
    try:
        account = _account_with(form.email.data, form.password.data)
    except Problem as problem:
        return _password_page(form, problem.sentence)
    _start_cookie(account)
    return _code_page(CodeForm(), account)


@bp.get("/sign-in/code")
def code() -> ResponseReturnValue:
    account = _find_pending()
    return _code_page(CodeForm(), account) if account else redirect(url_for("sign_in.password"))


@bp.post("/sign-in/code")
def check_code() -> ResponseReturnValue:
    account, form = _find_pending(), CodeForm(request.form)
    if account is None:
        return _password_page(PasswordForm(), "That took too long. Start again with your password.")
    if not form.validate():
        return _code_page(form, account)
    try:
        _check_second_factor(account, form.code.data)
    except Problem as problem:
        return _code_page(form, account, problem.sentence)
    return _let_in(account)


@bp.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    found = current.find_sign_in()
    if found is not None:
        sign_in.end(db.session, found, now())
        db.session.commit()
    logout_user()
    session.clear()
    return redirect(url_for("sign_in.password"))


def ask_to_sign_in() -> Response:
    """Instead of the page that was asked for. A form that was sent is kept, sealed, on the page itself."""
    found = current.find_sign_in()
    if request.method != "POST" or not _is_from_here():
        message = ENDED if found else ""
        return make_response(_password_page(PasswordForm(), message, next_path=request.full_path.rstrip("?")), 401)
    fields = [(name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT]
    kept = Kept(request.full_path.rstrip("?"), found.account_id if found else "", fields)
    return make_response(_password_page(PasswordForm(), ENDED_KEPT, kept=seal_kept(db.session, kept)), 401)


def _is_from_here() -> bool:
    """Nobody else's page may put words into a form that comes back after signing in."""
    return request.headers.get("Origin", request.host_url.rstrip("/")) == request.host_url.rstrip("/")


def _account_with(email: str, typed: str) -> Account:
    """The account, when the password is its own. The guess is counted, for good, before it is looked at."""
    door = f"password:{accounts.clean_email(email)}"
    throttle.count_guess(db.session, door, now())
    db.session.commit()
    account = accounts.find_by_email(db.session, email)
    usable = account is not None and sign_in.may_work(account, current.settings())
    account_id, stored = (account.id, account.password_hash) if account and usable else ("", None)
    db.session.rollback()  # comparing takes a tenth of a second; on SQLite, nobody else could write meanwhile
    if not passwords.is_right(stored, typed):
        raise NoMatch
    throttle.forget_guesses(db.session, door)
    db.session.commit()
    return accounts.get_account(db.session, account_id)


def _check_second_factor(account: Account, typed: str) -> None:
    door = f"code:{account.id}"
    throttle.count_guess(db.session, door, now())
    db.session.commit()
    second_factor.check_code(db.session, account, typed, now())
    throttle.forget_guesses(db.session, door)


def _let_in(account: Account) -> ResponseReturnValue:
    token = sign_in.begin(db.session, account, now())
    db.session.commit()
    session.clear()  # nothing from before the sign-in goes on living in the cookie
    login_user(current.Visitor(token, account))
    kept = find_kept(db.session, request.form.get("kept", ""))
    if kept is None:
        return redirect(_safe(request.form.get("next", "")))
    if not kept.is_for(account.id):
        return render_template("sign_in/not_yours.html")
    return render_template("sign_in/kept.html", kept=kept)


def _start_cookie(account: Account) -> None:
    session.clear()
    session[PENDING] = {"account": account.id, "at": now().isoformat()}


def _find_pending() -> Account | None:
    pending = session.get(PENDING)
    if pending is None or now() - datetime.fromisoformat(pending["at"]) > PENDING_FOR:
        return None
    account = accounts.get_account(db.session, pending["account"])
    return account if sign_in.may_work(account, current.settings()) else None


def _safe(path: str) -> str:
    """Only a path of ours: a mail's link must not lead elsewhere after signing in."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours else url_for("home.home")


def _password_page(form: PasswordForm, message: str = "", **carried: str) -> str:
    return render_template("sign_in/password.html", form=form, message=message, carried=_carried(carried))


def _code_page(form: CodeForm, account: Account, message: str = "") -> str:
    shown = second_factor.code_to_use(db.session, account, now()) if account.is_demonstration else None
    return render_template("sign_in/code.html", form=form, message=message, carried=_carried({}), shown=shown)


def _carried(carried: dict[str, str]) -> dict[str, str]:
    """What travels with the steps: where to go, and what was typed."""
    found = {"next": request.values.get("next", ""), "kept": request.form.get("kept", "")}
    if "next_path" in carried:
        found["next"] = carried["next_path"]
    if "kept" in carried:
        found["kept"] = carried["kept"]
    return {name: value for name, value in found.items() if value}
