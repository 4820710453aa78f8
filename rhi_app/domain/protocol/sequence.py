"""How the versions of one authority follow each other."""

from collections.abc import Mapping
from datetime import date, timedelta
from itertools import pairwise

from rhi_app.domain.problems import ProtocolProblem
from rhi_app.domain.protocol.engine import Protocol


def in_sequence(files: list[Protocol], in_force_from: Mapping[str, str]) -> dict[str, list[Protocol]]:
    """By authority, in the order of time. What is put in force on a day ends the version before it on the day before; no file is changed."""
    versions: dict[str, list[Protocol]] = {}
    for protocol in files:
        start = in_force_from.get(key_of(protocol))
        if start is not None and protocol["from"] is not None and start < protocol["from"]:
            raise ProtocolProblem(f"its source is in force from {protocol['from']}, not from {start}", file=protocol["file"], place="from")
        dated = {**protocol, "from": start or protocol["from"], "undated": protocol["from"] is None}
        versions.setdefault(protocol["authority"], []).append(dated)
    for those in versions.values():
        those.sort(key=lambda protocol: str(protocol["from"] or ""))
        for earlier, later in pairwise(those):
            if key_of(later) in in_force_from and later["from"] > (earlier["from"] or ""):
                earlier["until"] = min(earlier["until"] or "9999-12-31", day_after(later["from"], -1))
    return versions


def key_of(protocol: Protocol) -> str:
    return f"{protocol['authority']} {protocol['version']}"


def check_periods(versions: list[Protocol]) -> None:
    """Versions of one authority follow each other, day after day: no overlap, no gap."""
    for earlier, later in pairwise(versions):
        if earlier["version"] == later["version"]:
            raise ProtocolProblem(f"version {later['version']} stands in {earlier['file']} already", file=later["file"], place="version")
        if earlier["until"] is None or later["from"] is None or later["from"] <= earlier["until"]:
            raise ProtocolProblem(f"overlaps {earlier['file']}", file=later["file"], place="from")
        if later["from"] != day_after(earlier["until"], 1):
            raise ProtocolProblem(f"leaves a gap after {earlier['file']}, which ends on {earlier['until']}", file=later["file"], place="from")


def day_after(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
