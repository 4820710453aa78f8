"""The commands of bin/: each is a valid script, may be run, and leaves the machine as it was when nothing is missing."""

import os
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
SCRIPTS = [file for folder in ("bin", ".ci") for file in sorted((PROJECT / folder).iterdir()) if file.is_file()]
SOURCED = {"setup.sh"}


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_a_script_parses(script: Path) -> None:
    if "python" in script.read_text().splitlines()[0]:
        compile(script.read_text(), script, "exec")
        return
    done = subprocess.run(["bash", "-n", script], capture_output=True, text=True, check=False)
    assert done.stderr == ""


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_a_script_may_be_run_and_says_what_it_does(script: Path) -> None:
    assert script.name in SOURCED or os.access(script, os.X_OK)
    lines = script.read_text().splitlines()
    assert any(line.startswith(("# ", '"""')) for line in lines[:2])


def in_setup(words: str, folder: Path = PROJECT, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs something after reading bin/setup.sh, as bin/run does."""
    script = f"set -euo pipefail; source {PROJECT}/bin/setup.sh; {words}"
    return subprocess.run(
        ["bash", "-c", script], cwd=folder, env=os.environ | environment, capture_output=True, text=True, check=False
    )


def test_a_second_set_up_installs_nothing() -> None:
    done = in_setup("set_up requirements.txt")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_changed_requirements_are_noticed(tmp_path: Path) -> None:
    (tmp_path / ".venv").mkdir()
    (tmp_path / "wanted.txt").write_text("one")
    assert in_setup("is_installed wanted.txt", tmp_path).returncode == 1
    assert in_setup("mark_installed wanted.txt; is_installed wanted.txt", tmp_path).returncode == 0
    (tmp_path / "wanted.txt").write_text("two")
    assert in_setup("is_installed wanted.txt", tmp_path).returncode == 1


def test_where_nothing_may_be_installed_the_one_line_to_paste_is_printed(tmp_path: Path) -> None:
    for tool in ("bash", "id", "tail", "cat"):
        (tmp_path / tool).symlink_to(f"/usr/bin/{tool}")
    done = in_setup("apt_need libpango-1.0-0 python3-venv", PATH=str(tmp_path))
    assert done.returncode == 1
    assert "sudo apt-get update && sudo apt-get install -y libpango-1.0-0 python3-venv" in done.stderr
