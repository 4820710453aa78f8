"""Bytes that nobody sent: one good envelope and one good draft snapshot, changed at random. None is taken, none breaks the reader."""

import random
from collections.abc import Callable, Iterator
from unittest.mock import patch

from sqlalchemy.orm import Session

from rhi_app.domain.sync_problems import EnvelopeDiffers, EnvelopeUnreadable, SnapshotOlder
from rhi_app.services import crypto, envelopes, snapshots
from tests.faults import workplace
from tests.faults.checker import Found
from tests.faults.history import History
from tests.faults.kinds import Kind, Outcome
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT


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


def mutations(good: bytes, how_many: int, seed: int) -> Iterator[bytes]:
    chance = random.Random(seed)
    made = 0
    while made < how_many:
        data = bytearray(good)
        for _ in range(chance.choice([1, 1, 1, 2, 4])):
            if data:
                chance.choice(WAYS)(data, chance)
        if bytes(data) != good:
            made += 1
            yield bytes(data)


def run(count: int, seed: int, *, broken: bool) -> Outcome:
    outcome = Outcome()
    with workplace.folder() as place, workplace.office(place) as office, unsigned(broken):
        phone, case = office.new_phone(), office.allocate()
        good = phone.seal(case, [phone.entry(case["record"], "attempt", ATTEMPT)])
        history = History()
        snapshot = phone.snapshot(case["record"], phone.draft({"back.how": "By bus."}))
        with office.app.app_context(), workplace.db.sessionmaker() as session:
            for data in mutations(good, count, seed):
                offer(session, office, history, data, envelopes.receive)
            for data in mutations(snapshot, count // 10, seed):
                offer(session, office, history, data, snapshots.receive)
        if not broken:  # the test bites: unchanged, it is taken
            history.sealed(good)
            history.acknowledged(phone.upload(good))
        outcome.add(history, Found(stored=workplace.stored_in(office) + workplace.snapshots_in(office)), count)
    return outcome


def offer(session: Session, office: Office, history: History, data: bytes, receive: Callable[..., object]) -> None:
    """Taken, refused, or neither: then it has broken the reader."""
    try:
        receive(session, office.settings, data, office.now())
        session.commit()
    except (EnvelopeUnreadable, EnvelopeDiffers, SnapshotOlder):
        session.rollback()
    except Exception as error:
        session.rollback()
        history.crashed(f"{type(error).__name__} at {data[:40].hex()}…")


def unsigned(broken: bool) -> "patch":  # type: ignore[valid-type]
    """The control: a server that does not look at the signature."""
    verify = (lambda *_: None) if broken else crypto.verify
    return patch.object(crypto, "verify", verify)


KIND = Kind(
    "mutants", "mutated envelopes, and a tenth of draft snapshots", 10_000, 1_000_000, run, "does not look at the signature", frozenset({"accepted"}), 300
)
