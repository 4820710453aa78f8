"""The floors' server and browser page, and each figure beside its floor."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

from bench.figures import Figure, show
from rhi_app.demo.demonstration import LOOPBACK, PROJECT, WEB_THREADS
from rhi_app.demo.processes import Part, wait_for_port
from tests.engines.ports import free_port

SCRIPTS = Path(__file__).parent / "floors"


@dataclass(frozen=True)
class Pair:
    """`aim`: the ratio to reach; none where the issue names none."""

    ours: Figure
    floor: Figure
    aim: float | None = None

    @property
    def ratio(self) -> float:
        return self.ours.median / self.floor.median


def pair(ours: Figure, floor: Figure, aim: float | None = None) -> Pair:
    return Pair(ours, floor, aim)


def pairs_table(pairs: list[Pair]) -> str:
    rows = [
        f"| {each.ours.what} | {cell(each.ours)} | {each.floor.what} | {cell(each.floor)} "
        f"| {each.ratio:.2f} | {each.aim if each.aim is not None else '–'} |"
        for each in pairs
    ]
    return "\n".join(["| what | median | its floor | median | ratio | aim |", "|---|---|---|---|---|---|", *rows])


def cell(measured: Figure) -> str:
    """With its p95 where there are values enough to say it."""
    median = f"{show(measured.median)} {measured.unit}"
    return f"{median}, p95 {show(measured.p95)}" if len(measured.values) >= 20 else median


@dataclass
class FloorServer:
    part: Part
    port: int

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}/"

    def run(self, page: Page, script: str, **values: Any) -> Any:
        """A function of bench/floors, in a page of this server."""
        if page.url != self.url:
            page.goto(self.url)
        return page.evaluate((SCRIPTS / f"{script}.js").read_text(), values)


@contextmanager
def floor_server(folder: Path, environment: dict[str, str]) -> Iterator[FloorServer]:
    """Gunicorn as the service's own."""
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "bench.floors.server:app", "--bind", f"{LOOPBACK}:{port}", "--worker-class", "gthread",
        "--threads", str(WEB_THREADS), "--no-control-socket",
    ]  # fmt: skip
    part = Part("floor", command, environment | {"FLOOR_DATABASE": str(folder / "floor.sqlite")}, folder / "floor.log", PROJECT)
    part.start()
    try:
        wait_for_port(part, LOOPBACK, port)
        yield FloorServer(part, port)
    finally:
        part.stop()
