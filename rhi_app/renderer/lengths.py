"""How much of one text is printed. Cut before the page is asked for: one endless answer must not cost the page of all others."""

from typing import Any

from rhi_app.domain.synopsis_words import text_of

LONGEST = 20_000  # code points of one text; what is longer stands whole in the portal
CUT = " [cut: the whole stands in the portal]"


BRIEF = 400  # code points: what stands beside something else is in one piece, and must not be longer than a page


def is_brief(parts: list[dict[str, Any]]) -> bool:
    """Blocks of a section, or signatures: whether two may stand side by side. A table never does."""
    return all("text" in part for part in parts) and sum(len(text_of(part["text"])) for part in parts) < BRIEF


def shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONGEST else value[:LONGEST] + CUT
    if isinstance(value, list):
        return [shortened(item) for item in value]
    return {key: shortened(item) for key, item in value.items()} if isinstance(value, dict) else value
