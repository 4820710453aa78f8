"""HTML to PDF/UA-1. Nothing is fetched: what a page needs is bundled."""

import logging
from functools import cache
from pathlib import Path
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from rhi_app.renderer.artifacts import finish
from rhi_app.renderer.fonts import FONTS, SCHEME, font_faces, read_font

END = "end"  # the last paragraph, three lines of small print
HALF_EMPTY = 0.5  # of the page’s height, its upper margin and running line included: no style below saves more than that of two pages
MOST_SET_AGAIN = 6  # pages; one more or less of many is nothing that anybody notices, and time is short
STYLE = Path(__file__).parent.parent / "templates" / "synopsis" / "print.css"
CLOSER = (STYLE.with_name("closer.css"), STYLE.with_name("closest.css"))
MARK = Path(__file__).parent.parent / "static" / "img" / "mark.svg"
logging.getLogger("weasyprint").addHandler(logging.NullHandler())  # its warnings quote the page: they must not reach a log
logging.getLogger("weasyprint").propagate = False


class NothingElse(URLFetcher):
    """Gives the bundled fonts and the mark, and refuses every other address: no file, no network."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=())
        self.bundled = {name: ("font/ttf", read_font(name)) for _, _, name in FONTS} | {"mark": ("image/svg+xml", MARK.read_bytes())}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:
        kind, content = self.bundled.get(url.removeprefix(SCHEME), ("", b""))
        if not kind or not url.startswith(SCHEME):
            raise ValueError("not bundled")
        return URLFetcherResponse(url, content, {"Content-Type": kind})


class Press:
    """Fonts and style are read once. One FontConfiguration for all pages: with one for each, every page would leak memory."""

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        self.fetcher = NothingElse()
        css = font_faces() + STYLE.read_text(encoding="utf-8")
        self.style = CSS(string=css, font_config=self.fonts, url_fetcher=self.fetcher)
        self.closer = [CSS(string=one.read_text(encoding="utf-8"), font_config=self.fonts, url_fetcher=self.fetcher) for one in CLOSER]

    def write(self, html: str) -> bytes:
        page = HTML(string=html, base_url=None, url_fetcher=self.fetcher)
        pdf: bytes = self._laid_out(page).write_pdf(pdf_variant="pdf/ua-1", finisher=finish)
        return pdf

    def _laid_out(self, page: HTML) -> Any:
        """Where a last page is not half full, all is set closer, if that saves it; else it stays as it was."""
        document = self._render(page, self.style)
        if len(document.pages) in range(2, MOST_SET_AGAIN + 1) and ends_high(document.pages[-1]):
            closer = (self._render(page, self.style, style) for style in self.closer)
            return next((one for one in closer if len(one.pages) < len(document.pages)), document)
        return document

    def _render(self, page: HTML, *styles: CSS) -> Any:
        return page.render(stylesheets=list(styles), font_config=self.fonts, pdf_variant="pdf/ua-1")


def ends_high(page: Any) -> bool:
    """Whether the last paragraph stands in the upper half of this page."""
    return END in page.anchors and bool(page.anchors[END][1] < HALF_EMPTY * page.height)


@cache
def press() -> Press:
    return Press()
