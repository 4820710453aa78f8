"""The words of agreement that a protocol prints, and how an entry names exactly these. static/js/screens/said-yes.js names them alike."""

from typing import Any

from rhi_app.domain import canonical

Wording = dict[str, Any]


def find_wording(content: dict[str, Any], who: str, language: str = "en") -> Wording | None:
    """The newest version in that language; None where the protocol prints none."""
    found = [one for one in (content["consent_wordings"] or {}).get(who, []) if one["language"] == language]
    return max(found, key=lambda one: one["version"], default=None)


def name_of(content: dict[str, Any], who: str, wording: Wording) -> dict[str, str]:
    """The digest is of exactly these lines."""
    return {
        "authority": content["taken_from"]["consent_wordings"],
        "who": who,
        "version": str(wording["version"]),
        "language": wording["language"],
        "digest": canonical.digest(wording["text"]),
    }
