"""The vendored files are the ones that VENDORED.json describes, and nothing else lies beside them."""

import hashlib
import json
import re
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
VENDOR = PROJECT / "rhi_app" / "static" / "vendor"
ENTRIES = json.loads((VENDOR / "VENDORED.json").read_text())["files"]


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["file"])
def test_a_vendored_file_has_its_hash_and_its_licence(entry: dict[str, str]) -> None:
    assert hashlib.sha256((VENDOR / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    assert len((VENDOR / entry["licence_file"]).read_text()) > 200
    assert entry["licence"]
    assert entry["made"]


def test_every_vendored_file_is_described() -> None:
    present = {str(file.relative_to(VENDOR)) for file in VENDOR.rglob("*") if file.is_file()}
    described = {entry["file"] for entry in ENTRIES} | {entry["licence_file"] for entry in ENTRIES}
    assert present == described | {"VENDORED.json"}


def test_the_versions_are_those_of_the_lock() -> None:
    lock = json.loads((PROJECT / "package-lock.json").read_text())["packages"]
    assert {entry["package"]: entry["version"] for entry in ENTRIES} == {
        entry["package"]: lock[f"node_modules/{entry['package']}"]["version"] for entry in ENTRIES
    }


def test_a_script_imports_nothing_by_a_bare_name() -> None:
    bare = re.compile(rb"""(?:^|[;}\s])(?:import|from)\s*["'][^./]""")
    assert [file.name for file in VENDOR.glob("*.js") if bare.search(file.read_bytes())] == []


def test_the_style_names_no_font_and_no_address_of_others() -> None:
    for file in VENDOR.glob("*.css"):
        style = file.read_text()
        for word in ("GDS Transport", "@font-face", "url(", "crown"):
            assert word not in style


def test_the_style_takes_its_colours_from_custom_properties() -> None:
    style = (VENDOR / "govuk-frontend-6.6.0.css").read_text()
    assert "--govuk-brand-colour: #1f5560" in style or "--govuk-brand-colour:#1f5560" in style
    assert "background-color:var(--govuk-brand-colour)" in style


def test_the_passphrase_words_are_7776_different_ones() -> None:
    words = (VENDOR / "words-eff-large.txt").read_text().splitlines()
    assert len(words) == len(set(words)) == 6**5
    assert [word for word in words if not re.fullmatch(r"[a-z]+(-[a-z]+)?", word)] == []
