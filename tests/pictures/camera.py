"""Takes the pictures and keeps them small: few colours, no loss that an eye would see on a flat screen."""

import io
import subprocess
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page

FOLDER = Path(__file__).parent
COLOURS = 64
AT_MOST_HIGH = 1200  # of a long page, its upper part
DOTS_PER_INCH = 90  # of a printed page: an A4 sheet as wide as a phone's picture


class Camera:
    def __init__(self, folder: Path = FOLDER) -> None:
        self.folder = folder
        self.taken: list[Path] = []

    def take(self, page: Page, name: str, *, dark: bool = False) -> None:
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        page.evaluate("document.fonts.ready")
        self._keep(page.screenshot(animations="disabled", caret="hide"), name)
        page.emulate_media(color_scheme="light")

    def take_wide(self, page: Page, name: str) -> None:
        """A page at a desk, as high as it is."""
        page.wait_for_load_state()
        page.evaluate("scrollTo(0, 0)")
        shown = page.viewport_size
        assert shown
        height = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": shown["width"], "height": min(AT_MOST_HIGH, height)})
        self.take(page, name)
        page.set_viewport_size(shown)

    def take_paper(self, pdf: Path, name: str) -> None:
        """Each page of a PDF, drawn as a reader's program draws it."""
        drawn = self.folder / f"{name}-page"
        subprocess.run(["pdftoppm", "-png", "-r", str(DOTS_PER_INCH), pdf, drawn], check=True)
        for number, page in enumerate(sorted(self.folder.glob(f"{drawn.name}-*.png")), start=1):
            self._keep(page.read_bytes(), f"{name}-{number}")
            page.unlink()

    def _keep(self, png: bytes, name: str) -> None:
        file = self.folder / f"{name}.png"
        with Image.open(io.BytesIO(png)) as picture:
            small = picture.convert("RGB").quantize(COLOURS, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
            small.save(file, optimize=True)
        self.taken.append(file)
