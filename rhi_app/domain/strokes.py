"""A signature as strokes: `[x, y, t, x, y, t, …]` in units of a pad that is `width` wide. static/js/signature.js judges alike."""

from itertools import pairwise
from math import hypot
from typing import Any

LEAST_LINE = 30  # on a pad 600 wide: any mark of a person's own is longer, a touch that trembles is not


def line_length(drawing: dict[str, Any]) -> float:
    """How far the finger went with the pad touched, scaled to a pad 600 wide."""
    return float(sum(_length_of(stroke) for stroke in drawing["strokes"]) * 600 / max(drawing["width"], 1))


def is_a_dot(drawing: dict[str, Any]) -> bool:
    """Nothing drawn, or no more than a dot: that is nobody's signature."""
    return line_length(drawing) < LEAST_LINE


def _length_of(stroke: list[int]) -> float:
    points = list(zip(stroke[0::3], stroke[1::3], strict=False))
    return sum(hypot(later[0] - earlier[0], later[1] - earlier[1]) for earlier, later in pairwise(points))
