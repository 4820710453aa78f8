"""A small protocol of an invented authority, to break in one place at a time."""

import json
from pathlib import Path
from typing import Any

from rhi_app.domain.protocol import Protocols
from rhi_app.domain.protocol.load import HERE, combine, read_protocol

CITES = [{"document": "protocol", "paragraph": "1", "quote": "Every child is offered a return interview."}]


def a_rule(**changes: Any) -> dict[str, Any]:
    return {"id": "offer-all", "question": "offer", "when": {"named": "child"}, "say": "Offer a return interview.", "cites": CITES, **changes}


def a_protocol(*, rules: list[dict[str, Any]] | None = None, **changes: Any) -> dict[str, Any]:
    return {
        "format": 1,
        "authority": "my-town",
        "name": "My Town Council",
        "extends": "england",
        "version": "1",
        "from": None,
        "until": None,
        "documents": {"protocol": {"title": "My Town protocol", "dated": None}},
        "rules": [a_rule()] if rules is None else rules,
        "examples": [{"says": "A boy of 12.", "facts": {"age": 12, "turned_18": False}, "expect": {"offer": {"verdict": "yes"}}}],
        **changes,
    }


def write(folder: Path, protocol: Any, name: str = "my-town.json") -> Path:
    path = folder / name
    path.write_text(protocol if isinstance(protocol, str) else json.dumps(protocol), encoding="utf-8")
    return path


def beside_england(folder: Path, *protocols: dict[str, Any], in_force_from: dict[str, str] | None = None) -> Protocols:
    """These protocols, read from files, on top of the statutory guidance."""
    read = [read_protocol(write(folder, protocol, f"{number}.json")) for number, protocol in enumerate(protocols)]
    return combine([read_protocol(HERE / "england.json"), *read], in_force_from or {})
