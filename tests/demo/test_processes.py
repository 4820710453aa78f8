"""Parts are started, watched and stopped, with all that they started themselves."""

import os
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhi_app.demo.processes import Part, PartFailed, restart_ended, wait_for_port
from tests.engines.installations import wait_until
from tests.engines.ports import free_port

WITH_CHILD = """
import subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.fixture
def started() -> Iterator[list[Part]]:
    parts: list[Part] = []
    yield parts
    for part in parts:
        part.kill()


def a_part(folder: Path, script: str) -> Part:
    environment = {"PATH": os.environ["PATH"], "ONLY": "this"}
    return Part("part", [sys.executable, "-c", script], environment, folder / "log", folder)


def is_alive(process: int) -> bool:
    """A zombie that nobody has collected yet is not alive."""
    file = Path(f"/proc/{process}/stat")
    return file.is_file() and file.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def child_of(part: Part) -> int:
    wait_until(lambda: part.last_words().strip().isdigit())
    return int(part.last_words())


def test_stopping_a_part_ends_its_children_too(tmp_path: Path, started: list[Part]) -> None:
    part = a_part(tmp_path, WITH_CHILD)
    started.append(part)
    part.start()
    child = child_of(part)
    part.stop()
    assert not part.is_running
    wait_until(lambda: not is_alive(child))


def test_a_part_that_will_not_listen_is_ended_all_the_same(
    tmp_path: Path, started: list[Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("rhi_app.demo.processes.STOP_WITHIN_SECONDS", 0.3)
    deaf = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(1, flush=True); time.sleep(60)"
    part = a_part(tmp_path, deaf)
    started.append(part)
    part.start()
    wait_until(lambda: part.last_words() == "1")
    part.stop()
    assert not part.is_running


def test_a_part_gets_the_environment_it_is_given_and_no_more(
    tmp_path: Path, started: list[Part], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RHI_OPENING_KEY_FILE", "/secret")
    part = a_part(tmp_path, "import os; print(sorted(name for name in os.environ if name != 'LC_CTYPE'))")
    started.append(part)
    part.start()
    wait_until(lambda: not part.is_running)
    assert part.last_words() == "['ONLY', 'PATH']"


def test_a_part_that_ends_is_started_again_but_not_for_ever(tmp_path: Path, started: list[Part]) -> None:
    part = a_part(tmp_path, "print('no key')")
    started.append(part)
    part.start()
    for _ in range(5):
        wait_until(lambda: not part.is_running)
        assert restart_ended([part]) == ["part"]
    wait_until(lambda: not part.is_running)
    with pytest.raises(PartFailed, match="keeps ending") as failed:
        restart_ended([part])
    assert "no key" in str(failed.value)
    assert str(part.log_file) in str(failed.value)


def test_a_part_that_dies_at_the_start_is_reported_with_its_last_words(tmp_path: Path, started: list[Part]) -> None:
    part = a_part(tmp_path, "raise SystemExit('RHI_NAME is set to nothing')")
    started.append(part)
    part.start()
    with pytest.raises(PartFailed, match="RHI_NAME is set to nothing"):
        wait_for_port(part, "127.0.0.1", free_port(), seconds=10)


@pytest.mark.skipif(sys.platform != "linux", reason="the kernel's word to a child whose parent dies is Linux's")
def test_when_we_are_killed_the_parts_end_with_us(tmp_path: Path) -> None:
    script = textwrap.dedent(f"""
        import os, sys, time
        from pathlib import Path
        from rhi_app.demo.processes import Part
        part = Part("part", [sys.executable, "-c", "import time; time.sleep(60)"], dict(os.environ), Path({str(tmp_path / "log")!r}), Path("."))
        part.start()
        print(part.process.pid, flush=True)
        time.sleep(60)
    """)
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as us:
        assert us.stdout
        part = int(us.stdout.readline())
        time.sleep(0.2)
        us.kill()
    wait_until(lambda: not is_alive(part), 10)
