"""The office, worked from a browser test: a thread of its own, and a folder that can be copied."""

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app import create_app
from rhi_app.database import db
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Device
from rhi_app.services.keys import KeyFolders, make_keys
from rhi_app.settings import Settings
from tests.portal.cast import add_cast
from tests.sync.conftest import Office


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
