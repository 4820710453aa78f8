"""Content to HTML. Everything that a person wrote is escaped; the templates are ours alone."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from rhi_app.domain.strokes import drawing_of
from rhi_app.renderer.breaks import breakable
from rhi_app.renderer.direction import is_from_the_right
from rhi_app.renderer.fonts import printable
from rhi_app.renderer.lengths import is_brief

TEMPLATES = Path(__file__).parent.parent / "templates"


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
        auto_reload=False,  # a new version's templates are for the process that has its code too
    )  # fmt: skip
    made.filters |= {"drawing": drawing_of, "breakable": breakable}
    made.tests |= {"from_the_right": is_from_the_right, "brief": is_brief}
    return made


def page_of(content: dict[str, Any]) -> str:
    """`content` is a synopsis with its version and the names of product and service (services/synopses.py)."""
    return environment().get_template("synopsis/page.html").render(content=printable(content))
