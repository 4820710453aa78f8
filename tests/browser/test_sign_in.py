"""Signing in as a person does, in a real browser: every page of it held to axe and to html-validate, on a narrow screen and at a desk."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.models import SignIn
from tests.browser.site import Site
from tests.engines.browsers import MakePage
from tests.engines.html_validate import html_problems
from tests.portal.cast import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.slow]

EMAIL = "ben@wayside.example"
REFUSED = ("status of 401", "status of 404")  # Chromium says so on the console, too


class Looks:
    """Every page that was looked at, for html-validate in one go at the end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.pages = folder, dict[str, str]()

    def at(self, page: Page, name: str) -> None:
        found = Axe().run(page)
        assert found.violations_count == 0, f"{name}: {found.generate_report()}"
        width, needed = page.evaluate("() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]")
        assert needed <= width, f"{name} scrolls sideways: {needed} in {width}"
        self.pages[name] = page.content()


@pytest.fixture
def looks(tmp_path: Path) -> Iterator[Looks]:
    folder = tmp_path / "pages"
    folder.mkdir()
    made = Looks(folder)
    yield made
    assert html_problems(made.pages, folder) == []


@pytest.fixture(params=[360, 1280])
def page(request: pytest.FixtureRequest, make_desk: MakePage) -> Iterator[Page]:
    said: list[str] = []
    opened = make_desk(viewport={"width": request.param, "height": 900})
    opened.on("console", lambda message: said.append(message.text) if not any(word in message.text for word in REFUSED) else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    assert said == [], "the console says nothing"


def type_password(page: Page, password: str = PASSWORD) -> None:
    page.get_by_label("Mail address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Go on").click()


def type_code(page: Page) -> None:
    page.get_by_label("Code of six digits").fill(page.locator("#demonstration-code").inner_text())
    page.get_by_role("button", name="Sign in").click()


def let_it_expire(site: Site) -> None:
    def age() -> None:
        with site.office.app.app_context():
            for row in db.session.scalars(select(SignIn)):
                row.last_seen_at -= timedelta(hours=2)
            db.session.commit()

    site.office.do(age)


def test_a_person_signs_in_mistypes_expires_and_loses_nothing(page: Page, site: Site, looks: Looks) -> None:
    page.goto(site.url("/episodes/add"))
    looks.at(page, "sign-in")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Enter your mail address")
    looks.at(page, "nothing-typed")
    type_password(page, "not the password")
    expect(page.get_by_role("alert")).to_contain_text("do not belong together")
    looks.at(page, "no-match")
    type_password(page)
    looks.at(page, "code")
    page.get_by_label("Code of six digits").fill("000 000")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("That code is not right")
    type_code(page)
    expect(page.get_by_role("heading", name="Add an episode")).to_be_visible()

    page.get_by_label("Full name").fill("Kofi Marlow")
    let_it_expire(site)
    page.get_by_role("button", name="Save, and see what is required").click()
    expect(page.get_by_role("alert")).to_contain_text("What you typed is kept")
    looks.at(page, "expired")
    assert "Marlow" not in page.content()
    type_password(page)
    type_code(page)
    looks.at(page, "kept")
    page.get_by_role("button", name="Bring it back").click()
    expect(page.get_by_label("Full name")).to_have_value("Kofi Marlow")

    page.goto(site.url("/nowhere"))
    looks.at(page, "nothing-here")
    page.goto(site.url("/"))
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
