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
