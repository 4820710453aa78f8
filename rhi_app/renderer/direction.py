"""From which side a text is read: a full stop of Arabic or Hebrew stands on the left. Paper has no browser that would find out by itself."""

from typing import Any
from unicodedata import bidirectional

RIGHT_TO_LEFT = ("R", "AL")


def is_from_the_right(text: list[Any]) -> bool:
    """By the first letter that has a direction. `text`: runs, as domain/synopsis.py makes them."""
    letters = (letter for run in text for letter in (run if isinstance(run, str) else run.get("b", "")))
    first = next((way for letter in letters if (way := bidirectional(letter)) in ("L", *RIGHT_TO_LEFT)), "L")
    return first in RIGHT_TO_LEFT
