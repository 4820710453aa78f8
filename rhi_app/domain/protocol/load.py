"""Reads a folder of protocol files, or refuses them with file, rule and place. Nothing half read is ever used."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from rhi_app.domain.problems import ProtocolProblem
from rhi_app.domain.protocol.engine import Protocol, Protocols
from rhi_app.domain.protocol.meaning import check_day, check_meaning
from rhi_app.domain.protocol.prepare import prepare
from rhi_app.domain.protocol.sequence import check_periods, in_sequence
from rhi_app.domain.protocol.shape import misfits

LARGEST = 1_000_000  # bytes; the six authorities take 30 to 70 thousand each
BESIDE = {"facts.json", "bank-holidays.json", "helplines.json", "protocol.schema.json"}
HERE = Path(__file__).parent.parent.parent / "protocols"


def load_protocols(folder: Path | str, in_force_from: Mapping[str, str] | None = None) -> Protocols:
    """Every protocol of the folder. `in_force_from` says from which day a version is put in force: {"essex 1": "2026-11-01"}."""
    return combine([read_protocol(path) for path in files_of(Path(folder))], in_force_from or {})


def shipped() -> Protocols:
    return load_protocols(HERE)


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if path.name not in BESIDE)


def combine(files: list[Protocol], in_force_from: Mapping[str, str]) -> Protocols:
    """Protocols that were read one by one, checked together: what extends what, periods, facts and codes."""
    for protocol in files:
        check_day(protocol, protocol, "")
    versions = in_sequence(files, in_force_from)
    for those in versions.values():
        check_periods(those)
    prepared = {authority: [prepare(one, versions) for one in those] for authority, those in versions.items()}
    facts, holidays = read_json(HERE / "facts.json"), read_json(HERE / "bank-holidays.json")
    protocols: Protocols = {"versions": prepared, "facts": facts, "holidays": holidays}
    for those in prepared.values():
        for protocol in those:
            check_meaning(protocol, protocols)
    return protocols


def read_protocol(path: Path) -> Protocol:
    """One file, of the right shape. Its name goes with it into every message."""
    return to_protocol(read_json(path), path.name)


def parse_protocol(text: str, name: str) -> Protocol:
    """The same from a text that was kept elsewhere."""
    return to_protocol(parse(text, name), name)


def to_protocol(value: Any, name: str) -> Protocol:
    schema = read_json(HERE / "protocol.schema.json")
    for place, what in misfits(value, schema, schema):
        raise ProtocolProblem(what, file=name, rule=rule_at(value, place), place=place)
    return {**value, "file": name}


def rule_at(value: Any, place: str) -> str:
    """The id of the rule that a place such as rules[3].cites lies in."""
    if not place.startswith("rules["):
        return ""
    rule = value["rules"][int(place[6 : place.index("]")])]
    return str(rule.get("id", "")) if isinstance(rule, dict) else ""


def read_json(path: Path) -> Any:
    return parse(read_text(path), path.name)


def read_text(path: Path) -> str:
    if path.stat().st_size > LARGEST:
        raise ProtocolProblem(f"is larger than {LARGEST} bytes", file=path.name)
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolProblem("is not UTF-8", file=path.name) from error


def parse(text: str, name: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=without_doubles, parse_constant=refuse, parse_float=refuse)
    except RecursionError as error:
        raise ProtocolProblem("is nested too deeply", file=name) from error
    except json.JSONDecodeError as error:
        raise ProtocolProblem(f"is not JSON: {error.msg}", file=name, place=f"line {error.lineno}, column {error.colno}") from error
    except ValueError as error:
        raise ProtocolProblem(str(error), file=name) from error


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key written twice would silently lose the first rule, or the first condition."""
    value = dict(pairs)
    if len(value) != len(pairs):
        double = next(name for number, (name, _) in enumerate(pairs) if name in [other for other, _ in pairs[:number]])
        raise ValueError(f"the key {double} stands twice in one object")
    return value


def refuse(text: str) -> Any:
    raise ValueError(f"{text} is not a whole number")
