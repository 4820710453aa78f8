"""A whole installation, as the tests of the story start it."""

import socket
from pathlib import Path

from rhi_app.demo.processes import is_free
from tests.engines.installations import Installation, new_installation


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


def test_prepared_by_its_commands_it_runs_on_postgresql_too_and_stops(tmp_path: Path, postgres_url: str) -> None:
    installation = new_installation(tmp_path / "state", RHI_DATABASE_URL=postgres_url)
    installation.prepare()
    installation.start()
    try:
        assert answers(installation)
        assert installation.worker.is_running
        assert not list(Path(installation.state / "data").glob("*"))
    finally:
        installation.stop()
    assert all(is_free(port) for port in (installation.ports.web, installation.ports.mail_page, installation.ports.smtp))
