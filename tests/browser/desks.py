"""People at their desks: each a browser page of their own, signed in as anyone signs in."""

import re
import subprocess
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from playwright.sync_api import Locator, Page, expect

from rhi_app.services.demonstration import CAST
from tests.engines.browsers import MakePage
from tests.engines.installations import Installation

LONDON = ZoneInfo("Europe/London")
SECONDS_TO_MAKE = 60  # a PDF, while everything else wants the machine too


class Desk:
    """One person of the cast, by first name."""

    def __init__(self, installation: Installation, page: Page, name: str) -> None:
        self.installation, self.page = installation, page
        self.person = asdict(CAST[name])

    def go(self, path: str = "/") -> Page:
        self.page.goto(self.installation.base_url + path)
        return self.page

    def sign_in(self, path: str = "/") -> "Desk":
        self.go(path)
        self.page.get_by_label("Mail address").fill(self.person["email"])
        self.page.get_by_label("Password", exact=True).fill(self.person["password"])
        self.press("Go on")
        code = re.search(r"\b\d{6}\b", self.page.inner_text("main"))  # the demonstration shows it
        assert code
        self.page.get_by_label("Code").fill(code.group())
        self.press("Sign in")
        expect(self.page.get_by_role("link", name="Sign out").or_(self.page.get_by_role("button", name="Sign out"))).to_be_visible()
        return self

    def press(self, name: str) -> None:
        """Until the answer is there: a form with words first asks whether the server is, and what is typed meanwhile would be lost to the test."""
        button = self.page.get_by_role("button", name=name).first
        if button.evaluate("node => node.form?.method === 'post'"):
            with self.page.expect_navigation():
                button.click()
        else:
            button.click()

    def follow(self, name: str) -> None:
        self.page.get_by_role("link", name=name).first.click()

    def fill(self, answers: Mapping[str, Any]) -> None:
        """By the names of the fields, each in the way of its kind."""
        for name, value in answers.items():
            for one in value if isinstance(value, list) else [value]:
                _answer(self.page.locator(f'main [name="{name}"]'), str(one))

    def text(self) -> str:
        return self.page.inner_text("main")

    def says(self, *words: str) -> None:
        for each in words:
            expect(self.page.locator("main")).to_contain_text(each)

    def open_newest_mail(self, installation: Installation) -> None:
        """Its link, in a browser that is signed in already; a synopsis lies behind its cover."""
        link = installation.mails(self.person["email"])[0].text.split()[-1]
        self.page.goto(link)
        if self.page.get_by_role("button", name="Open it").count():
            self.press("Open it")

    def wait_for_pdf(self) -> None:
        """The mail goes before the PDF is made: its reader looks again, as the page says."""
        offered = self.page.get_by_role("link", name="Download the PDF")
        again = self.page.get_by_role("link", name="Look again")
        for _ in range(SECONDS_TO_MAKE):
            if not again.count():
                break
            self.page.wait_for_timeout(1000)
            again.click()
            self.page.wait_for_load_state()
        expect(offered).to_be_visible()

    def read_pdf(self, folder: Path) -> str:
        """The text of the PDF that this page offers, in one line; its file name says nothing."""
        self.wait_for_pdf()
        with self.page.expect_download() as waiting:
            self.follow("Download the PDF")
        file = folder / waiting.value.suggested_filename
        assert re.fullmatch(r"(synopsis|notice)-[0-9A-Z]{4}-[0-9A-Z]{4}-v[0-9]+\.pdf", file.name), file.name
        waiting.value.save_as(file)
        printed = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
        return " ".join(printed.split())


def _answer(field: Locator, value: str) -> None:
    kind = field.first.get_attribute("type")
    if kind in ("radio", "checkbox"):
        field.and_(field.page.locator(f'[value="{value}"]')).check(force=True)
    elif field.first.evaluate("node => node.tagName") == "SELECT":
        options = field.first.locator("option").all_inner_texts()
        label = next((option for option in options if option.startswith(value)), None)
        field.first.select_option(**({"label": label} if label else {"value": value}))
    else:
        field.first.fill(value)


def moment(name: str, at: datetime) -> dict[str, str]:
    """What somebody in London types for a moment."""
    at = at.astimezone(LONDON)
    return {f"{name}-day": str(at.day), f"{name}-month": str(at.month), f"{name}-year": str(at.year), f"{name}-time": f"{at:%H:%M}"}


class Office:
    """Everybody's desk in one installation."""

    def __init__(self, installation: Installation, make_desk: MakePage) -> None:
        self.installation, self._make = installation, make_desk
        self._desks: dict[str, Desk] = {}

    def __call__(self, name: str) -> Desk:
        if name not in self._desks:
            self._desks[name] = Desk(self.installation, self._make(), name).sign_in()
        return self._desks[name]
