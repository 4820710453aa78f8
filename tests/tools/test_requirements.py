"""What is installed is what was chosen, byte for byte, whichever mirror a machine uses."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-uv.txt")
ADDRESS = re.compile(r"https?://|--index-url|--extra-index-url|--find-links|file:|@ git")


def pins(name: str) -> dict[str, str]:
    """Each pinned package with everything that is said about it."""
    text = (PROJECT / name).read_text()
    return {part.split("==")[0].split("[")[0].lower(): part for part in re.split(r"\n(?=[A-Za-z])", text) if "==" in part}


@pytest.mark.parametrize("name", LOCKS)
def test_every_package_is_pinned_with_a_hash(name: str) -> None:
    locked = pins(name)
    assert locked
    assert [package for package, said in locked.items() if "--hash=sha256:" not in said] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_address(name: str) -> None:
    assert ADDRESS.findall((PROJECT / name).read_text()) == []


def test_the_tests_run_on_the_very_versions_of_the_service() -> None:
    runtime, tests = pins("requirements.txt"), pins("requirements-dev.txt")
    version = re.compile(r"==([^ \\]+)")
    differing = [name for name, said in runtime.items() if version.findall(said)[0] != version.findall(tests[name])[0]]
    assert differing == []


def test_a_wrong_hash_is_refused(tmp_path: Path) -> None:
    wrong = tmp_path / "requirements.txt"
    wrong.write_text("segno==1.6.6 --hash=sha256:" + "0" * 64 + "\n")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--require-hashes", "-r", str(wrong), "-d", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "No matching distribution" in done.stderr:
        pytest.skip("no package index is reachable")
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr


def test_the_lock_of_npm_names_no_place_to_fetch_from() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text())
    packages = {name: said for name, said in lock["packages"].items() if name}
    assert packages
    assert [name for name, said in packages.items() if "resolved" in said or "integrity" not in said] == []
    assert "omit-lockfile-registry-resolved=true" in (PROJECT / ".npmrc").read_text()
    assert "ignore-scripts=true" in (PROJECT / ".npmrc").read_text()
