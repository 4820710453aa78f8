"""HTML to PDF/UA-1. Nothing is fetched: what a page needs is bundled."""

import logging
from functools import cache
from pathlib import Path

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from rhi_app.renderer.artifacts import finish
from rhi_app.renderer.fonts import FONTS, SCHEME, font_faces, read_font

STYLE = Path(__file__).parent.parent / "templates" / "synopsis" / "print.css"
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

    def write(self, html: str) -> bytes:
        page = HTML(string=html, base_url=None, url_fetcher=self.fetcher)
        pdf: bytes = page.write_pdf(stylesheets=[self.style], font_config=self.fonts, pdf_variant="pdf/ua-1", finisher=finish)
        return pdf


@cache
def press() -> Press:
    return Press()
