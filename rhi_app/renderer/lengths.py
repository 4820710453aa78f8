"""How much of one text is printed. Cut before the page is asked for: one endless answer must not cost the page of all others."""

from typing import Any

LONGEST = 20_000  # code points of one text; what is longer stands whole in the portal
CUT = " [cut: the whole stands in the portal]"


def shortened(value: Any) -> Any:
    if isinstance(value, str):
        return value if len(value) <= LONGEST else value[:LONGEST] + CUT
    if isinstance(value, list):
        return [shortened(item) for item in value]
    return {key: shortened(item) for key, item in value.items()} if isinstance(value, dict) else value
