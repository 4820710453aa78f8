"""The core knows no framework."""

import ast
import sys
from pathlib import Path

import pytest

DOMAIN = Path(__file__).parents[2] / "rhi_app" / "domain"
FILES = sorted(DOMAIN.rglob("*.py"))


def imported_by(file: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_domain_imports_the_standard_library_and_itself_alone(file: Path) -> None:
    strange = {name for name in imported_by(file) if not is_plain(name)}
    assert not strange, f"{file.name} imports {strange}"


def is_plain(name: str) -> bool:
    return name.split(".")[0] in sys.stdlib_module_names or name == "rhi_app.domain" or name.startswith("rhi_app.domain.")


def test_only_one_file_calls_the_cryptographic_library() -> None:
    package = DOMAIN.parent
    callers = {
        file.relative_to(package).as_posix()
        for file in package.rglob("*.py")
        if any(name.split(".")[0] == "cryptography" for name in imported_by(file))
    }
    # the demonstration's own certificate authority is of another world: no child's data ever meets it
    assert {name for name in callers if not name.startswith("demo/")} == {"services/crypto.py"}
