"""A running installation: where its keys are and are not, what its database holds, and that a kill loses nothing acknowledged."""

import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from http.client import HTTPException
from pathlib import Path
from typing import Any

import pytest

from rhi_app.services import key_files
from tests.engines.installations import Installation, wait_until
from tests.phone_simulator import Phone, Refused
from tests.sync.conftest import Office
from tests.sync.running import office_of, phone_of

CANARIES = ("Zephyrine-Quillfeather", "Umberlow Crescent", "she hid under the blue tarpaulin")
KILLS = 2
SECONDS = 30.0


@pytest.fixture(scope="module")
def office(installation: Installation) -> Iterator[Office]:
    with office_of(installation) as office:
        yield office


@pytest.fixture(scope="module")
def phone(installation: Installation, office: Office) -> Phone:
    return phone_of(installation, office)


@pytest.fixture(scope="module")
def bundle(phone: Phone) -> dict[str, Any]:
    """The first that the worker made for the phone."""
    found: list[dict[str, Any]] = []
    wait_until(lambda: bool(found.extend(filter(None, [phone.fetch_bundle()])) or found), SECONDS, "a bundle")
    return found[0]


def processes_of(part: Any) -> list[Path]:
    """The part and its children."""
    assert part.process is not None
    everyone = [path for path in Path("/proc").iterdir() if path.name.isdigit()]
    ours = {str(part.process.pid)}
    for _ in range(3):
        ours |= {path.name for path in everyone if parent_of(path) in ours}
    return [Path("/proc") / pid for pid in sorted(ours)]


def parent_of(process: Path) -> str:
    try:
        return (process / "stat").read_text().rsplit(")", 1)[1].split()[1]
    except OSError:
        return ""


def memory_of(process: Path) -> Iterator[bytes]:
    """Everything that the process can write to."""
    with (process / "mem").open("rb", buffering=0) as memory:
        for line in (process / "maps").read_text().splitlines():
            where, rights, *_ = line.split()
            if not rights.startswith("rw"):
                continue
            start, end = (int(part, 16) for part in where.split("-"))
            try:
                memory.seek(start)
                yield memory.read(end - start)
            except OSError:
                continue  # the machine's own pages


def private_parts_of(file: Path) -> list[bytes]:
    """A private key as it lies in its file and as a library holds it."""
    found = []
    for key in key_files.read_privates(file).values():
        scalar = key.private_numbers().private_value
        found += [scalar.to_bytes(32, "big"), scalar.to_bytes(32, "little")]
    return [*found, file.read_bytes().split(b"\n")[1]]


def holds(part: Any, secrets: list[bytes]) -> bool:
    return any(secret in region for process in processes_of(part) for region in memory_of(process) for secret in secrets)


def test_the_web_process_holds_no_key_of_the_workers(installation: Installation, phone: Phone, bundle: dict[str, Any]) -> None:
    phone.send_entry(bundle["cases"][0], "attempt", {"attempt.how": "rang"})
    worker_keys = installation.state / "worker-keys"
    for file in (worker_keys / "opening.pem", worker_keys / "worker.pem"):
        try:
            in_worker = holds(installation.worker, private_parts_of(file))
        except PermissionError:
            pytest.skip("another process's memory cannot be read here")
        assert in_worker, "the search finds what is there"
        assert not holds(installation.web, private_parts_of(file))


def test_the_web_process_is_not_even_told_where_they_are(installation: Installation) -> None:
    for process in processes_of(installation.web):
        told = (process / "environ").read_bytes()
        assert b"RHI_OPENING_KEY" not in told
        assert b"RHI_WORKER_KEY" not in told
        assert b"worker-keys" not in told
        opened = [str(path.readlink()) for path in (process / "fd").iterdir() if path.is_symlink()]
        assert not [path for path in opened if "worker-keys" in path or "root-key" in path]


def test_no_key_lies_beside_the_database_or_in_its_backup(installation: Installation, office: Office, tmp_path: Path) -> None:
    database = Path(office.settings.database_url.removeprefix("sqlite:///"))
    copy = tmp_path / "backup.sqlite"
    with sqlite3.connect(database) as source, sqlite3.connect(copy) as target:
        source.backup(target)
    source.close()
    target.close()
    state = installation.state
    kek = (state / "web-keys" / "kek").read_bytes().strip()
    secrets = [kek, key_files.read_key(state / "web-keys" / "kek")]
    for name in ("worker-keys/opening.pem", "worker-keys/worker.pem", "root-key/root.pem", "web-keys/receipt.pem"):
        secrets += private_parts_of(state / name)
    for file in (*database.parent.rglob("*"), copy):
        content = file.read_bytes() if file.is_file() else b""
        assert not [secret for secret in secrets if secret in content], file


