"""The same page by WeasyPrint alone, in this process: what the renderer's pipe, limits and templates add to it."""

import time
from typing import Any

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration

from bench.figures import Figure, figure
from bench.server import PDFS, WARM_UP, contents
from rhi_app.renderer.fonts import font_faces
from rhi_app.renderer.page import page_of
from rhi_app.renderer.pdf import STYLE, NothingElse


def measure_bare_pdf() -> list[Figure]:
    """Warm, with one FontConfiguration and the style read once: WeasyPrint at its best."""
    fonts, fetcher = FontConfiguration(), NothingElse()
    style = CSS(string=font_faces() + STYLE.read_text(encoding="utf-8"), font_config=fonts, url_fetcher=fetcher)
    options: dict[str, Any] = {"stylesheets": [style], "font_config": fonts, "pdf_variant": "pdf/ua-1"}
    figures = []
    for name, content in contents().items():
        html = page_of(content)
        taken = []
        for _ in range(WARM_UP + PDFS):
            began = time.perf_counter()
            HTML(string=html, url_fetcher=fetcher).write_pdf(**options)
            taken.append((time.perf_counter() - began) * 1000)
        figures.append(figure(f"the same page by bare WeasyPrint, {name}", "ms", taken[WARM_UP:], "warm, in this process, the same HTML"))
    return figures
