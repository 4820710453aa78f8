"""The phone's clock is a day off, jumps, and goes through both clock changes, while entries are made and arrive in any order."""

import random
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from unittest.mock import patch

from rhi_app.domain.clock import read_moment
from rhi_app.domain.record_view import held_of
from rhi_app.jobs.context import JobContext
from rhi_app.services import entries as entry_service
from rhi_app.services.opening import Opener
from tests.faults import clock_on_phone, stories, workplace
from tests.faults.checker import Fault, Found, check
from tests.faults.deliveries import Delivery, mixed
from tests.faults.history import History
from tests.faults.kinds import Kind, Outcome

# The hour that London has twice, the one it does not have, and the ends of clocks that phones fall back to.
STARTS = [
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 3, 29, 0, 30, tzinfo=UTC), datetime(1970, 1, 1, 0, 5, tzinfo=UTC),
    datetime(2038, 1, 19, 3, 10, tzinfo=UTC),
]  # fmt: skip
JUMPS = [timedelta(), timedelta(seconds=40), timedelta(hours=1), -timedelta(hours=1), timedelta(hours=24), -timedelta(hours=24)]


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    chance, outcome = random.Random(seed), Outcome()
    with workplace.folder() as place, workplace.office(place) as office, build(broken):
        phone, case = office.new_phone(), office.allocate()
        context = JobContext(office.worker_settings())
        opener = Opener(context.opening_keys, context.signer)
        for _ in range(count):
            clock = jumping(chance, office.now())
            phone.now = lambda clock=clock: next(clock)  # type: ignore[misc]
            history = History()
            story = stories.tell(phone, case, chance, history)
            found = Delivery(office, opener, story, history).deliver(partial(mixed, story, chance))
            found = replace(found, outcomes=[], orders={phone.device: [entry["id"] for entry in story.entries]})
            outcome.tries += 1
            outcome.faults += [*check(history, found), *future_deadlines(found, office.now())]
    if not broken:
        clock_on_phone.run(seed, outcome)
    return outcome


def jumping(chance: random.Random, now: datetime) -> Iterator[datetime]:
    """A clock that nobody can rely on."""
    moment = chance.choice([*STARTS, now, now])
    while True:
        moment += chance.choice(JUMPS) + timedelta(milliseconds=chance.randrange(5_000))
        yield max(moment, datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))


def future_deadlines(found: Found, now: datetime) -> list[Fault]:
    """No deadline rests on the phone's word: what counts as held is never later than the server's own clock."""
    ended: list[dict[str, Any]] = [entry for entry in found.entries or [] if entry["kind"] == "visit_ended"]
    held = found_held_at(ended)
    return [Fault("deadline", f"held at {held}, which the server's clock has not reached")] if held is not None and held > now else []


def found_held_at(ended: list[dict[str, Any]]) -> datetime | None:
    held = held_of(ended)
    return read_moment(held["at"]) if held else None


def build(broken: bool) -> Any:
    """The control: a server that believes the phone's clock about what came first."""
    by_clock = partial(sorted, key=lambda entry: entry["happened_at"])
    return patch.object(entry_service, "in_order", by_clock) if broken else nullcontext()


KIND = Kind(
    "clocks", "clock 24 h off, jumping, both clock changes", 100, 5_000, run, "orders entries by the phone’s clock", frozenset({"order"}), 20
)