def test_what_people_say_and_are_called_is_not_in_the_database_in_the_clear(
    installation: Installation, office: Office, phone: Phone, bundle: dict[str, Any]
) -> None:
    from tests.sync.readers import entries_of

    case = bundle["cases"][0]
    answers = {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "spoke", "attempt.note": ", ".join(CANARIES)}
    phone.send_entry(case, "attempt", answers)
    wait_until(lambda: any(CANARIES[0] in str(entry["answers"]) for entry in entries_of(office, case)), SECONDS, "the entry")
    child = case["child"]
    names = [child["name"], child["address"] or CANARIES[0], *(contact["telephone"] for contact in case["contacts"])]
    for folder in ("data", "queue", "log"):
        for file in (installation.state / folder).rglob("*"):
            content = file.read_bytes() if file.is_file() else b""
            assert not [word for word in (*CANARIES, *names) if word and word.encode() in content], file


def test_a_kill_of_the_web_process_loses_and_doubles_nothing_that_was_acknowledged(
    installation: Installation, office: Office, phone: Phone, bundle: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With gunicorn, worker and all; tests/faults kills the server fifty times."""
    monkeypatch.setattr(phone, "send", sturdy(phone))
    receipts = send_while_killing(installation, phone, bundle["cases"][0])
    assert_all_there_once(office, phone, receipts)
    wait_until(lambda: processed(phone, receipts), SECONDS, "every envelope to be processed")


def sturdy(phone: Phone) -> Any:
    """As a phone does it: no answer is no reason to think that it did not arrive; it sends the same bytes again."""
    send = phone.send

    def again(method: str, path: str, body: bytes, headers: Any) -> Any:
        until = time.monotonic() + SECONDS
        while True:
            try:
                answer = send(method, path, body, headers)
                if answer.status < 500:
                    return answer
            except (OSError, HTTPException):
                pass
            assert time.monotonic() < until, "the server does not come back"
            time.sleep(0.02)

    return again


def send_while_killing(installation: Installation, phone: Phone, case: dict[str, Any]) -> dict[str, dict[str, Any]]:
    chance, receipts, done = random.Random(7), {}, threading.Event()  # noqa: S311 - the same moments each time

    def send() -> None:
        while not done.is_set():
            receipt = phone.upload(phone.seal(case, [phone.entry(case["record"], "attempt", {"attempt.how": "rang"})]))
            receipts[receipt["envelope"]] = receipt

    sender = threading.Thread(target=send)
    sender.start()
    for _ in range(KILLS):  # by this thread: parts end with the thread that started them
        time.sleep(chance.uniform(0.05, 0.4))
        installation.kill_web()
        installation.start_web()
    done.set()
    sender.join()
    return receipts


def assert_all_there_once(office: Office, phone: Phone, receipts: dict[str, dict[str, Any]]) -> None:
    from sqlalchemy import select

    from rhi_app.models import Envelope

    with office.session() as session:
        stored = session.scalars(select(Envelope).where(Envelope.device_id == phone.device).order_by(Envelope.sequence)).all()
        assert [envelope.sequence for envelope in stored] == list(range(1, len(stored) + 1))
        killed = [envelope for envelope in stored if envelope.id in receipts]
        assert len(killed) == len(receipts)
        for envelope in killed:
            receipt = receipts[envelope.id]
            assert (envelope.hash, envelope.server_sequence) == (receipt["hash"], receipt["server_sequence"])
            assert envelope.receipt["receipt"] == receipt


def processed(phone: Phone, receipts: dict[str, Any]) -> bool:
    told = phone.status(*list(receipts)[:500])["envelopes"]
    return all(signed is not None and signed["processed"]["state"] == "processed" for signed in told.values())


def test_a_server_that_is_away_is_no_refusal(phone: Phone, installation: Installation) -> None:
    installation.stop_web()
    with pytest.raises((OSError, HTTPException)):
        phone.status()
    installation.start_web()
    assert phone.status()["server_time"]


def test_a_wrong_method_or_address_is_said_in_json(phone: Phone) -> None:
    with pytest.raises(Refused, match="405"):
        phone.ask("GET", "/sync/envelopes")
    with pytest.raises(Refused, match="404"):
        phone.ask("GET", "/sync/elsewhere")
