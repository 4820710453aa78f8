"""Starts the parts of an installation as processes, watches them, and stops whatever it started."""

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

STOP_WITHIN_SECONDS = 8.0
# A part that ends again and again is broken, not unlucky.
AT_MOST_RESTARTS = 5


class PartFailed(Exception):
    """A part did not start, or ended too often."""


@dataclass
class Part:
    """One process, with exactly the environment it is given and a log file of its own."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    log_file: Path
    folder: Path
    process: subprocess.Popen[bytes] | None = field(default=None, repr=False)
    restarts: int = 0

    def start(self) -> None:
        self.log_file.parent.mkdir(parents=True, exist_ok=True)
        with self.log_file.open("ab") as log:
            # A group of its own: Ctrl-C reaches us alone, and we stop the parts in order.
            self.process = subprocess.Popen(
                _dying_with_us(self.command), env=dict(self.environment), cwd=self.folder, stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @property
    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def signal(self, number: signal.Signals) -> None:
        """To the whole group: gunicorn's workers and the renderer are children of the part."""
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return

    def stop(self) -> None:
        if self.process is None:
            return
        self.signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(STOP_WITHIN_SECONDS)
        self.kill()

    def kill(self) -> None:
        """No chance to tidy up: what a power cut does to a process."""
        self.signal(signal.SIGKILL)
        if self.process is not None:
            self.process.wait()
        self.process = None

    def last_words(self, lines: int = 15) -> str:
        if not self.log_file.is_file():
            return ""
        return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-lines:])


def _dying_with_us(command: Sequence[str]) -> list[str]:
    """So that nothing stays behind when we are killed without a chance to stop it (util-linux, so Linux only)."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM", *command] if setpriv and sys.platform == "linux" else list(command)


def stop_all(parts: Sequence[Part]) -> None:
    for part in reversed(parts):
        part.stop()


def restart_ended(parts: Sequence[Part]) -> list[str]:
    """Starts again what has ended by itself, and returns the names; too often is a failure."""
    ended = [part for part in parts if not part.is_running]
    for part in ended:
        part.restarts += 1
        if part.restarts > AT_MOST_RESTARTS:
            raise PartFailed(f"The {part.name} keeps ending. Its last words, from {part.log_file}:\n{part.last_words()}")
        part.start()
    return [part.name for part in ended]


def wait_for_port(part: Part, host: str, port: int, seconds: float = 30) -> None:
    """Until something answers there; fails at once when the part has ended."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not part.is_running:
            raise PartFailed(f"The {part.name} did not start. Its last words, from {part.log_file}:\n{part.last_words()}")
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.05)
    raise PartFailed(f"The {part.name} did not answer on port {port} within {seconds:.0f} seconds.\n{part.last_words()}")


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
