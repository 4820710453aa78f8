"""A new address of the provider's own people: two administrators, and nothing but the address changes hands."""

import re

from flask import Flask

from rhi_app.database import db
from rhi_app.models import Account, AuditLine, OutboxRow
from tests.portal.strict import Browser
from tests.portal.test_directory import Sign, administrators

__all__ = ["administrators"]
NEW = "amira.haddad@wayside.example"


def propose(first: Browser, account_id: str) -> str:
    """The change's own path."""
    first.get(f"/directory/people/{account_id}/address")
    first.send({"email": NEW})
    found = re.search(r"/directory/changes/[\w-]+", first.page.html)  # type: ignore[union-attr]
    assert found is not None
    return found[0]


def press(browser: Browser, path: str) -> int:
    token = browser.get("/directory").html.split('name="csrf_token" value="')[1].split('"')[0]
    return browser.client.post(path, data={"csrf_token": token}).status_code


def test_an_administrator_alone_changes_nothing_and_two_change_no_password_and_no_code(app: Flask, cast: dict[str, str], administrators: tuple[Browser, Browser], as_person: Sign):
    first, second = administrators
    amira = as_person("amira")
    with app.app_context():
        before = db.session.get_one(Account, cast["amira"])
        kept, old = (before.password_hash, before.totp_sealed), before.email
    change = propose(first, cast["amira"])
    assert press(first, f"{change}/confirm") == 409
    with app.app_context():
        assert db.session.get_one(Account, cast["amira"]).email == old
    assert press(second, f"{change}/confirm") == 302
    with app.app_context():
        after = db.session.get_one(Account, cast["amira"])
        assert (after.email, after.password_hash, after.totp_sealed) == (NEW, *kept)
        assert db.session.query(AuditLine).filter_by(action="account.change_address", object_id=cast["amira"]).count() == 1
    amira.get("/records")  # whoever is signed in goes on
    assert "Wayside" in second.get("/directory").text


def test_no_way_in_goes_to_a_new_address(app: Flask, cast: dict[str, str], administrators: tuple[Browser, Browser]):
    first, second = administrators
    assert press(second, f"{propose(first, cast['amira'])}/confirm") == 302
    for way in ("invite", "remove"):
        assert press(first, f"/directory/people/{cast['amira']}/{way}") == 404
    with app.app_context():
        assert db.session.query(OutboxRow).filter_by(kind="send_mail").count() == 0


def test_nobody_else_changes_an_address(cast: dict[str, str], as_person: Sign, administrators: tuple[Browser, Browser]):
    administrators[0].get(f"/directory/people/{cast['olu']}/address", status=404)  # of another provider
    for name in ("amira", "cerys"):
        assert as_person(name).client.get(f"/directory/people/{cast['amira']}/address").status_code == 403
