"""When the fault is the server's, what a person typed is still in their hands."""

from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from tests.portal.cast import PASSWORD, notice
from tests.portal.strict import Browser
from tests.server.signing_in import type_password

FAULTS = {500: ZeroDivisionError("ours"), 503: OperationalError("INSERT", {}, Exception("disk full"))}


def fail_with(fault: Exception) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise fault

    return fail


@pytest.mark.parametrize("status", FAULTS)
def test_what_was_typed_is_kept_in_the_page_and_goes_with_one_press(
    app: Flask, as_person: Callable[[str], Browser], cast: dict[str, str], now: datetime, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    ben = as_person("ben")
    ben.get("/episodes/add")
    typed = notice(now, cast, circumstances="Left.\r\n“Twice”, <b>she</b> said & went.")
    with monkeypatch.context() as broken:
        broken.setitem(app.view_functions, "intake.save", fail_with(FAULTS[status]))
        for _ in range(2):  # again and again, as long as it lasts
            page = ben.send(typed, form="/episodes/add", status=status)
            assert "What you typed is kept in this page." in page.text
            typed = {}
        assert dict(page.forms[-1].fields)["circumstances"] == "Left.\r\n“Twice”, <b>she</b> said & went."
    assert "K.M., episode 1" in ben.send(form="/episodes/add").text


def test_a_password_is_never_given_back(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(app.view_functions, "sign_in.check_password", fail_with(FAULTS[500]))
    page = type_password(browser, status=500)
    assert PASSWORD not in page.html
    assert "Something broke here, not with you" in page.text
