"""The real web application in this process, on a port of its own: stopped and started again between two steps of a test."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, TimeoutError, expect
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from rhi_app.demo.processes import is_free
from rhi_app.services import enrolment
from tests.browser.backstage import Backstage, known_office, new_office
from tests.browser.core import CORE, Refused, core, core_later, until
from tests.browser.one_piece import whole
from tests.engines.browsers import Phone
from tests.engines.installations import wait_until
from tests.engines.ports import free_port

# One door for the tests: where a thing lives is no matter to them.
__all__ = [
    "CORE", "PORT", "WORDS", "Backstage", "Enrolled", "Refused", "Site", "Template", "core", "core_later", "known_office", "new_office",
    "proposed", "ready_offline", "serving", "unlock", "until",
]  # fmt: skip
expect.set_options(timeout=15_000)  # the machine may be busy with other tests
PORT = free_port()  # one for all tests of a process: a phone's profile belongs to its address
WORDS = 'role=textbox[name="Your four words"]'


class OneAnswer(WSGIRequestHandler):
    """One answer for each connection: what was kept alive would go on answering after the server was stopped."""

    protocol_version = "HTTP/1.0"


class Site:
    """An office behind an address. `stop` ends the listening socket, as a server that is gone."""

    def __init__(self, office: Backstage) -> None:
        self.office = office
        self.port = PORT
        self._app = whole(office.app)
        self._server: BaseWSGIServer | None = None

    def url(self, path: str = "/app/") -> str:
        return f"http://localhost:{self.port}{path}"

    def start(self) -> None:
        logging.getLogger("werkzeug").setLevel(logging.WARNING)
        wait_until(lambda: is_free(self.port), what="the port")  # a listening socket outlives its closing by a moment
        self._server = make_server("127.0.0.1", self.port, self._answer, threaded=True, request_handler=OneAnswer)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def restart(self) -> None:
        self.stop()
        self.start()

    def put_between(self, wrap: Callable[[Any], Any]) -> None:
        """Something that breaks, changes or delays answers (between.py); `lambda app: app` takes it away."""
        self._app = wrap(whole(self.office.app))

    def _answer(self, environ: dict[str, Any], start_response: Any) -> Any:
        return self._app(environ, start_response)

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def activate(self) -> None:
        """The coordinator presses "They match" for the newest phone."""
        self.office.press(enrolment.activate)
        self.office.work()

    def enrol(self, page: Page, name: str = "amira") -> str:
        """Through the screens, as a person does; gives the four words."""
        page.goto(self.url())
        words = self.choose_words(page, name)
        expect(page.get_by_role("heading", name="Do these six match?")).to_be_visible()
        self.activate()
        core(page, "sync.sendAndFetch")
        expect(page.locator("#door")).to_be_empty()
        return words

    def choose_words(self, page: Page, name: str = "amira") -> str:
        page.get_by_label("Code from your coordinator").fill(self.office.issue_code(name))
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Your four words")).to_be_visible()
        words = proposed(page)
        page.get_by_role("button", name="I know them").click()
        page.get_by_label("Type your four words").fill(words)
        page.get_by_role("button", name="Go on").click()
        return words


def proposed(page: Page) -> str:
    return " ".join(page.locator(".rhi-wordlist li").all_inner_texts())


def unlock(page: Page, words: str) -> None:
    try:
        page.locator(WORDS).fill(words)
    except TimeoutError as error:
        raise AssertionError(f"The door asks for no words, but says: {page.locator('#door').inner_text()}") from error
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.locator("#door")).to_be_empty()


def opened_anew(phone: "Enrolled") -> "Enrolled":
    """The same phone on a fresh page, unlocked."""
    phone.page.goto("about:blank")
    phone.page.goto(phone.site.url())
    unlock(phone.page, phone.words)
    return phone


def ready_offline(page: Page) -> None:
    """Until the service worker has kept the shell and answers for this page."""
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")


@dataclass
class Enrolled:
    """A phone in use, with one case on it."""

    site: Site
    phone: Phone
    words: str
    case: dict[str, Any]

    @property
    def page(self) -> Page:
        return self.phone.page

    @property
    def record(self) -> str:
        return str(self.case["record"])

    def reopen(self, path: str = "/app/") -> Page:
        """As after the browser was ended: started again and unlocked."""
        self.phone.close()
        page = self.phone.open(self.site.url(path))
        unlock(page, self.words)
        return page

    def sync(self) -> Any:
        return core(self.page, "sync.sendAndFetch")


@dataclass
class Template:
    """A phone in use and the office that it belongs to, both as folders."""

    folder: Path
    words: str
    case: dict[str, Any]
    cast: dict[str, str]


@pytest.fixture(scope="session")
def templates() -> list[Template]:
    """At most one: the browser that makes it lives no longer than a module."""
    return []


@pytest.fixture(scope="module")
def enrolled_once(templates: list[Template], playwright: Playwright, sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Template:
    """Set up once in a session, through the screens; each test starts from a copy."""
    if not templates:
        templates.append(set_up(playwright, sqlite_template, tmp_path_factory.mktemp("enrolled")))
    return templates[0]


def set_up(playwright: Playwright, sqlite_template: Path, folder: Path) -> Template:
    site, phone = Site(Backstage(lambda: new_office(folder / "state", sqlite_template))), Phone(playwright, folder / "phone")
    with serving(site):
        case = site.office.allocate()
        words = site.enrol(phone.open())
        ready_offline(phone.page)
        phone.close()
    return Template(folder, words, case, site.office.cast)


@pytest.fixture
def enrolled(enrolled_once: Template, playwright: Playwright, tmp_path: Path) -> Iterator[Enrolled]:
    with copied(enrolled_once, playwright, tmp_path) as opened:
        yield opened


@pytest.fixture(scope="module")
def enrolled_for_all(enrolled_once: Template, playwright: Playwright, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Enrolled]:
    """One phone for a whole file of tests that each have a case of their own on it."""
    with copied(enrolled_once, playwright, tmp_path_factory.mktemp("shared")) as opened:
        yield opened


@contextmanager
def copied(template: Template, playwright: Playwright, folder: Path) -> Iterator[Enrolled]:
    for name in ("state", "phone"):
        shutil.copytree(template.folder / name, folder / name, symlinks=True)
    site = Site(Backstage(lambda: known_office(folder / "state", template.cast)))
    phone = Phone(playwright, folder / "phone")
    with serving(site):
        unlock(phone.open(site.url()), template.words)
        yield Enrolled(site, phone, template.words, template.case)
        phone.close()


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    """Nobody's phone is set up yet."""
    made = Site(Backstage(lambda: new_office(tmp_path / "state", sqlite_template)))
    with serving(made):
        yield made


@contextmanager
def serving(site: Site) -> Iterator[Site]:
    site.start()
    try:
        yield site
    finally:
        site.stop()
        site.office.close()
