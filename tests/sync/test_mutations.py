"""Bytes that nobody sent: changed at random, none is taken, none breaks the reader. RHI_TEST_MUTATIONS sets how many."""

import os
import random
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from rhi_app.domain import canonical
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.sync_problems import EnvelopeDiffers, EnvelopeUnreadable
from rhi_app.models import Envelope, OutboxRow
from rhi_app.services.envelopes import receive
from tests.phone_simulator import Phone
from tests.sync.conftest import Office
from tests.sync.test_envelopes import sealed

HOW_MANY = int(os.environ.get("RHI_TEST_MUTATIONS", "10000"))
ODD_PAYLOADS = max(60, HOW_MANY // 100)
SEED = 20261121


def flip(data: bytearray, chance: random.Random) -> None:
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def cut(data: bytearray, chance: random.Random) -> None:
    del data[chance.randrange(len(data)) :]


def insert(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data) + 1)
    data[at:at] = chance.randbytes(chance.randint(1, 9))


def drop(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    del data[at : at + chance.randint(1, 9)]


def overwrite(data: bytearray, chance: random.Random) -> None:
    at = chance.randrange(len(data))
    some = chance.randbytes(chance.randint(1, 40))
    data[at : at + len(some)] = some


def lie_about_length(data: bytearray, chance: random.Random) -> None:
    data[4:8] = chance.choice([0, 1, len(data), 2**31, 2**32 - 1, chance.randrange(600)]).to_bytes(4, "big")


def repeat(data: bytearray, chance: random.Random) -> None:
    data += data[chance.randrange(len(data)) :]


WAYS: list[Callable[[bytearray, random.Random], None]] = [flip, flip, flip, cut, insert, drop, overwrite, lie_about_length, repeat]


def mutations(good: bytes, how_many: int) -> Iterator[bytes]:
    chance = random.Random(SEED)  # noqa: S311 - the same cases each time
    made = 0
    while made < how_many:
        data = bytearray(good)
        for _ in range(chance.choice([1, 1, 1, 2, 4])):
            if data:
                chance.choice(WAYS)(data, chance)
        if bytes(data) != good:
            made += 1
            yield bytes(data)


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)  # what is unreadable never reaches the database
def test_of_ten_thousand_changed_envelopes_none_is_taken(office: Office, phone: Phone, case: dict[str, Any]) -> None:
    good = sealed(phone, case)
    refused = 0
    with office.session() as session:
        for data in mutations(good, HOW_MANY):
            with pytest.raises((EnvelopeUnreadable, EnvelopeDiffers)):
                receive(session, office.settings, data, office.now())
            refused += 1
        assert session.scalar(select(func.count()).select_from(Envelope)) == 0
    assert refused == HOW_MANY
    assert phone.upload(good)["server_sequence"] == 1  # the test bites: unchanged, it is taken


ODD_VALUES: list[Any] = [
    None, True, 0, -1, 2**31, 2**53 - 1, "", "x", "\x00", "🙂" * 300, "a" * 70_000, [], {}, [[]], {"unanswered": "x"}, "2026-02-30T00:00:00.000Z",
    "0001-01-01T00:00:00.000Z", "9999-12-31T23:59:59.999Z", "01a20083-acba-7b2b-a140-fa916b9e2b1e",
]  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place in a payload where something else could stand."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key)
        yield from places(item, (*path, key))


def with_odd_values(payload: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    changed: dict[str, Any] = canonical.read(canonical.write(payload))
    for _ in range(chance.choice([1, 1, 2])):
        *path, last = chance.choice(list(places(changed)))
        holder: Any = changed
        for key in path:
            holder = holder[key]
        holder[last] = chance.choice(ODD_VALUES)
    return changed


def test_whatever_a_well_sealed_envelope_holds_it_is_processed_or_set_aside(office: Office, phone: Phone, case: dict[str, Any]) -> None:
    chance = random.Random(SEED)  # noqa: S311 - the same cases each time
    sent = []
    for _ in range(ODD_PAYLOADS):
        entry = phone.entry(case["record"], "visit_ended", {"visit.place": "home", "visit.present": ["Amira"]}, id=new_id())
        payload = {"record": case["record"], "child": case["child"]["id"], "episodes": [], "entries": [entry], "state": "visit_ended"}
        data = phone.seal_bytes(canonical.write(with_odd_values(payload, chance)))
        with office.session() as session:
            sent.append(receive(session, office.settings, data, office.now())["receipt"]["envelope"])
    office.work()
    with office.session() as session:
        states = session.scalars(select(Envelope.state).where(Envelope.id.in_(sent))).all()
        assert len(states) == ODD_PAYLOADS
        assert set(states) == {"processed", "quarantined"}
        assert session.scalars(select(OutboxRow.problem).where(OutboxRow.problem != "")).all() == []
