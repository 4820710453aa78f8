"""One at a time, and whoever waits meanwhile goes along: many phones at once are one commit, and each hears only after it."""

from collections import deque
from collections.abc import Callable, Sequence
from threading import Lock
from typing import Any, cast

from flask import Flask, current_app

from rhi_app.database import BUSY_SECONDS, db
from rhi_app.domain.problems import Problem

TURNS = "rhi_turns"
Told = dict[str, Any] | Problem
Store = Callable[[Sequence[bytes]], list[Told]]


class Brought:
    """By one request: its envelopes, and what is said of them once they are on disk."""

    def __init__(self, sent: Sequence[bytes]) -> None:
        self.sent = sent
        self.told: list[Told] | None = None


class Turns:
    """Of one application. SQLite lets whoever waits sleep longer and longer; this wakes the next at once. The database still decides."""

    def __init__(self) -> None:
        self._turn = Lock()
        self.waiting: deque[Brought] = deque()

    def take(self, sent: Sequence[bytes], store: Store) -> list[Told]:
        """What `store` says of each, after the commit."""
        mine = Brought(sent)
        self.waiting.append(mine)
        has_turn = self._turn.acquire(timeout=BUSY_SECONDS)
        try:
            if mine.told is None:
                self._take_along(mine, self._all_waiting() if has_turn else [], store)
        finally:
            if has_turn:
                self._turn.release()
        return mine.told or []

    def _take_along(self, mine: Brought, waiting: Sequence[Brought], store: Store) -> None:
        others = [each for each in waiting if each is not mine]
        try:
            commit([mine, *others], store)
        except Exception as error:
            if not others:
                raise
            db.session.rollback()
            current_app.logger.warning("%d requests could not share a commit (%s); each goes alone.", len(others) + 1, type(error).__name__)
            commit([mine], store)  # and each of the others alone, in its turn: it may have been any of them

    def _all_waiting(self) -> list[Brought]:
        return [self.waiting.popleft() for _ in range(len(self.waiting))]


def init_turns(app: Flask) -> None:
    app.extensions[TURNS] = Turns()


def of_app() -> Turns:
    return cast(Turns, current_app.extensions[TURNS])


def commit(brought: Sequence[Brought], store: Store) -> None:
    told = iter(store([data for each in brought for data in each.sent]))
    db.session.commit()  # FULL: on disk before any phone hears "stored"
    for each in brought:
        each.told = [next(told) for _ in each.sent]
