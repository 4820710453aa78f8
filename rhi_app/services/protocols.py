"""The protocols that this installation goes by, read once: files are part of a version of the programme."""

from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.protocol import Protocols, load_protocols
from rhi_app.models import Episode

FOLDER = Path(__file__).parent.parent / "protocols"


@cache
def protocols() -> Protocols:
    return load_protocols(FOLDER)


def authorities() -> dict[str, str]:
    """Whose protocol can decide an episode: every authority, and not the guidance that they extend."""
    newest = {key: versions[-1] for key, versions in protocols()["versions"].items()}
    bases = {protocol["extends"] for protocol in newest.values()}
    return {key: protocol["name"] for key, protocol in newest.items() if key not in bases}


def newest(authority: str) -> dict[str, Any]:
    return protocols()["versions"][authority][-1]


def layers_of(authority: str) -> list[dict[str, Any]]:
    """The authority's newest protocol and those that it extends, its own first."""
    layers: list[dict[str, Any]] = []
    key: str | None = authority
    while key is not None:
        layers.append(newest(key))
        key = layers[-1]["extends"]
    return layers


def label_of(authority: str, words: str, code: str | None) -> str:
    """A code in the authority's own words; what no layer words reads as its code."""
    if code is None:
        return ""
    for layer in layers_of(authority):
        if code in layer["words"].get(words, {}):
            return str(layer["words"][words][code]["label"])
    return code.replace("_", " ").capitalize()


def interview_words(authority: str) -> dict[str, str]:
    """What the interview is called there: one, many, title."""
    return next(dict(layer["words"]["interview"]) for layer in layers_of(authority) if "interview" in layer["words"])


def choices_of(authority: str, words: str) -> dict[str, str]:
    """The codes that the authority's protocol and those below it word, its own labels first."""
    found: dict[str, str] = {}
    for layer in layers_of(authority):
        found |= {code: word["label"] for code, word in layer["words"].get(words, {}).items() if code not in found}
    return found


def last_authority(session: Session, provider_id: str) -> str:
    """Whose episode this provider took in last; at first, the first in the list."""
    newest = select(Episode.authority).where(Episode.provider_id == provider_id).order_by(Episode.created_at.desc()).limit(1)
    last = session.scalar(newest)
    return last if last in authorities() else next(iter(authorities()))
