"""The bundled fonts: which they are, and which characters they can show."""

import re
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FOLDER = Path(__file__).parent.parent / "static" / "vendor" / "fonts"
# Family, weight and file: Latin, Greek, Cyrillic, Vietnamese, Devanagari, Arabic and Hebrew. Version numbers are the vendored files' own.
FONTS = (
    ("Noto Sans", 400, "NotoSans-Regular"),
    ("Noto Sans", 700, "NotoSans-Bold"),
    ("Noto Serif", 400, "NotoSerif-Regular"),
    ("Noto Serif", 700, "NotoSerif-Bold"),
    ("Noto Sans Arabic", 400, "NotoSansArabic-Regular"),
    ("Noto Sans Arabic", 700, "NotoSansArabic-Bold"),
    ("Noto Sans Hebrew", 400, "NotoSansHebrew-Regular"),
    ("Noto Sans Hebrew", 700, "NotoSansHebrew-Bold"),
)
SCHEME = "bundled:"
SEE_PORTAL = "[see portal]"
LAYOUT = frozenset("\n\t ")


@cache
def read_font(name: str) -> bytes:
    """By its name without the version."""
    (file,) = FOLDER.glob(f"{name}-*.ttf")
    return file.read_bytes()


def font_faces() -> str:
    rules = (f'@font-face {{ font-family: "{family}"; font-weight: {weight}; src: url("{SCHEME}{name}") }}' for family, weight, name in FONTS)
    return "\n".join(rules)


@cache
def covered() -> frozenset[int]:
    """Every code point that some regular font of ours has a glyph for."""
    regular = [name for _, weight, name in FONTS if weight == 400]
    return frozenset(code for name in regular for code in TTFont(BytesIO(read_font(name)), lazy=True).getBestCmap())


@cache
def uncovered() -> re.Pattern[str]:
    """Runs of characters that would otherwise be printed as boxes, or by whatever font the machine happens to have."""
    known = sorted(covered() | {ord(character) for character in LAYOUT})
    spans: list[list[int]] = []
    for code in known:
        if spans and spans[-1][1] == code - 1:
            spans[-1][1] = code
        else:
            spans.append([code, code])
    inside = "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in spans)
    return re.compile(f"[^{inside}]+")


def printable(value: Any) -> Any:
    """The same content, with a visible word where letters are outside the fonts: the portal shows them."""
    if isinstance(value, str):
        return uncovered().sub(SEE_PORTAL, value)
    if isinstance(value, list):
        return [printable(item) for item in value]
    return {key: printable(item) for key, item in value.items()} if isinstance(value, dict) else value
