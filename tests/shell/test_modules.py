"""Many modules in one file: each says the same as by itself, and what would be understood wrongly is refused."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from rhi_app import modules
from rhi_app.modules import NotUnderstood, file_of, modules_in
from tests.engines.node import NODE

FIRST = """
import { later, renamed as asked } from "./second.js";
import * as second from "./second.js";
import Whole from "../vendor/whole-1.0.0.js";
export { passedOn as given, later } from "./second.js";

export const found = [asked(), second.renamed(), new Whole().name];
export async function ask() {
  return (await import("./third.js")).late;
}
const hidden = "of the first";
export { hidden };
ask().then((late) => console.log(JSON.stringify([...found, later, hidden, late])));
"""
SECOND = """
export class Passed {}
export const later = "later"; // of the second
export function renamed() {
  return hidden;
}
export const passedOn = Passed;
const hidden = "of the second";
"""
WHOLE = "class Whole { name = 'whole'; }\nexport { Whole as default };\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Modules of its own, of which js/first.js is the page's."""
    for name, text in {"js/first.js": FIRST, "js/second.js": SECOND, "js/third.js": 'export const late = "late";\n', "vendor/whole-1.0.0.js": WHOLE}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(modules, "FOLDER", tmp_path)
    monkeypatch.setattr(modules, "FILES", {"js/first.js": None, "js/third.js": "js/first.js"})
    forget()
    yield tmp_path
    forget()


def forget() -> None:
    for kept in (modules.file_of, modules.modules_in, modules._program):
        kept.cache_clear()


def test_each_module_runs_once_and_in_a_scope_of_its_own(folder: Path) -> None:
    sent = folder / "sent"
    shutil.copytree(folder / "vendor", sent / "vendor")
    (sent / "js").mkdir()
    (sent / "package.json").write_text(json.dumps({"type": "module"}))
    for name in modules.FILES:
        (sent / name).write_text(file_of(name))
    told = subprocess.run([NODE, sent / "js" / "first.js"], capture_output=True, text=True, check=True).stdout
    assert json.loads(told) == ["of the second", "of the second", "whole", "later", "of the first", "late"]
    assert "given: $use" in file_of("js/first.js")


@pytest.mark.parametrize("line", [
    "export default 1;", "export let counted = 0;", 'export * from "./second.js";', 'import first, { later } from "./second.js";',
    "import { later } from './second.js';", 'import { later } from "second";',
])  # fmt: skip
def test_another_way_to_import_or_export_is_refused(folder: Path, line: str) -> None:
    (folder / "js" / "second.js").write_text(SECOND + line + "\n")
    with pytest.raises(NotUnderstood, match="second"):
        file_of("js/first.js")


def test_a_module_of_a_folder_may_not_ask_for_its_own_address(folder: Path) -> None:
    (folder / "js" / "screens").mkdir()
    (folder / "js" / "screens" / "own.js").write_text("export const here = import.meta.url;\n")
    (folder / "js" / "third.js").write_text('export { here as late } from "./screens/own.js";\n')
    with pytest.raises(NotUnderstood, match="own"):
        file_of("js/first.js")


def test_no_module_asks_for_one_that_has_not_run_because_it_waits_for_this_one() -> None:
    """In a circle of imports a function of modules would call itself for ever."""
    for file in modules.FILES:
        for name in modules_in(file):
            before = {*modules._needed_by(name, later=False)} - {name}
            assert not any(name in modules._imported_by(one) for one in before), name
