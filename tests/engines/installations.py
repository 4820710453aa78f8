"""A whole installation for a test: web, job worker and mail server as processes of their own, on ports of their own."""

import json
import shutil
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from rhi_app import create_app
from rhi_app.database import db
from rhi_app.demo.demonstration import LOOPBACK, Demonstration, Ports
from rhi_app.demo.mailbox import Mail, Mailbox
from rhi_app.demo.processes import wait_for_port
from rhi_app.domain.identifiers import new_id
from rhi_app.jobs.queue import close_app
from rhi_app.services import demonstration
from rhi_app.services.keys import KeyFolders, make_keys
from rhi_app.settings import Settings
from tests.engines.databases import upgrade
from tests.engines.ports import free_port

LIGHT = {"RHI_TEST_LIGHT_KDF": "1"}
SECONDS_TO_WAIT = 30.0


class Installation(Demonstration):
    """The demonstration, with handles to break it."""

    def stop_web(self) -> None:
        self.web.stop()

    def kill_web(self) -> None:
        """SIGKILL to the web process and its workers, in the middle of whatever they do."""
        self.web.kill()

    def start_web(self) -> None:
        """Again, on the same port."""
        self.web.start()
        wait_for_port(self.web, LOOPBACK, self.ports.web)

    def cast(self) -> Any:
        """The demonstration's people with passwords and the codes of this moment."""
        return json.loads(self.command("cast", "--json"))

    def mails(self, to: str = "") -> list[Mail]:
        """Newest first; those to one address, or all."""
        return [mail for mail in Mailbox(self.mailbox).list_mails() if to in mail.recipients]

    def wait_for_mails(self, count: int, to: str = "", seconds: float = SECONDS_TO_WAIT) -> list[Mail]:
        wait_until(lambda: len(self.mails(to)) >= count, seconds, f"{count} mails to {to or 'anyone'}")
        return self.mails(to)

    def prepare_here(self) -> None:
        """What `prepare` does with three commands, in this process: each would start Python and import all of the application."""
        with ThreadPoolExecutor(max_workers=1) as beside:  # a browser's event loop may be in this thread; the database layer refuses to run beside one
            beside.submit(self._prepare).result()

    def _prepare(self) -> None:
        settings = Settings.from_environment(self.environment())
        upgrade(settings.database_url)
        organisation, now = new_id(), datetime.now(UTC)
        make_keys(settings, KeyFolders.under(self.state), now, organisation)
        app = create_app(settings)
        with app.app_context():
            demonstration.seed(db.session, organisation, now)
            demonstration.propose(db.session, now)
            db.session.commit()
        close_app(app)
        self._seeded_marker.touch()

    def log(self, part: str) -> str:
        file = self.state / "log" / f"{part}.log"
        return file.read_text(errors="replace") if file.is_file() else ""


def wait_until(is_so: Callable[[], bool], seconds: float = SECONDS_TO_WAIT, what: str = "it") -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if is_so():
            return
        time.sleep(0.1)
    raise AssertionError(f"Waited {seconds:.0f} seconds for {what}.")


MakeInstallation = Callable[..., Installation]


def new_installation(state: Path, **settings: str) -> Installation:
    ports = Ports(web=free_port(), mail_page=free_port(), smtp=free_port())
    return Installation(state, ports, settings=LIGHT | settings)


@pytest.fixture(scope="session")
def seeded_state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Migrated, with keys and the cast, made once in a session; every installation on SQLite starts from a copy."""
    installation = new_installation(tmp_path_factory.mktemp("seeded") / "state")
    installation.prepare_here()
    return installation.state


@pytest.fixture(scope="session")
def build_installation(seeded_state: Path) -> MakeInstallation:
    def build(folder: Path, **settings: str) -> Installation:
        state = folder / "state"
        is_copied = "RHI_DATABASE_URL" not in settings
        if is_copied:
            shutil.copytree(seeded_state, state)
        installation = new_installation(state, **settings)
        if not is_copied:
            installation.prepare_here()
        installation.start()
        return installation

    return build


@pytest.fixture
def make_installation(tmp_path: Path, build_installation: MakeInstallation) -> Iterator[MakeInstallation]:
    """`make_installation(RHI_DATABASE_URL=…)`: running and seeded, for this test alone."""
    made: list[Installation] = []

    def make(**settings: str) -> Installation:
        made.append(build_installation(tmp_path / f"installation-{len(made)}", **settings))
        return made[-1]

    yield make
    for installation in made:
        installation.stop()


@pytest.fixture(scope="module")
def installation(
    tmp_path_factory: pytest.TempPathFactory, build_installation: MakeInstallation
) -> Iterator[Installation]:
    """One for all tests of a module, which take care not to be in each other's way."""
    installation = build_installation(tmp_path_factory.mktemp("installation"))
    yield installation
    installation.stop()
