"""One long word in a narrow column would push the others off the paper: it may be broken, and stays the same word for whoever copies it."""

import re

from markupsafe import Markup, escape

LONG = re.compile(r"\S{20,}")
PIECE = 12


def breakable(text: str) -> Markup:
    """Escaped, with places to break in words of twenty letters and more."""
    made, end = Markup(), 0
    for found in LONG.finditer(text):
        word = found.group()
        pieces = [escape(word[at : at + PIECE]) for at in range(0, len(word), PIECE)]
        made += escape(text[end : found.start()]) + Markup("<wbr>").join(pieces)
        end = found.end()
    return made + escape(text[end:])
