"""Signing in as a person does, step by step, through the pages."""

import re
from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.models import Guess, SignIn
from rhi_app.services import accounts, second_factor
from rhi_app.services.time import now as clock
from tests.portal.cast import PASSWORD
from tests.portal.strict import Browser, Page

EMAIL = "ben@wayside.example"
NO_MATCH = "do not belong together"


def code_of(app: Flask, cast: dict[str, str], name: str = "ben") -> str:
    with app.app_context():
        account = accounts.get_account(db.session, cast[name])
        return second_factor.code_to_use(db.session, account, clock())[0]


def wrong_code(right: str) -> str:
    return str((int(right) + 111_111) % 1_000_000).zfill(6)


def type_password(browser: Browser, email: str = EMAIL, password: str = PASSWORD, status: int = 200) -> Page:
    browser.get("/sign-in")
    return browser.send({"email": email, "password": password}, status=status)


def sign_in(app: Flask, cast: dict[str, str], browser: Browser, name: str = "ben", email: str = EMAIL) -> Page:
    type_password(browser, email)
    return browser.send({"code": code_of(app, cast, name)})


def age_sign_ins(app: Flask, by: timedelta) -> None:
    with app.app_context():
        for row in db.session.scalars(select(SignIn)):
            row.created_at -= by
            row.last_seen_at -= by
        db.session.commit()


def sign_in_again(app: Flask, cast: dict[str, str], browser: Browser, name: str = "ben", email: str = EMAIL) -> Page:
    browser.send({"email": email, "password": PASSWORD})
    return browser.send({"code": code_of(app, cast, name)})


def seconds_to_wait(page: Page) -> int:
    found = re.search(r"Wait (\d+) seconds", page.text)
    return int(found[1]) if found else 0


def let_pass(app: Flask, seconds: int) -> None:
    with app.app_context():
        for guess in db.session.scalars(select(Guess)):
            guess.last_at -= timedelta(seconds=seconds)
        db.session.commit()
