"""Stories made at random: what one phone seals of one record, and what a desk logs meanwhile."""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.faults.history import History
from tests.phone_simulator import Phone
from tests.sync.readers import ATTEMPT

Case = dict[str, Any]
CONSENT = {"consent.who": "child", "consent.understood": "yes"}
WITHDRAWAL = {"withdrawal.who": "child", "withdrawal.words": "I want to stop."}
QUESTIONS = ["before.what_happened", "during.what_happened", "back.how", "help.trust"]
WAYS = ["indicated_not_seen", "refused", "could_not_be_reached"]


@dataclass
class Story:
    """Envelopes in the order in which the phone made them, and the desk's answers from a parent."""

    case: Case
    envelopes: list[bytes] = field(default_factory=list)
    entries: list[dict[str, Any]] = field(default_factory=list)
    desk: list[dict[str, Any]] = field(default_factory=list)


def an_hour_ago() -> datetime:
    """The phone's clock while the story is told: whenever it arrives, it happened before."""
    return datetime.now(UTC) - timedelta(hours=1)


def tell(phone: Phone, case: Case, chance: random.Random, history: History) -> Story:
    """A phone that has never sent anything makes two to five envelopes."""
    phone.sequence, phone.previous, phone.made = 0, "", {}
    story = Story(case)
    for number in range(chance.randint(2, 5)):
        kinds = [chance.choice(MAKERS) for _ in range(chance.choice([1, 1, 2]))]
        entries = [phone.entry(case["record"], *make(chance, case, number)) for make in kinds]
        entries = [entry | {"form": "interview"} if entry["kind"] == "interview" else entry for entry in entries]
        data = phone.seal(case, entries, urgent=any(entry["kind"] == "harm" for entry in entries))
        history.sealed(data)
        for entry in entries:
            history.made(entry)
        story.envelopes.append(data)
        story.entries += entries
    story.desk = [parents_word(case, chance.choice(WAYS)) for _ in range(chance.randint(0, 2))]
    return story


def parents_word(case: Case, way: str) -> dict[str, Any]:
    return {"consent.who": "parent", "consent.contact": case["contacts"][0]["id"], "consent.way": way, "consent.how": "telephone"}


def _interview(chance: random.Random, _: Case, number: int) -> tuple[str, dict[str, Any]]:
    return "interview", {chance.choice(QUESTIONS): f"as said in {number}"}


def _parent(chance: random.Random, case: Case, _: int) -> tuple[str, dict[str, Any]]:
    return "consent", parents_word(case, chance.choice(WAYS))


MAKERS: list[Any] = [
    _interview,
    _interview,
    _parent,
    lambda chance, case, number: ("attempt", ATTEMPT),
    lambda chance, case, number: ("consent", CONSENT | {"consent.way": chance.choice(["signed", "refused"])}),
    lambda chance, case, number: ("withdrawal", WITHDRAWAL),
    lambda chance, case, number: ("harm", {"harm.kind": ["threat"], "harm.words": f"said in {number}"}),
    lambda chance, case, number: ("visit_ended", {"visit.place": "home", "readback.done": "yes", "readback.way": "agreed_not_seen"}),
    lambda chance, case, number: ("decline", {"decline.who": "child", "decline.words": f"no, said in {number}"}),
]
