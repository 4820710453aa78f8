"""Signing in: two steps, each guess counted, and a wait that grows."""

import time
from datetime import timedelta

import pytest
from flask import Flask

from rhi_app.database import BUSY_SECONDS, db
from rhi_app.services import accounts, passwords, second_factor, throttle
from rhi_app.services.time import now as clock
from tests.portal.cast import PASSWORD
from tests.portal.strict import Browser
from tests.server.signing_in import EMAIL, NO_MATCH, code_of, let_pass, seconds_to_wait, sign_in, type_password, wrong_code


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


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)  # SQLite has one at a time
def test_a_code_opens_once_also_where_two_send_it_in_the_same_moment(app: Flask, cast: dict[str, str]) -> None:
    with app.app_context(), db.sessionmaker() as one, db.sessionmaker() as other:
        first, second = (accounts.get_account(session, cast["ben"]) for session in (one, other))
        code, _ = second_factor.code_to_use(one, first, clock())
        second_factor.check_code(one, first, code, clock())
        one.commit()
        with pytest.raises(second_factor.CodeUsed):
            second_factor.check_code(other, second, code, clock())


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


@pytest.mark.parametrize("path", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "javascript:alert(1)"])
def test_signing_in_never_leads_to_another_site(app: Flask, browser: Browser, cast: dict[str, str], path: str) -> None:
    type_password(browser)
    browser.send({"code": code_of(app, cast), "next": path})
    assert browser.response is not None
    assert browser.response.request.host == "localhost"


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
