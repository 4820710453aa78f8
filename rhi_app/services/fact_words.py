"""A fact as a page says it, in the authority's own words."""

from typing import Any

from rhi_app.domain.synopsis_words import length_words
from rhi_app.services.protocols import label_of

WORDS_OF_FACT = {
    "legal_status": "legal_statuses", "services": "services", "category": "categories", "grade": "grades", "placement_type": "placements",
}  # fmt: skip


def said(authority: str, name: str, value: Any) -> str:
    if value is None:
        return "Not known yet"
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if name == "episodes":
        return f"{len(value)}, with this one" if len(value) > 1 else "This is the first"
    if name == "absence" and isinstance(value, int):
        return length_words(value * 1000)
    words = WORDS_OF_FACT.get(name, "")
    if isinstance(value, list):
        return ", ".join(label_of(authority, words, code) for code in value) or "None"
    return label_of(authority, words, value) if isinstance(value, str) else str(value)
