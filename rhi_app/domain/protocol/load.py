"""Reads a folder of protocol files, or refuses them with file, rule and place. Nothing half read is ever used."""

import json
from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from rhi_app.domain.problems import ProtocolProblem
from rhi_app.domain.protocol.engine import Protocol, Protocols
from rhi_app.domain.protocol.meaning import check_day, check_meaning
from rhi_app.domain.protocol.prepare import prepare
from rhi_app.domain.protocol.shape import misfits

LARGEST = 1_000_000  # bytes; the six authorities take 30 to 70 thousand each
BESIDE = {"facts.json", "bank-holidays.json", "helplines.json", "protocol.schema.json"}
HERE = Path(__file__).parent.parent.parent / "protocols"


def load_protocols(folder: Path | str, in_force_from: Mapping[str, str] | None = None) -> Protocols:
    """Every protocol of the folder. `in_force_from` gives the day of activation to protocols whose source bears no date."""
    return combine([read_protocol(path) for path in files_of(Path(folder))], in_force_from or {})


def shipped() -> Protocols:
    return load_protocols(HERE)


def files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.json") if path.name not in BESIDE)


def combine(files: list[Protocol], in_force_from: Mapping[str, str]) -> Protocols:
    """Protocols that were read one by one, checked together: what extends what, periods, facts and codes."""
    facts = read_json(HERE / "facts.json")
    versions: dict[str, list[Protocol]] = {}
    for protocol in files:
        check_day(protocol, protocol, "")
        start = protocol["from"] or in_force_from.get(protocol["authority"])
        versions.setdefault(protocol["authority"], []).append({**protocol, "from": start, "undated": protocol["from"] is None})
    for authority in versions:
        versions[authority].sort(key=lambda protocol: protocol["from"] or "")
        check_periods(versions[authority])
    prepared = {authority: [prepare(one, versions) for one in those] for authority, those in versions.items()}
    protocols: Protocols = {"versions": prepared, "facts": facts, "holidays": read_json(HERE / "bank-holidays.json")}
    for those in prepared.values():
        for protocol in those:
            check_meaning(protocol, protocols)
    return protocols


def read_protocol(path: Path) -> Protocol:
    """One file, of the right shape. Its name goes with it into every message."""
    value = read_json(path)
    schema = read_json(HERE / "protocol.schema.json")
    for place, what in misfits(value, schema, schema):
        raise ProtocolProblem(what, file=path.name, rule=rule_at(value, place), place=place)
    return {**value, "file": path.name}


def rule_at(value: Any, place: str) -> str:
    """The id of the rule that a place such as rules[3].cites lies in."""
    if not place.startswith("rules["):
        return ""
    rule = value["rules"][int(place[6 : place.index("]")])]
    return str(rule.get("id", "")) if isinstance(rule, dict) else ""


def read_json(path: Path) -> Any:
    if path.stat().st_size > LARGEST:
        raise ProtocolProblem(f"is larger than {LARGEST} bytes", file=path.name)
    try:
        return json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=without_doubles, parse_constant=refuse, parse_float=refuse)
    except UnicodeDecodeError as error:
        raise ProtocolProblem("is not UTF-8", file=path.name) from error
    except RecursionError as error:
        raise ProtocolProblem("is nested too deeply", file=path.name) from error
    except json.JSONDecodeError as error:
        raise ProtocolProblem(f"is not JSON: {error.msg}", file=path.name, place=f"line {error.lineno}, column {error.colno}") from error
    except ValueError as error:
        raise ProtocolProblem(str(error), file=path.name) from error


def without_doubles(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """A key written twice would silently lose the first rule, or the first condition."""
    value = dict(pairs)
    if len(value) != len(pairs):
        double = next(name for number, (name, _) in enumerate(pairs) if name in [other for other, _ in pairs[:number]])
        raise ValueError(f"the key {double} stands twice in one object")
    return value


def refuse(text: str) -> Any:
    raise ValueError(f"{text} is not a whole number")


def check_periods(versions: list[Protocol]) -> None:
    """Versions of one authority follow each other, day after day: no overlap, no gap."""
    for earlier, later in pairwise(versions):
        if earlier["version"] == later["version"]:
            raise ProtocolProblem(f"version {later['version']} stands in {earlier['file']} already", file=later["file"], place="version")
        if earlier["until"] is None or later["from"] is None or later["from"] <= earlier["until"]:
            raise ProtocolProblem(f"overlaps {earlier['file']}", file=later["file"], place="from")
        if later["from"] != day_after(earlier["until"]):
            raise ProtocolProblem(f"leaves a gap after {earlier['file']}, which ends on {earlier['until']}", file=later["file"], place="from")


def day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()
