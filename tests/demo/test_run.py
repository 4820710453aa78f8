"""bin/run, as a person runs it: starts everything, says where it is, stops everything."""

import os
import shutil
import signal
import ssl
import subprocess
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization

from rhi_app.demo.processes import is_free
from tests.engines.installations import wait_until
from tests.engines.ports import free_port

PROJECT = Path(__file__).parents[2]
SECONDS_FOR_A_START = 60
READY = "Ctrl-C stops everything"

pytestmark = pytest.mark.slow


class Run:
    """bin/run in a terminal of its own, with what it has printed so far."""

    def __init__(self, state: Path, port: int, *options: str, **settings: str) -> None:
        self.state, self.port = state, port
        environment = {name: value for name, value in os.environ.items() if not name.startswith("RHI_")}
        environment |= {"RHI_STATE": str(state), "RHI_PORT": str(port), "RHI_TEST_LIGHT_KDF": "1"} | settings
        self.process = subprocess.Popen(
            [PROJECT / "bin" / "run", *options], env=environment, cwd="/", text=True, start_new_session=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        self._lines.extend(iter(self.process.stdout.readline, ""))

    @property
    def said(self) -> str:
        return "".join(self._lines)

    def wait_until_ready(self) -> float:
        began = time.monotonic()
        wait_until(lambda: READY in self.said or self.process.poll() is not None, SECONDS_FOR_A_START, READY)
        assert READY in self.said, self.said
        return time.monotonic() - began

    def interrupt(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.wait()

    def wait(self) -> int:
        code = self.process.wait(SECONDS_FOR_A_START)
        self._reader.join(5)
        return code

    def get(self, path: str, beside: int = 0) -> int:
        with urllib.request.urlopen(f"http://localhost:{self.port + beside}{path}", timeout=10) as answer:
            return int(answer.status)

    def environments(self) -> dict[int, str]:
        """Of every process that was told of this state."""
        found = {}
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                environment = (folder / "environ").read_text(errors="replace")
            except OSError:
                continue
            if str(self.state) in environment:
                found[int(folder.name)] = environment
        return found

    def clean_up(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        self.wait()
        if self.process.stdout:
            self.process.stdout.close()


@pytest.fixture
def runs() -> Iterator[list[Run]]:
    runs: list[Run] = []
    yield runs
    for run in reversed(runs):
        run.clean_up()


def free_row() -> int:
    """A port with three free ones after it."""
    while True:
        port = free_port()
        if all(is_free(port + more) for more in range(1, 4)):
            return port


def test_it_starts_says_where_it_is_and_ctrl_c_leaves_nothing_behind(tmp_path: Path, runs: list[Run]) -> None:
    keys = tmp_path / "state" / "worker-keys"
    runs.append(Run(tmp_path / "state", free_row(), RHI_OPENING_KEY_FILE=str(keys / "opening.pem")))
    first = runs[0]
    first.wait_until_ready()
    assert f"http://localhost:{first.port}/" in first.said
    assert f"http://localhost:{first.port + 1}/" in first.said
    assert (first.get("/healthz"), first.get("/app/"), first.get("/", beside=1)) == (200, 200, 200)
    only_the_worker_is_told_of_its_keys(first)
    a_second_one_on_the_same_state_is_refused(first, runs)
    assert first.interrupt() == 0, first.said
    assert first.environments() == {}
    assert all(is_free(first.port + beside) for beside in range(3))

    runs.append(Run(tmp_path / "state", first.port))
    second = runs[-1]
    # two seconds on a machine at rest; here others may have it too
    assert second.wait_until_ready() < 30, "a second start takes a few seconds"
    assert "Installing" not in second.said
    assert passwords_of(second) == passwords_of(first) != []


def only_the_worker_is_told_of_its_keys(run: Run) -> None:
    commands = {process: Path(f"/proc/{process}/cmdline").read_text().replace("\0", " ") for process in run.environments()}
    told = {commands[process] for process, environment in run.environments().items() if "RHI_OPENING_KEY_FILE" in environment}
    web = [command for command in commands.values() if "gunicorn" in command]
    assert web
    assert not set(web) & told
    assert [command for command in told if "rhi_app.jobs" in command]


def a_second_one_on_the_same_state_is_refused(first: Run, runs: list[Run]) -> None:
    runs.append(Run(first.state, free_row()))
    assert runs[-1].wait() == 1
    assert "runs already" in runs[-1].said


def passwords_of(run: Run) -> list[str]:
    """The cast's lines, without the codes that are good for half a minute."""
    return [line[:-6] for line in run.said.splitlines() if "@" in line]


def test_with_lan_a_phone_is_told_how_to_trust_it_and_then_does(tmp_path: Path, seeded_state: Path, runs: list[Run]) -> None:
    shutil.copytree(seeded_state, tmp_path / "state")
    run = Run(tmp_path / "state", free_row(), "--lan", "127.0.0.1")
    runs.append(run)
    run.wait_until_ready()
    with urllib.request.urlopen(f"http://127.0.0.1:{run.port + 3}/daybook-demonstration.crt", timeout=10) as answer:
        certificate = x509.load_der_x509_certificate(answer.read())
    assert certificate.fingerprint(hashes.SHA256()).hex(":").upper() in run.said
    trusting = ssl.create_default_context(cadata=certificate.public_bytes(serialization.Encoding.PEM).decode())
    with urllib.request.urlopen(f"https://127.0.0.1:{run.port}/app/", timeout=10, context=trusting) as answer:
        assert answer.status == 200
    assert f"adb reverse tcp:{run.port} tcp:{run.port}" in run.said


def test_a_taken_port_is_named(tmp_path: Path, runs: list[Run]) -> None:
    import socket

    port = free_row()
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port + 1))
        taken.listen()
        runs.append(Run(tmp_path / "state", port))
        assert runs[0].wait() == 1
    assert f"Something else answers on port {port + 1}." in runs[0].said


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"RHI_PORT": "eight"}, "RHI_PORT is a port"),
        ({"RHI_DEMO": "0"}, "bin/run starts the demonstration alone"),
        ({"RHI_NONSENSE": "1"}, "There is no setting RHI_NONSENSE"),
    ],
)
def test_nonsense_in_a_setting_is_refused_with_its_name(
    tmp_path: Path, runs: list[Run], settings: dict[str, str], sentence: str
) -> None:
    runs.append(Run(tmp_path / "state", free_row(), **settings))
    assert runs[0].wait() == 1
    assert sentence in runs[0].said


def test_fresh_never_removes_what_is_no_demonstration(tmp_path: Path, runs: list[Run]) -> None:
    kept = tmp_path / "state" / "data" / "rhi.sqlite"
    kept.parent.mkdir(parents=True)
    kept.write_text("an installation's")
    runs.append(Run(tmp_path / "state", free_row(), "--fresh"))
    assert runs[0].wait() == 1
    assert "holds no demonstration" in runs[0].said
    assert kept.read_text() == "an installation's"
