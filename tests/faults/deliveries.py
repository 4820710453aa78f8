"""The same envelopes twice, late and in another order, with a desk at work between them: the record must come out the same."""

import random
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from functools import partial
from typing import Any
from unittest.mock import patch

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.database import db
from rhi_app.domain.record_agreements import agreements_of, held_back_because
from rhi_app.domain.record_answers import answers_of, two_values
from rhi_app.domain.record_view import held_of, outcome_of
from rhi_app.jobs.context import JobContext
from rhi_app.models import Account, Envelope, Record
from rhi_app.services import entries as entry_service
from rhi_app.services import envelopes
from rhi_app.services.agreements import log_agreement
from rhi_app.services.opening import Opener, open_envelope
from tests.faults import stories, workplace
from tests.faults.checker import Found, Stored, check
from tests.faults.history import History
from tests.faults.kinds import Kind, Outcome
from tests.faults.stories import Story
from tests.sync.conftest import Office

ORDERS = 9  # of each story, beside the order in which it was made
REQUIRED = {"required": True}


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    chance, outcome = random.Random(seed), Outcome()
    with workplace.folder() as place, workplace.office(place) as office, build(broken):
        phone, case = office.new_phone(now=stories.an_hour_ago), office.allocate()
        context = JobContext(office.worker_settings())
        opener = Opener(context.opening_keys, context.signer)
        while outcome.tries < count:
            history = History()
            story = stories.tell(phone, case, chance, history)
            orders = [Delivery(office, opener, story, history).deliver(partial(in_turn, story))]
            for _ in range(ORDERS):
                orders.append(Delivery(office, opener, story, history).deliver(partial(mixed, story, chance)))
            judge(outcome, history, phone.device, story, orders)
    return outcome


def judge(outcome: Outcome, history: History, device: str, story: Story, orders: list[Found]) -> None:
    """Each order by itself, then all against the first."""
    made = [entry["id"] for entry in story.entries]
    for found in orders:
        found.orders = {device: made}
        outcome.faults += check(history, replace(found, outcomes=[]))
    outcome.add(history, Found(outcomes=[found.outcomes[0] for found in orders]), tries=len(orders))


def in_turn(story: Story) -> list[Any]:
    """As they were made, each once, the desk at the end."""
    return [*range(len(story.envelopes)), *story.desk]


def mixed(story: Story, chance: random.Random) -> list[Any]:
    """Any order; some come twice or three times; the worker opens in between or much later. The desk's own order stays."""
    numbers = [number for number in range(len(story.envelopes)) for _ in range(chance.choice([1, 1, 1, 2, 3]))]
    chance.shuffle(numbers)
    together = [numbers.pop() for _ in range(chance.choice([0, chance.randint(1, len(numbers))]))]  # in one request
    steps: list[Any] = [*numbers, *([tuple(together)] if together else []), *["open"] * chance.randint(0, 3), *["desk"] * len(story.desk)]
    chance.shuffle(steps)
    words = iter(story.desk)
    return [next(words) if step == "desk" else step for step in steps]


class Delivery:
    """In one transaction that is taken back at its end: the next order finds the same server."""

    def __init__(self, office: Office, opener: Any, story: Story, history: History) -> None:
        self.office, self.opener, self.story, self.history = office, opener, story, history

    def deliver(self, order: Callable[[], list[Any]]) -> Found:
        with self.office.app.app_context(), db.sessionmaker() as session:
            for step in order():
                self._step(session, step)
            self._open(session)
            found = self._found(session)
            session.rollback()
            return found

    def _step(self, session: Session, step: Any) -> None:
        if step == "open":
            self._open(session)
        elif isinstance(step, dict):
            priya = session.get_one(Account, self.office.cast["priya"])
            log_agreement(session, priya, self._record(session), step, self.office.now())
        elif isinstance(step, tuple):
            self._take(envelopes.receive_together(session, self.office.settings, [self.story.envelopes[at] for at in step], self.office.now()))
        else:
            self._take([envelopes.receive(session, self.office.settings, self.story.envelopes[step], self.office.now())])

    def _take(self, answers: list[Any]) -> None:
        for signed in answers:
            self.history.acknowledged(signed["receipt"])

    def _open(self, session: Session) -> None:
        for waiting in session.scalars(select(Envelope.id).where(Envelope.state == "stored").order_by(Envelope.server_sequence)).all():
            open_envelope(session, self.opener, waiting, self.office.now())

    def _record(self, session: Session) -> Record:
        return session.get_one(Record, self.story.case["record"])

    def _found(self, session: Session) -> Found:
        record = self._record(session)
        entries = entry_service.list_entries(session, record)
        rows = session.scalars(select(Envelope)).all()
        stored = [Stored(row.id, row.hash, row.bytes) for row in rows]
        states = sorted({row.state for row in rows})
        return Found(stored=stored, entries=entries, outcomes=[result_of(record, entries, self.story.case) | {"states": states}])


def result_of(record: Record, entries: list[dict[str, Any]], case: dict[str, Any]) -> dict[str, Any]:
    """What anybody makes of the record: which answers count, who agreed, how it ended, what a person is told to look at."""
    agreed = agreements_of(entries, case["contacts"], case["child"])
    heard = [{name: value for name, value in event.items() if name != "at"} if event["who"] == "parent" else event for event in agreed]
    return {
        "answers": answers_of(entries),
        "two_values": two_values(entries),
        "agreements": sorted(str(sorted(event.items())) for event in heard),
        "held_back": held_back_because(agreed, REQUIRED, REQUIRED),
        "outcome": outcome_of(entries),
        "held": held_of([entry | {"received_at": None} for entry in entries]),
        "columns": (record.outcome, record.is_withdrawn, record.held_at, record.finished_at),
        "flags": sorted({entry["flag"] for entry in entries}),
    }


def build(broken: bool) -> Any:
    """The control: a server that shows entries by the phone's arrival and not as they were made."""
    return patch.object(entry_service, "in_order", list) if broken else nullcontext()


KIND = Kind(
    "deliveries", "duplicated, reordered, delayed deliveries, phone against portal", 500, 10_000, run,
    "lists entries as they arrived", frozenset({"order", "divided"}), 40,
)  # fmt: skip
