"""Our JavaScript modules, many in one file: a phone pays for each file that it asks for, and a form needs a hundred modules.

Nothing is built and kept: the server writes each file from the modules as they stand, without their comments. A module becomes a
function that runs once, when it is first asked for, with a scope of its own. That takes no parser, since our modules say what they
import and export at the start of a line, and in few ways; any other way is refused.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from rhi_app.static_files import FOLDER, without_comments

# Each file that the phone gets, and the one that has run before it in the same page.
FILES = {"js/app.js": None, "js/inside.js": "js/app.js", "js/vault-worker.js": None, "js/kdf-worker.js": None}

FROM = re.compile(r'^(?P<how>import|export) (?:(?P<what>\* as \w+|\w+|\{[^}]*\}) from )?"(?P<path>\.[^"]+)";$', re.MULTILINE)
LATER = re.compile(r'\bimport\("(?P<path>\.[^"]+)"\)')
MADE_HERE = re.compile(r"^export (?=(?:async function|function|class|const) (?P<name>\w+))", re.MULTILINE)
LISTED = re.compile(r"^export \{(?P<names>[^}]*)\};$", re.MULTILINE)
NOT_UNDERSTOOD = re.compile(r"^(?:import|export)\b.*", re.MULTILINE)
FIRST = """const $makers = {};
const $made = {};
export const $add = (makers) => Object.assign($makers, makers);
export const $use = (name) => ($made[name] ??= $makers[name]());
"""
SECOND = """import {{ $add, $use }} from "./{before}";
export {{ $use }};
"""


class NotUnderstood(Exception):
    """A module imports or exports in a way that stands nowhere here."""


@cache
def file_of(name: str) -> str:
    """One of FILES, whole. It exports `$use`, which gives what a module exports: `$use("js/records.js")`."""
    before = FILES[name]
    modules = modules_in(name)
    vendored = vendored_in(name)
    imports = [f'import * as $vendored{number} from "../{module}";\n' for number, module in enumerate(vendored)]
    makers = [f'"{module}": () => $vendored{number},\n' for number, module in enumerate(vendored)]
    makers += [f'"{module}": () => {{\n{_Body(module, modules).text()}}},\n' for module in modules if module not in vendored]
    start = SECOND.format(before=Path(before).name) if before else FIRST
    run = "" if before else f'$use("{name}");\n'
    return "".join([*imports, start, "$add({\n", *makers, "});\n", run])


@cache
def modules_in(name: str) -> list[str]:
    """What runs before the module of that name, and itself; in a page's second file whatever the first may ask for later."""
    before = FILES[name]
    if before is None:
        return [*_needed_by(name, later=False)]
    return [module for module in _needed_by(before, later=True) if module not in modules_in(before)]


def file_with(module: str) -> str:
    """Which of a page's files has it."""
    return next(name for name in FILES if module in modules_in(name))


def vendored_in(name: str) -> list[str]:
    """Other people's modules, which stay files of their own, as they came."""
    return [module for module in modules_in(name) if module.startswith("vendor/")]


def _needed_by(name: str, *, later: bool) -> Iterator[str]:
    found = [name]
    for module in found:
        yield module
        found += [path for path in _imported_by(module, later=later) if path not in found]


def _imported_by(module: str, *, later: bool = False) -> list[str]:
    if module.startswith("vendor/"):
        return []
    ways = [FROM, LATER] if later else [FROM]
    return list(dict.fromkeys(_beside(module, match["path"]) for way in ways for match in way.finditer(_program(module))))


class _Body:
    """Of the function that makes a module: its imports are looked up, its exports given back."""

    def __init__(self, module: str, beside: list[str]) -> None:
        self.module, self.beside = module, beside
        self.exports: list[str] = []

    def text(self) -> str:
        body = _program(self.module)
        for way, put in ((FROM, self.look_up), (LISTED, self.listed), (MADE_HERE, self.made_here), (LATER, self.ask_later)):
            body = way.sub(put, body)
        if found := NOT_UNDERSTOOD.search(body):
            raise NotUnderstood(f"{self.module}: {found[0]}")
        return f"{body}return {{ {', '.join(self.exports)} }};\n"

    def look_up(self, match: re.Match[str]) -> str:
        used, what = f'$use("{_beside(self.module, match["path"])}")', match["what"] or ""
        if match["how"] == "export":
            self.exports += [f"{given}: {used}.{name}" for name, given in _names(what)]
            return ""
        if what.startswith("{"):
            return f"const {{ {', '.join(': '.join(pair) for pair in _names(what))} }} = {used};"
        name, every = what.removeprefix("* as "), what.startswith("*")
        return f"const {name} = {used}{'' if every else '.default'};" if what else f"{used};"

    def listed(self, match: re.Match[str]) -> str:
        self.exports += [f"{given}: {name}" for name, given in _names(match["names"])]
        return ""

    def made_here(self, match: re.Match[str]) -> str:
        self.exports.append(match["name"])
        return ""

    def ask_later(self, match: re.Match[str]) -> str:
        path = _beside(self.module, match["path"])
        coming = "Promise.resolve()" if path in self.beside else f'import("./{Path(file_with(path)).name}")'
        return f'{coming}.then(() => $use("{path}"))'


def _names(what: str) -> Iterator[tuple[str, str]]:
    """`{ a, b as c }`: each name and the one that it is given."""
    for name in filter(None, (part.strip() for part in what.strip("{}").split(","))):
        there, _, given = name.partition(" as ")
        yield there, given or there


def _beside(module: str, path: str) -> str:
    return ((FOLDER / module).parent / path).resolve().relative_to(FOLDER.resolve()).as_posix()


@cache
def _program(module: str) -> str:
    program = without_comments((FOLDER / module).read_bytes()).decode()
    if "import.meta" in program and "/" in module.removeprefix("js/"):
        raise NotUnderstood(f"{module}: its own address is another one in a file of many")
    return program
