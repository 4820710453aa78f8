"""The job worker: `python -m rhi_app.jobs`. Woken through the queue after each commit that needs it, and looks by itself every few seconds."""

import logging
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from time import sleep

from flask import Flask
from huey.consumer import Consumer, Scheduler
from sqlalchemy.orm import Session

from rhi_app import create_app
from rhi_app.database import db
from rhi_app.jobs import watching
from rhi_app.jobs.context import JobContext
from rhi_app.jobs.queue import make_queue, register_wake
from rhi_app.jobs.runner import Runner
from rhi_app.services import audit_heads
from rhi_app.settings import SettingRefused, Settings

LOOK_EVERY_SECONDS = 3
PAUSE_SECONDS = 0.01

log = logging.getLogger("rhi_app.jobs")


class OftenScheduler(Scheduler):
    """Huey looks at periodic tasks each minute; a poke may be lost, and a message about harm must not wait that long."""

    periodic_task_seconds = LOOK_EVERY_SECONDS


class OftenConsumer(Consumer):
    scheduler_class = OftenScheduler


def make_consumer(app: Flask, context: JobContext) -> Consumer:
    queue = make_queue(context.settings)
    runner = Runner(sessions_of(app), context, breathe=partial(sleep, pause_of(context.settings)))

    def wake() -> None:
        with app.app_context():
            runner.drain()
            audit_heads.note_head(db.session, context.settings.audit_heads_file, context.now())
            watching.look(db.session, context.now())

    register_wake(queue, wake)
    queue.periodic_task(always, name="look")(wake)
    # one at a time: the order urgent first holds, and SQLite has one writer anyway
    return OftenConsumer(queue, workers=1, periodic=True, initial_delay=0.05, max_delay=0.5, scheduler_interval=1, check_worker_health=False)


def pause_of(settings: Settings) -> float:
    """SQLite has one writer, and whoever waits for it only looks now and then: a worker with fifty bundles to make would shut the phones out."""
    return 0 if settings.is_postgresql else PAUSE_SECONDS


def sessions_of(app: Flask) -> Callable[[], Session]:
    with app.app_context():
        return db.sessionmaker


def always(_now: datetime) -> bool:
    return True


def main() -> None:
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("rhi_app").setLevel(logging.INFO)
    try:
        settings = Settings.from_environment(worker=True)
        context = JobContext(settings)
        context.check_keys()
    except SettingRefused as refusal:
        sys.exit(str(refusal))
    app = create_app(settings)
    log.info("The job worker looks every %s seconds.", LOOK_EVERY_SECONDS)
    try:
        make_consumer(app, context).run()
    finally:
        context.close()


if __name__ == "__main__":
    main()
