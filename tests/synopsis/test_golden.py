"""Each kind of synopsis, for each outcome, reads and looks as it did when it was last looked at, and is PDF/UA.

`python -m tests.synopsis.golden` keeps what was changed on purpose.
"""

from difflib import unified_diff
from pathlib import Path

import pytest
from PIL import Image

from rhi_app.services.synopsis_pdf import Renderer
from tests.synopsis import golden
from tests.synopsis.golden import KINDS, MOST_OFF, PICTURED
from tests.synopsis.test_pdf import faults_of_pdf_ua

AT_MOST_BYTES = 150_000
A_WORD, ANOTHER = "bus station", "train station"


def text_difference(kind: str, text: str) -> str:
    """What is wanted and what there is, line by line; empty where no word is another one."""
    kept = golden.text_file(kind).read_text("utf-8")
    if golden.words_of(kept) == golden.words_of(text):
        return ""
    return "\n".join(unified_diff(kept.splitlines(), text.splitlines(), "as kept", "as printed", lineterm="", n=1))


def pages_that_differ(kind: str, pdf: bytes) -> list[int]:
    kept, drawn = golden.picture_files(kind), golden.pictures_of(pdf)
    if len(kept) != len(drawn):
        return list(range(1, max(len(kept), len(drawn)) + 1))
    pairs = zip(kept, drawn, strict=True)
    return [number for number, (file, page) in enumerate(pairs, start=1) if golden.off_by(Image.open(file).convert("RGB"), page) > MOST_OFF]


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_reads_as_it_did_and_by_whatever_means(renderer: Renderer, tmp_path: Path, kind: str):
    pdf = golden.made(renderer, kind)
    assert text_difference(kind, golden.text_of(pdf)) == ""
    assert kind not in PICTURED or pages_that_differ(kind, pdf) == []
    assert faults_of_pdf_ua(pdf, tmp_path) == []


def test_a_changed_word_is_seen_and_shown(renderer: Renderer):
    content = golden.content_of("held-police")
    changed = str(content["sections"]).count(A_WORD)
    assert changed
    content["sections"] = replaced(content["sections"])
    text = golden.text_of(renderer.render(content))
    assert ANOTHER in text_difference("held-police", text)
    assert "as kept" in text_difference("held-police", text)


def replaced(value: object) -> object:
    if isinstance(value, str):
        return value.replace(A_WORD, ANOTHER)
    if isinstance(value, list):
        return [replaced(item) for item in value]
    return {name: replaced(item) for name, item in value.items()} if isinstance(value, dict) else value


def test_a_moved_block_is_seen_in_the_picture(renderer: Renderer):
    content = golden.content_of("held-social-worker")
    first, second = content["sections"][1:3]
    content["sections"][1:3] = second, first
    assert 1 in pages_that_differ("held-social-worker", renderer.render(content))


def test_a_block_that_slips_by_half_a_line_is_seen_and_a_hair_is_not():
    """Other machines draw letters a little otherwise; no machine moves a box."""
    page = Image.open(golden.picture_files("held-police")[0]).convert("RGB")
    below = page.height // 3
    for pixels, is_seen in ((1, False), (4, True)):  # half a millimetre, and not quite two
        slipped = page.copy()
        slipped.paste(page.crop((0, below, page.width, page.height - pixels)), (0, below + pixels))
        assert (golden.off_by(page, slipped) > MOST_OFF) is is_seen, pixels


def test_the_pictures_are_small():
    assert sum(file.stat().st_size for kind in PICTURED for file in golden.picture_files(kind)) < AT_MOST_BYTES


def test_no_text_is_kept_that_nothing_makes_any_more():
    assert {file.stem for file in golden.FOLDER.glob("*.txt")} == set(KINDS)
