"""The list of 7,776 words (EFF, large) for what people read to each other or remember."""

from functools import cache

from rhi_app.static_files import FOLDER


@cache
def word_list() -> tuple[str, ...]:
    return tuple((FOLDER / "vendor" / "words-eff-large.txt").read_text(encoding="ascii").split())
