"""One PDF warm and cold against bare WeasyPrint on the same HTML, a thousand in a row, and from the finish to the letterbox.

`python -m bench.synopsis` prints them; `--pages 1000` says how many in a row, `--only-delivered` leaves the paper out.
"""

import argparse
import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from bench.delivered import measure_delivered
from bench.figures import table
from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis import select
from rhi_app.renderer.page import page_of
from rhi_app.services.synopses import selection
from rhi_app.services.synopsis_pdf import Renderer
from tests.synopsis import story

TRIES = 15
COLD = 3
NAMES = {"version": 1, "product": "Daybook", "service": "Wayside"}
BARE = """
import resource, sys, time
from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from rhi_app.renderer.fonts import font_faces
from rhi_app.renderer.pdf import STYLE, NothingElse
html, tries = sys.stdin.read(), int(sys.argv[1])
fonts, fetcher = FontConfiguration(), NothingElse()
style = CSS(string=font_faces() + STYLE.read_text("utf-8"), font_config=fonts, url_fetcher=fetcher)
for _ in range(tries):
    began = time.perf_counter()
    HTML(string=html, url_fetcher=fetcher).write_pdf(stylesheets=[style], font_config=fonts, pdf_variant="pdf/ua-1")
    print(time.perf_counter() - began)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def content(reader: str) -> dict[str, object]:
    made = select(view_of(story.case_of(story.held_entries()), story.rules_of()), reader, selection())
    assert made is not None
    return {**made, **NAMES}


def bare(html: str, tries: int) -> tuple[list[float], float, int]:
    """Seconds for each page, seconds for all with the start, KiB at most."""
    began = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", BARE, str(tries)], input=html, capture_output=True, text=True, check=True)
    *taken, peak = done.stdout.split()
    return [float(one) for one in taken], time.perf_counter() - began, int(peak)


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def ours(made: dict[str, object], tries: int) -> tuple[list[float], float, int]:
    renderer = Renderer(seconds=120)
    first = timed(lambda: renderer.render(made))
    taken = [timed(lambda: renderer.render(made)) for _ in range(tries)]
    peak = peak_of(renderer)
    renderer.close()
    return taken, first, peak


def peak_of(renderer: Renderer) -> int:
    """KiB at most, of the child that lays out."""
    assert renderer.child is not None
    status = Path(f"/proc/{renderer.child.pid}/status").read_text("utf-8")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def in_a_row(made: dict[str, object], pages: int) -> list[int]:
    """KiB resident after each tenth part; a fresh process after so many pages is part of how it works."""
    renderer, seen = Renderer(seconds=120), []
    for number in range(1, pages + 1):
        renderer.render(made)
        if number % max(1, pages // 10) == 0 and renderer.child is not None:
            status = Path(f"/proc/{renderer.child.pid}/status").read_text("utf-8")
            seen.append(next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS")))
    renderer.close()
    return seen


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=0, help="so many in a row, for the memory")
    parser.add_argument("--only-delivered", action="store_true")
    asked = parser.parse_args()
    if not asked.only_delivered:
        paper(asked.pages)
    print(table(measure_delivered()))


def paper(pages: int) -> None:
    for reader in ("social_worker", "police_liaison"):
        made = content(reader)
        html = page_of(made)
        bare_times, _, bare_peak = bare(html, TRIES)
        our_times, _, our_peak = ours(made, TRIES)
        warm = statistics.median(our_times), statistics.median(bare_times[1:])
        print(f"{reader}, warm: {warm[0] * 1000:.0f} ms, bare {warm[1] * 1000:.0f} ms, ratio {warm[0] / warm[1]:.2f}")
        cold = [ours(made, 0)[1] for _ in range(COLD)], [bare(html, 1)[1] for _ in range(COLD)]
        colds = [statistics.median(one) for one in cold]
        print(f"{reader}, cold: {colds[0]:.2f} s, bare {colds[1]:.2f} s, ratio {colds[0] / colds[1]:.2f}")
        print(f"{reader}, memory at most: {our_peak // 1024} MiB, bare {bare_peak // 1024} MiB, ratio {our_peak / bare_peak:.2f}")
    if pages:
        seen = in_a_row(content("police_liaison"), pages)
        print(f"{pages} in a row, MiB: {json.dumps([one // 1024 for one in seen])}")
    print(f"this process at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB")


if __name__ == "__main__":
    main()
