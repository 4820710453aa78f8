"""Whether a line would show who said it: a warning before it is sent, never a lock. Mirrored in static/js/synopsis-source.js."""

import re
from typing import Any

View = dict[str, Any]

PROTECTED = ("police_liaison", "carer")  # pages that may be read out to the one whom they are about
SAID = frozenset({"said", "says", "told", "tells", "according"})
WORD = re.compile(r"[^\W_]+")


def revealed_in(text: str, kind: str, view: View, page: str) -> str:
    """The word that gives it away. In the young person's own words only other people's names do."""
    if page not in PROTECTED:
        return ""
    people = {word.lower() for name in view["people"] for word in WORD.findall(name) if len(word) > 2}
    telling = people if kind == "words" else people | SAID | {word.lower() for word in WORD.findall(view["child"]["called"])}
    return next((word for word in WORD.findall(text) if word.lower() in telling), "")


def telling_text(answer: Any, text: str) -> str:
    """Of a list, how each item is known: whom it is about must stand there by name."""
    if isinstance(answer, list) and any(isinstance(item, dict) for item in answer):
        return " ".join(str(item.get("known", "")) for item in answer if isinstance(item, dict))
    return text
