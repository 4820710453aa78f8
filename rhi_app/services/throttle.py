"""A wait that grows with each wrong guess. It is kept in the database, so that it counts for all processes; nothing is ever locked for good."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from rhi_app.domain.problems import Problem
from rhi_app.models import Guess
from rhi_app.services.locks import take_lock

WAITS = (0, 0, 0, 5, 15, 60, 300, 900)  # seconds before the fourth guess, the fifth, ...
FORGOTTEN_AFTER = timedelta(days=1)


class TooSoon(Problem):
    slug = "too-soon"
    try_again = True

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds
        wait = f"{seconds} seconds" if seconds < 120 else f"{-(-seconds // 60)} minutes"
        super().__init__(f"Too many tries. Wait {wait}, then try again. Nothing is locked for good.")


def count_guess(session: Session, subject: str, now: datetime) -> None:
    """Counts the guess before it is looked at: a hundred at once would else all be the first. The caller commits before it looks."""
    take_lock(session, f"guess:{subject}")
    session.execute(delete(Guess).where(Guess.last_at < now - FORGOTTEN_AFTER))
    guess = session.get(Guess, _key(subject)) or _first(session, subject, now)
    seconds = wait_after(guess.count) - (now - guess.last_at).total_seconds()
    if seconds > 0:
        raise TooSoon(int(seconds) + 1)
    guess.count += 1
    guess.last_at = now


def forget_guesses(session: Session, subject: str) -> None:
    guess = session.get(Guess, _key(subject))
    if guess is not None:
        session.delete(guess)


def wait_after(count: int) -> int:
    """Seconds to wait after so many guesses in a row."""
    return WAITS[min(count, len(WAITS) - 1)]


def _first(session: Session, subject: str, now: datetime) -> Guess:
    guess = Guess(id=_key(subject), count=0, last_at=now)
    session.add(guess)
    return guess


def _key(subject: str) -> str:
    return hashlib.sha256(subject.encode()).hexdigest()
