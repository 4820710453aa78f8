"""The headers of every answer: nothing from elsewhere, nothing inline, nothing kept but static files."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from sqlalchemy import create_engine

from rhi_app import create_app
from rhi_app.database import db
from rhi_app.jobs.queue import close_app
from rhi_app.security_headers import policy
from rhi_app.settings import Settings
from rhi_app.static_files import FOR_EVER, version_of
from tests.portal.cast import signed_in


@pytest.fixture
def database_engine() -> str:
    """A header is the same on either."""
    return "sqlite"


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def static(app: Flask, filename: str) -> str:
    with app.test_request_context():
        return url_for("static", filename=filename)


ANSWERS = {"sign-in": 200, "healthz": 200, "": 401, "nowhere": 404, "static/x/nothing.js": 404, "sync/envelopes": 405}


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_headers_whatever_it_is(client: FlaskClient, path: str) -> None:
    response = client.get(f"/{path}")
    assert response.status_code == ANSWERS[path]
    assert response.headers["Content-Security-Policy"] == policy()
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in response.headers["Permissions-Policy"]


def test_the_policy_allows_our_own_origin_alone_and_demands_trusted_types() -> None:
    told = dict(part.split(" ", 1) for part in policy().split("; "))
    assert told.pop("default-src") == "'none'"
    assert told.pop("require-trusted-types-for") == "'script'"
    assert told.pop("trusted-types") == "rhi"
    assert told.pop("frame-ancestors") == told.pop("base-uri") == "'none'"
    assert set(told.values()) == {"'self'"}


def test_only_the_worker_that_derives_the_key_may_compile(app: Flask, client: FlaskClient) -> None:
    allowed = {}
    for name in ("js/kdf-worker.js", "js/vault-worker.js", "css/look.css"):
        response = client.get(static(app, name), buffered=True)
        allowed[name] = "'wasm-unsafe-eval'" in response.headers["Content-Security-Policy"]
    assert allowed == {"js/kdf-worker.js": True, "js/vault-worker.js": False, "css/look.css": False}


def test_a_static_file_may_be_kept_for_ever_under_its_version_and_not_under_another(app: Flask, client: FlaskClient) -> None:
    path = static(app, "css/look.css")
    assert client.get(path, buffered=True).headers["Cache-Control"] == FOR_EVER
    older = client.get(path.replace(app.config["STATIC_VERSION"], "an-older-one"), buffered=True)
    assert (older.status_code, older.headers["Cache-Control"]) == (200, "no-cache")


def test_the_version_changes_with_a_name_and_with_a_byte(tmp_path: Path) -> None:
    file = tmp_path / "a.js"
    file.write_text("one")
    versions = [version_of(tmp_path)]
    file.write_text("two")
    versions.append(version_of(tmp_path))
    file.rename(tmp_path / "b.js")
    versions.append(version_of(tmp_path))
    assert len(set(versions)) == 3


def test_no_static_address_leaves_its_folder(client: FlaskClient) -> None:
    assert client.get("/static/x/../../settings.py").status_code == 404
    assert client.get("/static/x/%2e%2e/settings.py").status_code == 404


def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(client: FlaskClient) -> None:
    cookie = client.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_over_https_the_cookie_stays_there_and_the_browser_remembers(app: Flask) -> None:
    settings: Settings = app.config["SETTINGS"]
    secure = create_app(Settings(**(settings.__dict__ | {"base_url": "https://localhost:8000", "demo": False})))
    response = secure.test_client().get("/sign-in", base_url="https://localhost:8000")
    close_app(secure)
    assert "Secure" in response.headers["Set-Cookie"]
    assert response.headers["Set-Cookie"].startswith("__Host-")
    assert response.headers["Strict-Transport-Security"].startswith("max-age=")


def test_our_own_fault_carries_the_headers_too_and_quotes_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_it() -> None:
        raise ZeroDivisionError("Kofi Marlow")

    monkeypatch.setitem(app.view_functions, "health.healthz", break_it)
    response = app.test_client().get("/healthz")
    assert response.status_code == 500
    assert response.headers["Content-Security-Policy"] == policy()
    assert "Kofi" not in response.text
    assert "Something broke here, not with you" in response.text


def test_a_database_that_is_away_is_said_and_trying_again_is_offered(app: Flask, cast: dict[str, str]) -> None:
    client = signed_in(app, cast["ben"], datetime.now(UTC)).client
    with app.app_context():
        db.sessionmaker.configure(bind=create_engine("sqlite:////nowhere/at/all.sqlite"))
    response = client.get("/episodes")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "5")
    assert "Nothing was changed" in response.text
    told = client.get("/healthz", headers={"Accept": "application/json"})
    assert told.json == {"problem": "busy", "sentence": "The server cannot save just now. Nothing was changed. Try again in a moment.", "try_again": True}


def test_more_than_the_largest_envelope_is_refused_as_too_large(client: FlaskClient) -> None:
    response = client.post("/sync/envelopes", data=b"x" * (4 * 2**20 + 1))
    assert (response.status_code, response.json["problem"]) == (413, "too-large")  # type: ignore[index]
