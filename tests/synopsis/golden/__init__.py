"""Each kind of synopsis as it was last looked at: its text beside this file, and its main pages as small pictures.

`python -m tests.synopsis.golden` makes them anew: read and look at what changed before it is kept.
"""

import io
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pymupdf
from PIL import Image, ImageChops, ImageColor, ImageFilter
from pypdf import PdfReader

from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis import select
from rhi_app.services.synopsis_pdf import Renderer
from tests.synopsis.vectors import SELECTION, situations

FOLDER = Path(__file__).parent
NAMES = {"version": 1, "product": "Daybook", "service": "Wayside Young People’s Service"}
TEAM = "a desk, a team with the whole form, and the police"
# The name of the text: which case, whose page, and whether it is the notice that goes at once.
KINDS = {
    "held-social-worker": ("held in time", "social_worker", False),
    "held-police": ("held in time", "police_liaison", False),
    "held-desk": (TEAM, "desk", False),
    "held-whole-form": (TEAM, "team", False),
    "held-carer": ("copies for the family", "carer", False),
    "held-child": ("copies for the family", "child", False),
    "harm-coordinator": ("held in time", "coordinator", True),
    "harm-police": ("held in time", "police_liaison", True),
    "held-back-social-worker": ("stopped", "social_worker", False),
    "put-right-social-worker": ("put right afterwards", "social_worker", False),
    "declined-social-worker": ("declined", "social_worker", False),
    "declined-police": ("declined with harm", "police_liaison", False),
}
PICTURED = ("held-social-worker", "held-police", "declined-social-worker")
DOTS_PER_INCH = 56
INKS = ("#1b262c", "#4d5a61", "#1f5560", "#8a2d20", "#734800", "#b79a4b")  # print.css: each in full, and thinned as the edge of a letter is
THINNED = (1.0, 0.65, 0.35)
PAPERS = ("#ffffff", "#f7f3e6", "#d3d0c6")
CELL = 6  # pixels: nearly three millimetres of paper
BLUR = 1  # what another version of the drawing library puts half a pixel further is the same picture
MOST_OFF = 56  # of 255, in any cell: a line of text that comes, goes or moves by half its height is more


def content_of(kind: str) -> dict[str, Any]:
    case, reader, is_urgent = KINDS[kind]
    content = select(view_of(*situations()[case]), reader, SELECTION, urgent=is_urgent)
    assert content is not None
    return content | NAMES


def made(renderer: Renderer, kind: str) -> bytes:
    return renderer.render(content_of(kind))


def text_of(pdf: bytes) -> str:
    """What a reader copies out of it, page for page."""
    pages = (page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)
    return "\n".join(f"--- page {number} ---\n{text.strip()}\n" for number, text in enumerate(pages, start=1))


def words_of(text: str) -> list[str]:
    """Where a line ends is the layout's business, and the pictures'."""
    return text.split()


def pictures_of(pdf: bytes) -> list[Image.Image]:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return [Image.open(io.BytesIO(page.get_pixmap(dpi=DOTS_PER_INCH).tobytes("png"))).convert("RGB") for page in document]


def few_colours(picture: Image.Image) -> Image.Image:
    return picture.quantize(palette=palette(), dither=Image.Dither.NONE)


@cache
def palette() -> Image.Image:
    """Its first colour fills the places that are left."""
    thinned = [[round(255 - (255 - part) * share) for part in ImageColor.getrgb(ink)] for ink in INKS for share in THINNED]
    colours = [*map(ImageColor.getrgb, PAPERS), *thinned]
    made = Image.new("P", (1, 1))
    made.putpalette([part for colour in colours for part in colour])
    return made


def off_by(kept: Image.Image, drawn: Image.Image) -> int:
    """The largest difference of any cell in any colour; two sizes of paper are as far apart as can be."""
    if kept.size != drawn.size:
        return 255
    cells = [few_colours(one).convert("RGB").filter(ImageFilter.GaussianBlur(BLUR)).reduce(CELL) for one in (kept, drawn)]
    return max(int(most) for _, most in ImageChops.difference(*cells).getextrema())


def text_file(kind: str) -> Path:
    return FOLDER / f"{kind}.txt"


def picture_files(kind: str) -> list[Path]:
    return sorted(FOLDER.glob(f"{kind}-[0-9].png"))


def keep(renderer: Renderer) -> None:
    for kind in KINDS:
        pdf = made(renderer, kind)
        text_file(kind).write_text(text_of(pdf), "utf-8")
        for old in picture_files(kind):
            old.unlink()
        for number, picture in enumerate(pictures_of(pdf) if kind in PICTURED else (), start=1):
            few_colours(picture).save(FOLDER / f"{kind}-{number}.png", optimize=True)
