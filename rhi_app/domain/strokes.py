"""A drawn signature as the path of an SVG. Strokes are lists of x, y, t; the time says how it was drawn and is not shown."""

from itertools import pairwise
from math import hypot
from typing import Any

MOST_POINTS = 20_000  # a signature has some hundreds; a page must not choke on a drawing of an hour
EDGE = 6
LEAST_LINE = 30  # on a pad 600 wide: any mark of a person's own is longer, a touch that trembles is not
Point = tuple[int, int]


def drawing_of(answer: Any) -> dict[str, Any] | None:
    """`{"path", "box"}`, cut to what was drawn; None where nothing can be drawn from it."""
    strokes = [points_of(stroke) for stroke in strokes_in(answer)]
    strokes = [points for points in strokes if points]
    drawn = [point for points in strokes for point in points]
    if not drawn or len(drawn) > MOST_POINTS:
        return None
    left, top = min(x for x, _ in drawn) - EDGE, min(y for _, y in drawn) - EDGE
    width, height = max(x for x, _ in drawn) + EDGE - left, max(y for _, y in drawn) + EDGE - top
    return {"path": " ".join(path_of(points) for points in strokes), "box": f"{left} {top} {width} {height}", "width": width, "height": height}


def strokes_in(answer: Any) -> list[Any]:
    strokes = answer.get("strokes") if isinstance(answer, dict) else None
    return strokes if isinstance(strokes, list) else []


def points_of(stroke: Any) -> list[Point]:
    """The points; a stroke with anything but whole numbers in it is left out, since it goes into a page as it stands."""
    if not isinstance(stroke, list) or any(type(number) is not int or abs(number) > 10**9 for number in stroke):
        return []
    return list(zip(stroke[0::3], stroke[1::3], strict=False))


def path_of(points: list[Point]) -> str:
    """A smooth line: a curve from each middle to the next, bent by the point between; a single touch is a dot."""
    (x, y), *rest = points
    if not rest:
        return f"M{x} {y}h0"
    curves = [f"Q{a} {b} {(a + c) / 2:g} {(b + d) / 2:g}" for (a, b), (c, d) in pairwise(points)]
    return f"M{x} {y}{''.join(curves)}L{rest[-1][0]} {rest[-1][1]}"


def line_length(drawing: dict[str, Any]) -> float:
    """How far the finger went with the pad touched, scaled to a pad 600 wide. static/js/signature.js judges alike."""
    return float(sum(_length_of(stroke) for stroke in drawing["strokes"]) * 600 / max(drawing["width"], 1))


def is_a_dot(drawing: dict[str, Any]) -> bool:
    """Nothing drawn, or no more than a dot: that is nobody's signature."""
    return line_length(drawing) < LEAST_LINE


def _length_of(stroke: list[int]) -> float:
    points = list(zip(stroke[0::3], stroke[1::3], strict=False))
    return sum(hypot(later[0] - earlier[0], later[1] - earlier[1]) for earlier, later in pairwise(points))
