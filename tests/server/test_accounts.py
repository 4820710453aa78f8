"""People of a real installation: added by command, signed in with what it printed, shut out at once."""

import re
from collections.abc import Iterator

import pyotp
import pytest
from click.testing import Result
from flask import Flask

from rhi_app import create_app
from rhi_app.database import db
from rhi_app.jobs.queue import close_app
from rhi_app.services import accounts
from rhi_app.services.trust import organisation_id
from rhi_app.settings import Settings
from tests.portal.strict import Browser

EMAIL = "farah.imlach@harbour.example"


@pytest.fixture
def app(empty_app: Flask) -> Iterator[Flask]:
    """No demonstration."""
    settings = empty_app.config["SETTINGS"]
    made = create_app(Settings(**(settings.__dict__ | {"demo": False})))
    yield made
    close_app(made)


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=["accounts", *words])


def add(app: Flask) -> tuple[str, str]:
    """A coordinator, and what was printed for her: password and secret."""
    assert run(app, "add-organisation", "Harbour Youth", "--kind", "provider").exit_code == 0
    told = run(app, "add", EMAIL, "Farah Imlach", "--organisation", "Harbour Youth", "--role", "coordinator", "--role", "manager")
    assert told.exit_code == 0, told.output
    return printed(told)


def printed(told: Result) -> tuple[str, str]:
    password = re.search(r"Password +(.+)", told.output)
    secret = re.search(r"secret=([A-Z2-7]+)", told.output)
    assert password
    assert secret
    return password[1], secret[1]


def sign_in(app: Flask, password: str, secret: str) -> Browser:
    browser = Browser(app)
    browser.get("/sign-in")
    browser.send({"email": EMAIL, "password": password})
    browser.send({"code": pyotp.TOTP(secret).now()})
    return browser


def test_a_person_signs_in_with_what_the_command_printed(app: Flask) -> None:
    password, secret = add(app)
    assert len(password.split()) == 4
    page = sign_in(app, password, secret).get("/")
    assert "Work list" in page.title
    assert "Farah Imlach, coordinator, manager" in page.text


def test_the_provider_is_the_organisation_that_the_manifest_names(app: Flask) -> None:
    add(app)
    with app.app_context():
        account = accounts.find_by_email(db.session, EMAIL)
        assert account is not None
        assert account.organisation_id == organisation_id(app.config["SETTINGS"])
        assert {role.role for role in account.roles} == {"coordinator", "manager"}


def test_no_code_is_shown_outside_of_the_demonstration(app: Flask) -> None:
    password, _ = add(app)
    browser = Browser(app)
    browser.get("/sign-in")
    page = browser.send({"email": EMAIL, "password": password})
    assert "Your code" in page.title
    assert not re.search(r"\b\d{6}\b", page.text)


def test_renewing_ends_every_sign_in_and_the_old_password(app: Flask) -> None:
    before = add(app)
    browser = sign_in(app, *before)
    after = printed(run(app, "renew", EMAIL))
    browser.get("/", status=401)
    assert set(before).isdisjoint(after)
    browser.get("/sign-in")
    assert "do not belong together" in browser.send({"email": EMAIL, "password": before[0]}).text


def test_shutting_somebody_out_is_at_once(app: Flask) -> None:
    browser = sign_in(app, *add(app))
    assert run(app, "disable", EMAIL).exit_code == 0
    browser.get("/", status=401)


WRONG = {
    "twice the same address": (["add", EMAIL, "Somebody", "--organisation", "Harbour Youth", "--role", "manager"], "this mail address already"),
    "twice a provider": (["add-organisation", "Another", "--kind", "provider"], "the provider was added before"),
    "an organisation that there is not": (["add", "a@b.example", "A", "--organisation", "None", "--role", "manager"], "no organisation"),
    "a role that there is not": (["add", "a@b.example", "A", "--organisation", "Harbour Youth", "--role", "king"], "is not one of"),
    "somebody who is not there": (["disable", "nobody@b.example"], "no account"),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_is_refused_in_a_sentence(app: Flask, case: str) -> None:
    add(app)
    words, sentence = WRONG[case]
    told = run(app, *words)
    assert told.exit_code != 0
    assert sentence in told.output
    assert "Traceback" not in told.output
