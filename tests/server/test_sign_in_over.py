"""The end of a sign-in is an end, whatever the browser still holds, and nothing that was typed is lost by it."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask

from rhi_app import create_app
from rhi_app.database import db
from rhi_app.jobs.queue import close_app
from rhi_app.models import Account
from rhi_app.services import accounts
from rhi_app.services.time import now as clock
from rhi_app.settings import Settings
from tests.portal.cast import notice
from tests.portal.strict import Browser, Page
from tests.server.signing_in import NO_MATCH, age_sign_ins, code_of, sign_in, sign_in_again, type_password


def test_signing_out_ends_it_on_the_server_whatever_the_browser_still_holds(app: Flask, browser: Browser, cast: dict[str, str]) -> None:
    sign_in(app, cast, browser)
    with browser.client.session_transaction() as cookie:
        stolen = dict(cookie)
    token = browser.page.forms[0].fields  # type: ignore[union-attr]
    browser.client.post("/sign-out", data=dict(token))
    with browser.client.session_transaction() as cookie:
        assert "sign_in" not in cookie
        cookie.update(stolen)
    browser.get("/", status=401)


def test_disabling_an_account_ends_it_at_once(app: Flask, browser: Browser, cast: dict[str, str]) -> None:
    sign_in(app, cast, browser)
    with app.app_context():
        ben = db.session.get_one(Account, cast["ben"])
        accounts.disable(db.session, ben, ben, clock())
        db.session.commit()
    browser.get("/", status=401)
    assert NO_MATCH in type_password(browser).text


@pytest.mark.parametrize("by", [timedelta(hours=1), timedelta(hours=12)])
def test_a_sign_in_without_use_is_over_and_says_so(app: Flask, browser: Browser, cast: dict[str, str], by: timedelta) -> None:
    sign_in(app, cast, browser)
    age_sign_ins(app, by)
    assert "You were signed out after a time without use" in browser.get("/episodes/add", status=401).text
    assert "Add an episode" in sign_in_again(app, cast, browser).title, "it leads back to where one wanted to go"


def test_use_keeps_a_sign_in_open_but_not_beyond_half_a_day(app: Flask, browser: Browser, cast: dict[str, str]) -> None:
    sign_in(app, cast, browser)
    for _ in range(14):
        age_sign_ins(app, timedelta(minutes=50))
        browser.get("/")
    age_sign_ins(app, timedelta(minutes=30))
    browser.get("/", status=401)


def typed_into_an_expired_page(app: Flask, browser: Browser, cast: dict[str, str], now: datetime) -> Page:
    sign_in(app, cast, browser)
    browser.get("/episodes/add")
    age_sign_ins(app, timedelta(hours=2))
    return browser.send(notice(now, cast), status=401)


def test_what_was_typed_when_the_sign_in_was_over_comes_back(app: Flask, browser: Browser, cast: dict[str, str], now: datetime) -> None:
    page = typed_into_an_expired_page(app, browser, cast, now)
    assert "What you typed is kept" in page.text
    assert "Marlow" not in page.html, "the next person at this desk must not find it in the page"
    page = sign_in_again(app, cast, browser)
    assert "You are signed in again" in page.title
    page = browser.send()
    given = dict(page.forms[-1].fields)
    assert given["child_name"] == "Kofi Marlow"
    assert given["contacts-1-do_not_contact_reason"] == "The child is afraid of him."
    assert "Add an episode" in page.title, "shown, not saved"


def test_what_was_typed_comes_back_to_its_writer_alone(app: Flask, browser: Browser, cast: dict[str, str], now: datetime) -> None:
    typed_into_an_expired_page(app, browser, cast, now)
    page = sign_in_again(app, cast, browser, "priya", "priya@wayside.example")
    assert "It is theirs and was not brought back" in page.text
    assert "Marlow" not in page.html


def test_another_sites_page_cannot_put_words_into_a_form(app: Flask, browser: Browser) -> None:
    response = browser.client.post("/episodes/add", data={"child_name": "Planted"}, headers={"Origin": "https://elsewhere.example"})
    assert response.status_code == 401
    assert 'name="kept"' not in response.text


def test_a_changed_parcel_of_kept_words_is_no_parcel(app: Flask, browser: Browser, cast: dict[str, str]) -> None:
    type_password(browser)
    page = browser.send({"code": code_of(app, cast), "kept": "AAAA", "next": "/episodes/add"})
    assert "Add an episode" in page.title


def test_a_form_from_before_the_sign_in_is_refused(app: Flask, browser: Browser, cast: dict[str, str]) -> None:
    """Its token belongs to another session, or to none."""
    sign_in(app, cast, browser)
    response = browser.client.post("/episodes/add", data={"child_name": "Kofi"})
    assert response.status_code == 400
    assert "open for too long" in response.text


@pytest.fixture
def outside(app: Flask) -> Iterator[Flask]:
    """The same database, no longer as a demonstration."""
    settings = app.config["SETTINGS"]
    other = create_app(Settings(**(settings.__dict__ | {"demo": False})))
    yield other
    close_app(other)


def test_an_open_sign_in_of_the_demonstration_is_closed_outside_of_it(app: Flask, outside: Flask, browser: Browser, cast: dict[str, str]) -> None:
    sign_in(app, cast, browser)
    with browser.client.session_transaction() as cookie:
        held = dict(cookie)
    elsewhere = Browser(outside)
    with elsewhere.client.session_transaction() as cookie:
        cookie.update(held)
    elsewhere.get("/", status=401)


def test_demonstration_accounts_do_not_work_outside_of_it(outside: Flask) -> None:
    page = type_password(Browser(outside))
    assert NO_MATCH in page.text
    assert "Demonstration" not in page.text
