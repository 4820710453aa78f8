"""Signed-in browsers. The cookie holds a random token, the table its hash: ending it here ends it there, whatever the browser still holds."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.models import Account, SignIn
from rhi_app.services.audit import record_audit
from rhi_app.settings import Settings

IDLE = timedelta(hours=1)
LONGEST = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=1)  # writing each request would make every page a change


def begin(session: Session, account: Account, now: datetime) -> str:
    """Opens a sign-in and gives the token for the cookie; it is not kept here."""
    token = secrets.token_urlsafe(32)
    session.add(SignIn(id=_hash(token), account=account, created_at=now, last_seen_at=now))
    record_audit(session, account, "sign_in.begin", "account", account.id, now)
    return token


def find(session: Session, token: str) -> SignIn | None:
    return session.get(SignIn, _hash(token)) if token else None


def is_open(sign_in: SignIn, now: datetime, settings: Settings) -> bool:
    if sign_in.ended_at is not None or not may_work(sign_in.account, settings):
        return False
    return now - sign_in.last_seen_at < IDLE and now - sign_in.created_at < LONGEST


def may_work(account: Account, settings: Settings) -> bool:
    """The accounts of the demonstration have passwords that everybody can read; outside of it they are as good as absent."""
    return account.is_active and (settings.demo or not account.is_demonstration)


def see(sign_in: SignIn, now: datetime) -> bool:
    """Notes that the browser is still in use; says whether there is something to commit."""
    if now - sign_in.last_seen_at < SEEN_EVERY:
        return False
    sign_in.last_seen_at = now
    return True


def end(session: Session, sign_in: SignIn, now: datetime) -> None:
    if sign_in.ended_at is None:
        sign_in.ended_at = now
        record_audit(session, sign_in.account, "sign_in.end", "account", sign_in.account_id, now)


def end_all(session: Session, actor: Account | None, account: Account, now: datetime) -> None:
    """At once, in every browser: the account was disabled, or its password changed."""
    still_open = select(SignIn).where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
    for sign_in in session.scalars(still_open):
        sign_in.ended_at = now
    record_audit(session, actor, "sign_in.end_all", "account", account.id, now)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
