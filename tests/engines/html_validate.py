"""html-validate over pages: it finds what axe passes by, such as a group of radios without its legend."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.engines.node import NODE

PROJECT = Path(__file__).parents[2]
PROGRAM = PROJECT / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"
# Off: matters of taste, and what GOV.UK's own macros do on purpose.
CONFIGURATION = {
    "extends": ["html-validate:recommended"],
    "root": True,
    "rules": {
        "no-trailing-whitespace": "off", "doctype-style": "off", "void-style": "off", "attr-quotes": "off", "long-title": "off",
        "attribute-boolean-style": "off", "attribute-empty-style": "off", "no-inline-style": "error", "require-sri": "off",
        "form-dup-name": ["error", {"shared": ["radio", "button", "reset", "submit", "checkbox"]}],  # a group of checkboxes shares its name
        "no-implicit-button-type": "off", "prefer-native-element": "off", "no-redundant-role": "off", "tel-non-breaking": "off",
    },
}  # fmt: skip


def html_problems(pages: Mapping[str, str], folder: Path) -> list[str]:
    """"page: line: what is wrong", for all pages in one run, since each start of node takes half a second."""
    if not PROGRAM.is_file():
        pytest.skip("html-validate is not installed (bin/test installs it with npm ci)")
    (folder / ".htmlvalidate.json").write_text(json.dumps(CONFIGURATION))
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html)
    done = subprocess.run(
        [NODE, PROGRAM, "--formatter", "json", "--ext", "html", folder], capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.stdout, done.stderr
    return [
        f"{Path(page['filePath']).stem}: {message['line']}: {message['message']} [{message['ruleId']}]"
        for page in json.loads(done.stdout)
        for message in page["messages"]
    ]
