"""What an authority wants stands in its file: no code knows one by its name."""

import ast
import re
from pathlib import Path

import pytest

from rhi_app.domain.protocol.load import HERE, files_of

PACKAGE = HERE.parent
KEYS = {path.stem for path in files_of(HERE)}
INVENTED_PEOPLE = ("demo", "demonstration")  # the demonstration's children live somewhere


def is_product(path: Path) -> bool:
    return not any(part.startswith(INVENTED_PEOPLE) for part in path.relative_to(PACKAGE).parts) and "vendor" not in path.parts


WORDS = {word for key in KEYS for word in (key, key.replace("-", " "))}
AS_A_WORD = re.compile(rf"\b({'|'.join(sorted(WORDS))})\b", re.IGNORECASE)
EXAMPLES_OF_USE = {"accounts.py", "protocol.py"}  # `--help` says "as essex"; ENG is the bank holidays' division


def texts_of(path: Path) -> list[str]:
    """Every text of a module but its docstrings."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docs = {id(node.body[0].value) for node in ast.walk(tree) if isinstance(getattr(node, "body", None), list) and node.body and isinstance(node.body[0], ast.Expr)}
    return [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs]


@pytest.mark.parametrize("path", [path for path in sorted(PACKAGE.rglob("*.py")) if is_product(path)], ids=lambda path: path.name)
def test_no_text_of_python_speaks_of_an_authority(path: Path) -> None:
    found = [text for text in texts_of(path) if AS_A_WORD.search(text)]
    assert found == [] or (path.parent.name == "commands" and path.name in EXAMPLES_OF_USE)


@pytest.mark.parametrize("kind", ["js", "html"])
def test_no_screen_and_no_page_speaks_of_an_authority(kind: str) -> None:
    """Comments may tell of a source; what a browser gets may not."""
    comments = {"js": r"/\*.*?\*/|//[^\n]*", "html": r"\{#.*?#\}"}[kind]
    files = [path for path in PACKAGE.rglob(f"*.{kind}") if is_product(path)]
    assert len(files) > 20
    assert [path.name for path in files if AS_A_WORD.search(re.sub(comments, "", path.read_text(encoding="utf-8"), flags=re.DOTALL))] == []


@pytest.mark.parametrize("path", [path for path in sorted(PACKAGE.rglob("*.py")) if is_product(path)], ids=lambda path: path.name)
def test_no_python_names_an_authority(path: Path) -> None:
    texts = [node.value for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Constant)]
    assert [text for text in texts if isinstance(text, str) and text.lower() in KEYS - {"england"}] == []


def test_no_javascript_names_an_authority() -> None:
    names = "|".join(sorted(KEYS - {"england"}))
    found = [
        path.name
        for path in (PACKAGE / "static" / "js").rglob("*.js")
        if re.search(rf"""["'`]({names})["'`]""", path.read_text(encoding="utf-8"))
    ]
    assert found == []
