"""What forms, scripts and synopses read from a protocol, layer over layer. Mirrored in static/js/protocol-content.js."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from rhi_app.domain.protocol.engine import Protocol, Protocols, layers_in_force, version_of
from rhi_app.domain.protocol.moments import day_of

SECTIONS = (
    "opening", "consent_wordings", "late_reasons", "decline", "referral", "interview_topics", "harm_steps", "contacts", "helplines", "sharing",
)  # fmt: skip


def content_of(protocols: Protocols, authority: str, on: date | datetime | str, version: str | None = None) -> dict[str, Any]:
    """Each section from the nearest layer that has it, with the authority it is taken from; words code by code, own labels first."""
    layers = layers_in_force(protocols, authority, day_of(on), version)
    sections = {name: next(([layer[name], layer["authority"]] for layer in layers if name in layer), [None, None]) for name in SECTIONS}
    return {
        "authority": authority,
        "name": layers[0]["name"],
        "version": version_of(layers),
        "words": words_of(layers),
        "documents": {layer["authority"]: layer["documents"] for layer in layers},
        **{name: section for name, (section, _) in sections.items()},
        "taken_from": {name: source for name, (_, source) in sections.items()},
    }


def words_of(layers: list[Protocol]) -> dict[str, Any]:
    """Own words first; codes that only a layer below has come after them."""
    words: dict[str, Any] = {}
    for layer in layers:
        for name, codes in layer["words"].items():
            words[name] = {**words.get(name, {}), **{code: word for code, word in codes.items() if code not in words.get(name, {})}}
    return words


def choices_of(protocols: Protocols, authority: str, words: str, on: date | datetime | str) -> dict[str, str]:
    """The codes of a list that the authority itself offers on that day, with their labels; a list that it lacks is the one below."""
    day = day_of(on)
    layers = layers_in_force(protocols, authority, day)
    codes: dict[str, Any] = next((layer["words"][words] for layer in layers if layer["words"].get(words)), {})
    return {code: word["label"] for code, word in codes.items() if (word.get("from") or "") <= day <= (word.get("until") or "9999-99-99")}


def bundle_of(protocols: Protocols, versions: Iterable[str]) -> Protocols:
    """Only the versions that these decisions rest on ("essex 1, england 1"): what a phone needs, and no more."""
    wanted = {tuple(part.rsplit(" ", 1)) for version in versions for part in version.split(", ")}
    kept = {
        authority: [one for one in those if (authority, one["version"]) in wanted] for authority, those in protocols["versions"].items()
    }
    return {
        "versions": {authority: [without_examples(one) for one in those] for authority, those in kept.items() if those},
        "facts": protocols["facts"],
        "holidays": protocols["holidays"],
    }


def without_examples(protocol: Protocol) -> Protocol:
    return {key: value for key, value in protocol.items() if key != "examples"}
