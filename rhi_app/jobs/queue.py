"""The queue only wakes the worker. What must happen stands in the outbox, and is found there when a poke is lost."""

from collections.abc import Callable

from flask import Flask, current_app
from huey import Huey, PostgresHuey, SqliteHuey
from sqlalchemy import event
from sqlalchemy.orm import Session

from rhi_app.database import db
from rhi_app.services.outbox import POKE
from rhi_app.settings import Settings

NAME = "rhi"
WAKE = "wake"


def make_queue(settings: Settings) -> Huey:
    """Holds no payload at all: its tasks are pickled, and whoever could write to it could run code."""
    if settings.is_postgresql:
        dsn = settings.database_url.replace("postgresql+psycopg://", "postgresql://", 1)
        return PostgresHuey(NAME, dsn=dsn, results=False)
    settings.queue_file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    return SqliteHuey(NAME, filename=str(settings.queue_file), results=False)


def close_app(app: Flask) -> None:
    """Lets go of the database and the queue: for whoever makes several applications in one process."""
    app.extensions["rhi_poke"].close()
    with app.app_context():
        db.engine.dispose()


def init_queue(app: Flask, settings: Settings) -> None:
    """After each commit that put something into the outbox, the worker is woken."""
    app.extensions["rhi_poke"] = Poke(settings)
    with app.app_context():
        event.listen(db.sessionmaker, "after_commit", poke_after_commit)
        event.listen(db.sessionmaker, "after_rollback", forget_poke)


class Poke:
    """Made when first needed: a command that changes nothing makes no queue."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.queue: Huey | None = None

    def __call__(self) -> None:
        if self.queue is None:
            self.queue = make_queue(self.settings)
            self.wake = register_wake(self.queue, lambda: None)
        if self.queue.pending_count() == 0:  # a waking that nobody has heard yet is for this too: whoever takes it off looks afterwards
            self.wake()

    def close(self) -> None:
        if self.queue is not None:
            self.queue.storage.close()


def register_wake(queue: Huey, drain: Callable[[], object]) -> Callable[[], object]:
    """The queue's one task. Huey knows it by this module and this name, so web and worker both take it from here."""

    def wake() -> None:
        drain()

    task: Callable[[], object] = queue.task(name=WAKE)(wake)
    return task


def poke_after_commit(session: Session) -> None:
    if session.in_nested_transaction() or not session.info.pop(POKE, False):  # a savepoint's end is no commit
        return
    try:
        current_app.extensions["rhi_poke"]()
    except Exception:  # the work is safe in the outbox; the worker looks there every few seconds
        current_app.logger.warning("The queue could not be woken.", exc_info=True)


def forget_poke(session: Session) -> None:
    if not session.in_nested_transaction():  # what a savepoint takes back is not all that was put
        session.info.pop(POKE, None)
