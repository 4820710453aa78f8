"""The real web application in this process, on a port of its own: stopped and started again between two steps of a test."""

import logging
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, Playwright, expect
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from rhi_app import create_app
from rhi_app.database import db
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Device
from rhi_app.services import enrolment
from rhi_app.services.keys import KeyFolders, make_keys
from rhi_app.settings import Settings
from tests.engines.browsers import Phone
from tests.engines.ports import free_port
from tests.portal.cast import add_cast
from tests.sync.conftest import Office

expect.set_options(timeout=15_000)  # the machine may be busy with other tests
PORT = free_port()  # one for all tests of a process: a phone's profile belongs to its address
WORDS = 'role=textbox[name="Your four words"]'
# Calls a function of a module of the app itself: the same modules that the page runs, so the same vault.
CORE = """async ([module, name, args]) => {
  const app = document.querySelector('script[type="module"]').src;
  const { [name]: work } = await import(new URL(`./${module}.js`, app).href);
  try {
    return { value: await work(...args) };
  } catch (error) {
    return { slug: error.slug ?? "", said: error.sentence ?? String(error), more: { seconds: error.seconds, forms: error.forms } };
  }
}"""


class Refused(Exception):
    """What the app's own code rejected with."""

    def __init__(self, slug: str, said: str, more: dict[str, Any]) -> None:
        super().__init__(f"{slug}: {said}")
        self.slug, self.said, self.more = slug, said, more


def core_later(page: Page, function: str, *args: Any) -> None:
    """Begun and not waited for: what it does ends the page."""
    module, name = function.rsplit(".", 1)
    page.evaluate(f"(asked) => {{ ({CORE})(asked); }}", [module, name, list(args)])


def core(page: Page, function: str, *args: Any) -> Any:
    """`core(page, "records.addEntry", record, {...})`"""
    module, name = function.rsplit(".", 1)
    told = page.evaluate(CORE, [module, name, list(args)])
    if "slug" in told:
        raise Refused(told["slug"], told["said"], told["more"])
    return told["value"]


class Backstage:
    """The office, worked in a thread of its own: Playwright keeps an event loop in the test's, where the database layer refuses to run."""

    def __init__(self, open_office: Callable[[], Office]) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._office: Office = self.do(open_office)
        self.app = self._office.app
        self.cast = self._office.cast

    def do(self, work: Callable[[], Any]) -> Any:
        return self._thread.submit(work).result()

    def query(self, read: Callable[[Session], Any]) -> Any:
        def in_session() -> Any:
            with self._office.session() as session:
                return read(session)

        return self.do(in_session)

    def issue_code(self, name: str = "amira") -> str:
        return str(self.do(lambda: self._office.issue_code(name)))

    def allocate(self, **changes: Any) -> dict[str, Any]:
        return dict(self.do(lambda: self._office.allocate(**changes)))

    def work(self) -> None:
        self.do(self._office.work)

    def press(self, action: Callable[..., None]) -> None:
        """For the newest phone."""
        newest = self.query(lambda session: session.scalar(select(Device.id).order_by(Device.id.desc()).limit(1)))
        self.do(lambda: self._office.press(action, newest))

    def close(self) -> None:
        self.do(self._dispose)
        self._thread.shutdown()

    def _dispose(self) -> None:
        with self.app.app_context():
            db.engine.dispose()


def whole(app: Any) -> Any:
    """Answers in one piece: a browser that is killed in the middle leaves no file of the server open."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        parts = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            getattr(parts, "close", lambda: None)()

    return answer


def settings_under(state: Path) -> Settings:
    return Settings.under(state, demo=True, light_kdf=True)


def new_office(state: Path, database: Path) -> Office:
    settings, folders, organisation = settings_under(state), KeyFolders.under(state), new_id()
    (state / "data").mkdir(parents=True)
    shutil.copy(database, state / "data" / "rhi.sqlite")
    make_keys(settings, folders, datetime.now(UTC), organisation)
    app = create_app(settings)
    with app.app_context():
        return Office(app, settings, folders, add_cast(organisation))


def known_office(state: Path, cast: dict[str, str]) -> Office:
    """What was made before, from a copy of its folder."""
    settings = settings_under(state)
    return Office(create_app(settings), settings, KeyFolders.under(state), cast)


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

    def enrol(self, page: Page) -> str:
        """Through the screens, as a person does; gives the four words."""
        page.goto(self.url())
        words = self.choose_words(page)
        expect(page.get_by_role("heading", name="Do these six match?")).to_be_visible()
        self.activate()
        core(page, "sync.sendAndFetch")
        expect(page.locator("#door")).to_be_empty()
        return words

    def choose_words(self, page: Page) -> str:
        page.get_by_label("Code from your coordinator").fill(self.office.issue_code())
        page.get_by_role("button", name="Go on").click()
        expect(page.get_by_role("heading", name="Your four words")).to_be_visible()
        words = proposed(page)
        page.get_by_role("button", name="I know them").click()
        page.get_by_label("Type your four words").fill(words)
        page.get_by_role("button", name="Go on").click()
        return words


def until(page: Page, question: str) -> None:
    """Asks the page until it says yes; for questions that it has to wait for itself."""
    for _ in range(100):
        if page.evaluate(question):
            return
        page.wait_for_timeout(100)
    raise AssertionError(question)


def proposed(page: Page) -> str:
    return " ".join(page.locator(".rhi-wordlist li").all_inner_texts())


def unlock(page: Page, words: str) -> None:
    page.locator(WORDS).fill(words)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.locator("#door")).to_be_empty()


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
