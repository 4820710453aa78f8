"""Signing in: two steps, a wait that grows, an end that is an end, and nothing typed is lost."""

import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from rhi_app import create_app
from rhi_app.database import BUSY_SECONDS, db
from rhi_app.jobs.queue import close_app
from rhi_app.models import Account, Guess, SignIn
from rhi_app.services import accounts, passwords, second_factor, throttle
from rhi_app.services.time import now as clock
from rhi_app.settings import Settings
from tests.portal.cast import PASSWORD, notice
from tests.portal.strict import Browser, Page

EMAIL = "ben@wayside.example"
NO_MATCH = "do not belong together"


@pytest.fixture
def browser(app: Flask) -> Browser:
    return Browser(app)


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


def test_a_password_and_a_code_open_the_persons_own_first_page(app: Flask, browser: Browser, cast: dict[str, str]) -> None:
    page = sign_in(app, cast, browser)
    assert "Work list" in page.title


def test_a_capital_in_the_mail_address_makes_no_difference(app: Flask, browser: Browser, cast: dict[str, str]) -> None:
    assert "Your code" in type_password(browser, email=" Ben@Wayside.Example").title


@pytest.mark.parametrize(("email", "password"), [(EMAIL, "not the password"), ("nobody@wayside.example", PASSWORD)])
def test_a_wrong_password_and_an_unknown_account_read_the_same(browser: Browser, email: str, password: str) -> None:
    page = type_password(browser, email, password)
    assert NO_MATCH in page.text
    assert "Sign in" in page.title


def test_an_unknown_account_costs_a_hash_as_well(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str | None] = []
    monkeypatch.setattr(passwords, "_dummy", lambda: asked.append("dummy") or passwords.HASHER.hash("x"))
    type_password(browser, "nobody@wayside.example")
    assert asked == ["dummy"]


def test_the_password_alone_opens_nothing(browser: Browser) -> None:
    type_password(browser)
    browser.get("/", status=401)


def test_a_wrong_code_opens_nothing_and_says_so(app: Flask, browser: Browser, cast: dict[str, str]) -> None:
    type_password(browser)
    page = browser.send({"code": wrong_code(code_of(app, cast))})
    assert "That code is not right" in page.text
    browser.get("/", status=401)


def test_a_code_opens_once(app: Flask, browser: Browser, cast: dict[str, str]) -> None:
    code = code_of(app, cast)
    type_password(browser)
    browser.send({"code": code})
    another = Browser(app)
    type_password(another)
    assert "That code was used already" in another.send({"code": code}).text


def test_an_older_code_does_not_open_after_a_newer_one(app: Flask, cast: dict[str, str]) -> None:
    with app.app_context():
        account = accounts.get_account(db.session, cast["ben"])
        at = clock()
        older = second_factor._at(second_factor._totp(db.session, account), int(at.timestamp()) // 30).decode()
        newer = second_factor._at(second_factor._totp(db.session, account), int(at.timestamp()) // 30 + 1).decode()
        second_factor.check_code(db.session, account, newer, at)
        with pytest.raises(second_factor.CodeUsed):
            second_factor.check_code(db.session, account, older, at)


def test_a_code_of_a_minute_ago_is_wrong(app: Flask, cast: dict[str, str]) -> None:
    with app.app_context():
        account = accounts.get_account(db.session, cast["ben"])
        code, _ = second_factor.code_to_use(db.session, account, clock())
        with pytest.raises(second_factor.WrongCode):
            second_factor.check_code(db.session, account, code, clock() + timedelta(seconds=70))


def test_the_demonstration_shows_the_code_and_marks_it(app: Flask, browser: Browser, cast: dict[str, str]) -> None:
    page = type_password(browser)
    assert code_of(app, cast) in page.text
    assert "Demonstration" in page.text


def test_after_three_guesses_each_wait_is_longer(app: Flask, browser: Browser) -> None:
    for _ in range(3):
        assert NO_MATCH in type_password(browser, password="wrong wrong wrong").text
    assert 0 < seconds_to_wait(type_password(browser, password="wrong wrong wrong")) <= 5
    assert 0 < seconds_to_wait(type_password(browser)) <= 5, "the right password has to wait as well"
    let_pass(app, 6)
    assert NO_MATCH in type_password(browser, password="wrong wrong wrong").text
    assert 5 < seconds_to_wait(type_password(browser)) <= 15
    let_pass(app, 16)
    assert "Your code" in type_password(browser).title


def test_guessing_codes_is_slowed_too_and_a_right_password_does_not_reset_it(app: Flask, browser: Browser, cast: dict[str, str]) -> None:
    for _ in range(3):
        type_password(browser)
        browser.send({"code": wrong_code(code_of(app, cast))})
    type_password(browser)
    assert "Too many tries" in browser.send({"code": code_of(app, cast)}).text


def test_the_wait_ends_at_a_quarter_of_an_hour_and_is_forgotten_after_a_day(app: Flask) -> None:
    assert [throttle.wait_after(count) for count in range(10)] == [0, 0, 0, 5, 15, 60, 300, 900, 900, 900]
    with app.app_context():
        start = clock()
        for count in range(8):
            throttle.count_guess(db.session, "door", start + timedelta(hours=count))
        with pytest.raises(throttle.TooSoon, match="15 minutes"):
            throttle.count_guess(db.session, "door", start + timedelta(hours=7, seconds=1))
        throttle.count_guess(db.session, "door", start + timedelta(days=2))
        throttle.count_guess(db.session, "door", start + timedelta(days=2, seconds=1))


def seconds_to_wait(page: Page) -> int:
    found = re.search(r"Wait (\d+) seconds", page.text)
    return int(found[1]) if found else 0


def let_pass(app: Flask, seconds: int) -> None:
    with app.app_context():
        for guess in db.session.scalars(select(Guess)):
            guess.last_at -= timedelta(seconds=seconds)
        db.session.commit()


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


def sign_in_again(app: Flask, cast: dict[str, str], browser: Browser, name: str = "ben", email: str = EMAIL) -> Page:
    browser.send({"email": email, "password": PASSWORD})
    return browser.send({"code": code_of(app, cast, name)})


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


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(app: Flask, browser: Browser, cast: dict[str, str], path: str) -> None:
    type_password(browser)
    browser.send({"code": code_of(app, cast), "next": path})
    assert browser.response is not None
    assert browser.response.request.host == "localhost"


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


def test_demonstration_accounts_do_not_work_outside_of_it(outside: Flask) -> None:
    page = type_password(Browser(outside))
    assert NO_MATCH in page.text
    assert "Demonstration" not in page.text


def test_an_open_sign_in_of_the_demonstration_is_closed_outside_of_it(app: Flask, outside: Flask, browser: Browser, cast: dict[str, str]) -> None:
    sign_in(app, cast, browser)
    with browser.client.session_transaction() as cookie:
        held = dict(cookie)
    elsewhere = Browser(outside)
    with elsewhere.client.session_transaction() as cookie:
        cookie.update(held)
    elsewhere.get("/", status=401)


def test_comparing_a_password_holds_nobody_up(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    """It takes long on purpose; meanwhile, everybody else can read and write."""

    def compare(stored: str | None, typed: str) -> bool:
        with app.app_context():
            throttle.count_guess(db.session, "somebody else", clock())
            db.session.commit()
        return stored is not None

    monkeypatch.setattr(passwords, "is_right", compare)
    began = time.monotonic()
    assert "Your code" in type_password(browser).title
    assert time.monotonic() - began < BUSY_SECONDS / 2
