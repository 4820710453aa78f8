"""The web process as it is served: gunicorn on SQLite in a process of its own, to be killed at any moment."""

import os
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.client import HTTPException
from pathlib import Path

from rhi_app.demo.demonstration import PASSED_ON, PROJECT
from rhi_app.demo.processes import Part, wait_for_port
from tests.engines.ports import free_port
from tests.phone_simulator import Answer, Send, to_address

LOOPBACK = "127.0.0.1"
SECONDS_TO_COME_BACK = 60.0
GOOD, LATE_COMMIT = "rhi_app.wsgi:app", "tests.faults.late_commit:app"


class Server:
    """Over the state of an office (workplace.py)."""

    def __init__(self, state: Path, application: str = GOOD, before: tuple[str, ...] = ()) -> None:
        self.port = free_port()
        command = [
            *before, sys.executable, "-m", "gunicorn", application, "--bind", f"{LOOPBACK}:{self.port}",
            "--config", "python:tests.faults.gunicorn_settings",
        ]  # fmt: skip
        self.part = Part("web", command, self._environment(state), state / "log" / "web.log", PROJECT)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def _environment(self, state: Path) -> dict[str, str]:
        own = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        return own | {
            "RHI_STATE": str(state), "RHI_PORT": str(self.port), "RHI_BASE_URL": f"http://localhost:{self.port}",
            "RHI_DEMO": "1", "RHI_TEST_LIGHT_KDF": "1",
        }  # fmt: skip

    def start(self) -> None:
        self.part.start()
        wait_for_port(self.part, LOOPBACK, self.port)

    def kill(self) -> None:
        """All of it."""
        self.part.kill()

    def kill_worker(self) -> None:
        """The process that answers, with all its connections; gunicorn starts another."""
        for worker in self.workers():
            with suppress(ProcessLookupError):
                os.kill(worker, signal.SIGKILL)

    def workers(self) -> list[int]:
        assert self.part.process is not None
        master = self.part.process.pid
        return [int(pid) for pid in Path(f"/proc/{master}/task/{master}/children").read_text().split()]

    def wait_for_worker(self) -> None:
        """One that answers, not only a port that is open."""
        until = time.monotonic() + SECONDS_TO_COME_BACK
        while time.monotonic() < until:
            with suppress(OSError, HTTPException):
                if to_address(self.url, 2)("GET", "/healthz", b"", {}).status < 500:
                    return
            time.sleep(0.01)
        raise AssertionError("the server does not come back")


@contextmanager
def running(state: Path, application: str = GOOD, before: tuple[str, ...] = ()) -> Iterator[Server]:
    server = Server(state, application, before)
    server.start()
    try:
        server.wait_for_worker()
        yield server
    finally:
        server.part.stop()


def sturdy(send: Send, pause: float = 0.01) -> Send:
    """As a phone does it: no answer is no reason to think that it did not arrive; it sends the same bytes again."""

    def again(method: str, path: str, body: bytes, headers: object) -> Answer:
        until = time.monotonic() + SECONDS_TO_COME_BACK
        while time.monotonic() < until:
            with suppress(OSError, HTTPException, ValueError):  # half an answer is no JSON
                answer = send(method, path, body, headers)  # type: ignore[arg-type]
                if answer.status < 500 and answer.json:
                    return answer
            time.sleep(pause)
        raise AssertionError("the server does not come back")

    return again

