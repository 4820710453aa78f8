"""What no phone of ours would seal: it is processed or set aside. Bytes changed on the way are in tests/faults/mutants.py."""

import random
from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from rhi_app.domain import canonical
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Envelope, OutboxRow
from rhi_app.services.envelopes import receive
from tests.phone_simulator import Phone
from tests.sync.conftest import Office

ODD_PAYLOADS = 100
SEED = 20261121


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
