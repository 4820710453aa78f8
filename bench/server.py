"""What is measured on the server: a PDF, and memory."""

import os
import time
from pathlib import Path
from typing import Any

from bench.figures import Figure, figure
from rhi_app.demo.demonstration import Demonstration
from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis import select
from rhi_app.services.synopses import selection
from rhi_app.services.synopsis_pdf import Renderer
from tests.synopsis import story

WARM_UP = 3
PDFS = 20
READERS = {"for the social worker": "social_worker", "for the police": "police_liaison"}

PRINTED = {"version": 1, "product": "Daybook", "service": "Wayside Young People’s Service"}


def contents() -> dict[str, dict[str, Any]]:
    """The held story, as each reader gets it."""
    view = view_of(story.case_of(story.held_entries()), story.rules_of())
    selected = {name: select(view, reader, selection()) for name, reader in READERS.items()}
    return {name: content | PRINTED for name, content in selected.items() if content is not None}


def measure_pdf() -> list[Figure]:
    figures = []
    renderer = Renderer()
    try:
        for name, content in contents().items():
            for _ in range(WARM_UP):
                renderer.render(content)
            taken = []
            for _ in range(PDFS):
                began = time.perf_counter()
                pdf = renderer.render(content)
                taken.append((time.perf_counter() - began) * 1000)
            figures.append(figure(f"synopsis as PDF, {name}", "ms", taken, f"warm; tagged, {len(pdf) / 1000:.0f} kB; a process of its own"))
    finally:
        renderer.close()
    return figures


def measure_memory(installation: Demonstration, when: str) -> list[Figure]:
    return [
        figure(f"memory of {part.name}", "MB", [memory_of_group(part.process.pid)], f"{when}; shared pages counted in part (PSS), children too")
        for part in (installation.web, installation.worker)
        if part.process
    ]


def memory_of_group(group: int) -> float:
    """Each part is a process group: gunicorn's workers and the renderer belong to it."""
    total = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if os.getpgid(int(folder.name)) == group:
                total += pss_of(folder)
        except (ProcessLookupError, FileNotFoundError):
            continue
    return total * 1024 / 1e6


def pss_of(folder: Path) -> int:
    """In kibibytes."""
    return next(int(line.split()[1]) for line in (folder / "smaps_rollup").read_text().splitlines() if line.startswith("Pss:"))
