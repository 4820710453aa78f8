"""The installation that is measured, and what its coordinator would press meanwhile."""

import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import select

from rhi_app import create_app
from rhi_app.database import db
from rhi_app.demo.demonstration import Demonstration, Ports
from rhi_app.models import Account, Device
from rhi_app.services import accounts, enrolment
from rhi_app.services.allocation import allocate
from rhi_app.services.bundles import open_records
from rhi_app.services.case_view import case_of
from rhi_app.services.demonstration import CAST
from rhi_app.services.demonstration_children import NOTICES
from rhi_app.services.intake import add_episode
from rhi_app.settings import Settings
from tests.engines.ports import free_port
from tests.faults.server import sturdy
from tests.phone_simulator import Phone, to_address

SECONDS_FOR_AN_ANSWER = 120
T = TypeVar("T")


class Office:
    """Works in a thread of its own: Playwright keeps an event loop in ours, beside which the database layer refuses to run."""

    def __init__(self, installation: Demonstration) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)
        settings = Settings.from_environment(installation.environment())
        self._app = self._thread.submit(create_app, settings).result()

    def issue_code(self) -> str:
        return str(self._do(lambda people: enrolment.issue_code(db.session, people["ben"], people["amira"], datetime.now(UTC))))

    def activate_newest_phone(self) -> None:
        def press(people: dict[str, Account]) -> None:
            newest = db.session.scalars(select(Device).order_by(Device.id.desc())).first()
            assert newest is not None
            enrolment.activate(db.session, people["ben"], newest, datetime.now(UTC))

        self._do(press)

    def allocate_cases(self, count: int) -> None:
        """The boy of the story again and again: a record that was finished cannot be finished twice."""

        def take_in(people: dict[str, Account]) -> None:
            now = datetime.now(UTC)
            readers = {"social_worker_id": people["cerys"].id, "police_liaison_id": people["dan"].id}
            for _ in range(count):
                episode = add_episode(db.session, people["ben"], NOTICES[0](now) | readers, now)
                allocate(db.session, people["ben"], episode, people["amira"], now)

        self._do(take_in)

    def any_case(self) -> dict[str, Any]:
        """Of those that are still open."""
        return dict(self._do(lambda people: case_of(db.session, open_records(db.session, people["amira"])[0])))

    def ask(self, question: Callable[[], T]) -> T:
        """Looks into the database, each time anew."""
        answer: T = self._do(lambda _: question())
        return answer

    def new_phone(self, base_url: str) -> Phone:
        """Without a screen: for whatever needs many."""
        phone = Phone(sturdy(to_address(base_url, SECONDS_FOR_AN_ANSWER))).enrol(self.issue_code())
        self.activate_newest_phone()
        return phone

    def _do(self, press: Callable[[dict[str, Account]], Any]) -> Any:
        def work() -> Any:
            with self._app.app_context():
                result = press({key: self._find(person.email) for key, person in CAST.items()})
                db.session.commit()
                return result

        return self._thread.submit(work).result()

    @staticmethod
    def _find(email: str) -> Account:
        account = accounts.find_by_email(db.session, email)
        assert account is not None
        return account


@contextmanager
def running_installation() -> Iterator[Demonstration]:
    with tempfile.TemporaryDirectory(prefix="rhi-bench-") as folder:
        ports = Ports(web=free_port(), mail_page=free_port(), smtp=free_port())
        installation = Demonstration(Path(folder) / "state", ports)
        installation.prepare()
        installation.start()
        try:
            yield installation
        finally:
            installation.stop()
