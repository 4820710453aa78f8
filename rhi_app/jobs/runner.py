"""Drains the outbox: one row, one transaction, done and marked done together. At least once, never lost; handlers bear being run twice."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.problems import Problem
from rhi_app.jobs.context import JobContext
from rhi_app.jobs.handlers import HANDLERS, Handler
from rhi_app.services import outbox

log = logging.getLogger(__name__)
WAIT_OUTSIDE = frozenset({"send_mail", "print_synopsis"})


class NoHandler(Problem):
    slug = "no-handler"
    sentence = "Nothing here knows how to do this."


@dataclass
class Runner:
    """`open_session` gives a new session each time; so one row's failure leaves nothing in the next one's. `breathe` is called between rows."""

    open_session: Callable[[], Session]
    context: JobContext
    handlers: Mapping[str, Handler] = field(default_factory=lambda: HANDLERS)
    breathe: Callable[[], object] = lambda: None

    def drain(self) -> int:
        """Does all that is due; returns how many rows were done."""
        done = 0
        while (outcome := self.do_next()) is not None:
            done += outcome
            self.breathe()
        return done

    def do_next(self) -> bool | None:
        """Whether the next row was done; None when nothing is due."""
        with self.open_session() as session:
            row = outbox.find_next(session, self.context.now())
            if row is None:
                return None
            row_id, kind, payload = row.id, row.kind, dict(row.payload)
            if kind in WAIT_OUTSIDE:
                outbox.lease(session, row, self.context.now())
            try:
                self._do(session, row_id, kind, payload)
            except Exception as error:  # whatever it was, the others must not wait for it
                session.rollback()
                self._put_off(session, row_id, kind, error)
                return False
            return True

    def _do(self, session: Session, row_id: str, kind: str, payload: dict[str, Any]) -> None:
        handler = self.handlers.get(kind)
        if handler is None:
            raise NoHandler
        handler(session, payload, self.context)
        outbox.mark_done(session, row_id, self.context.now())
        session.commit()

    def _put_off(self, session: Session, row_id: str, kind: str, error: Exception) -> None:
        outbox.put_off(session, row_id, error, self.context.now())
        session.commit()
        if isinstance(error, Problem):
            log.warning("%s %s was put off: %s", kind, row_id, error.slug)
        else:
            log.error("%s %s failed and was put off", kind, row_id, exc_info=error)
