"""A whole installation, as the tests of the story start it."""

import socket
from pathlib import Path

from rhi_app.demo.processes import is_free
from tests.engines.installations import Installation, MakeInstallation, wait_until


def answers(installation: Installation) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", installation.ports.web), timeout=5) as connection:
            connection.sendall(b"GET /healthz HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return b" 200 " in connection.makefile("rb").readline()
    except OSError:
        return False


def test_the_web_process_is_killed_and_comes_back_at_the_same_address(installation: Installation) -> None:
    assert answers(installation)
    installation.kill_web()
    assert not answers(installation)
    assert is_free(installation.ports.web)
    installation.start_web()
    assert answers(installation)


def test_the_cast_is_there_with_passwords_and_codes(installation: Installation) -> None:
    cast = installation.cast()
    assert len(cast) >= 6
    assert all(len(person["code"]) == 6 and person["password"] for person in cast.values())


def test_it_runs_on_postgresql_too(make_installation: MakeInstallation, postgres_url: str) -> None:
    installation = make_installation(RHI_DATABASE_URL=postgres_url)
    assert answers(installation)
    assert len(installation.cast()) >= 6
    assert not list(Path(installation.state / "data").glob("*"))
    wait_until(lambda: installation.worker.is_running)


def test_what_was_started_is_stopped(make_installation: MakeInstallation) -> None:
    installation = make_installation()
    ports = installation.ports
    installation.stop()
    assert all(is_free(port) for port in (ports.web, ports.mail_page, ports.smtp))
