"""One installation on one machine: prepares its state, starts its parts, stops them. bin/run and the tests both use it."""

import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from rhi_app.demo.certificates import Authority
from rhi_app.demo.processes import Part, PartFailed, stop_all, wait_for_port

PROJECT = Path(__file__).parents[2]
LOOPBACK = "127.0.0.1"
# What a process needs of ours to run at all; everything else it gets by name.
PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "TZ")
WEB_THREADS = 8
# Whoever has the opening key reads every record: these names go to the worker's environment and to no other.
WORKER_ONLY = ("RHI_OPENING_KEY_FILE", "RHI_WORKER_KEY_FILE")


@dataclass(frozen=True)
class Ports:
    web: int
    mail_page: int
    smtp: int

    @classmethod
    def beside(cls, web: int) -> "Ports":
        return cls(web=web, mail_page=web + 1, smtp=web + 2)


@dataclass
class Demonstration:
    """`lan_address` makes it answer to the local network, over https."""

    state: Path
    ports: Ports
    lan_address: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = self.state.absolute()
        self.folder = self.state / "demo"
        self.state.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.mailbox = self.state / "mail"
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.authority = Authority(self.folder / "certificates")
        self.mail = self._part("mail", self._mail_command(), self.environment())
        self.web = self._part("web", self._web_command(), self.environment())
        self.worker = self._part("worker", [sys.executable, "-m", "rhi_app.jobs"], self.worker_environment())
        self.parts = [self.mail, self.web, self.worker]

    @property
    def base_url(self) -> str:
        if self.lan_address:
            return f"https://{self.lan_address}:{self.ports.web}"
        # by name: a browser allows service workers and passkeys on http for localhost, passkeys not for 127.0.0.1
        return f"http://localhost:{self.ports.web}"

    @property
    def mail_url(self) -> str:
        return f"http://localhost:{self.ports.mail_page}"

    @property
    def is_seeded(self) -> bool:
        return self._seeded_marker.is_file()

    @property
    def _seeded_marker(self) -> Path:
        return self.folder / "seeded"

    def environment(self) -> dict[str, str]:
        """Of the web process and the commands: names no key of the worker's."""
        own = {name: os.environ[name] for name in PASSED_ON if name in os.environ}
        ours = {
            "RHI_STATE": str(self.state),
            "RHI_PORT": str(self.ports.web),
            "RHI_BASE_URL": self.base_url,
            "RHI_DEMO": "1",
            "RHI_MAIL_HOST": "localhost",
            "RHI_MAIL_PORT": str(self.ports.smtp),
            "RHI_MAIL_CA_FILE": str(self.authority.certificate_file),
        }
        given = {name: value for name, value in self.settings.items() if name not in WORKER_ONLY}
        return own | ours | given

    def worker_environment(self) -> dict[str, str]:
        return self.environment() | {name: value for name, value in self.settings.items() if name in WORKER_ONLY}

    def prepare(self) -> None:
        """Migrates, makes what keys are missing, and at the very first start seeds the cast and their episodes."""
        self.command("db-upgrade")
        self.command("keys", "make")
        if not self.is_seeded:
            self.command("seed-demo")
            self._seeded_marker.touch()

    def command(self, *words: str) -> str:
        """What `flask WORDS` prints."""
        done = subprocess.run(
            [sys.executable, "-m", "flask", "--app", "rhi_app", *words], env=self.environment(), cwd=PROJECT,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if done.returncode:
            raise PartFailed(f"“flask {' '.join(words)}” failed:\n{done.stdout}{done.stderr}")
        return done.stdout

    def start(self) -> None:
        try:
            for part, port in ((self.mail, self.ports.smtp), (self.web, self.ports.web), (self.worker, None)):
                part.start()
                if port:
                    wait_for_port(part, LOOPBACK, port)
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        stop_all(self.parts)

    def _part(self, name: str, command: Sequence[str], environment: Mapping[str, str]) -> Part:
        return Part(name, command, environment, self.state / "log" / f"{name}.log", PROJECT)

    def _mail_command(self) -> list[str]:
        return [
            sys.executable, "-m", "rhi_app.demo.mail_server", "--mailbox", str(self.mailbox),
            "--certificates", str(self.authority.folder), "--smtp-port", str(self.ports.smtp),
            "--page-port", str(self.ports.mail_page),
        ]  # fmt: skip

    def _web_command(self) -> list[str]:
        bind = f"0.0.0.0:{self.ports.web}" if self.lan_address else f"{LOOPBACK}:{self.ports.web}"
        command = [
            sys.executable, "-m", "gunicorn", "rhi_app.wsgi:app", "--bind", bind, "--worker-class", "gthread",
            "--threads", str(WEB_THREADS), "--graceful-timeout", "5", "--no-control-socket",
        ]  # fmt: skip
        if self.lan_address:
            certificate, key = self.authority.issue("web", [self.lan_address, "localhost", LOOPBACK])
            command += ["--certfile", str(certificate), "--keyfile", str(key)]
        return command
