"""Prints the tables of all figures. `bin/bench` makes it ready first."""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from bench.bare import measure_bare_pdf
from bench.figures import Figure, machine, table
from bench.floor import FloorServer, Pair, floor_server, pairs_table
from bench.largest import measure_largest
from bench.office import Office, running_installation
from bench.phone import Bench, enrol, fetch_cases, measure_finish
from bench.protocol import measure_protocol
from bench.sending import measure_bytes, measure_ingest, measure_sync
from bench.server import measure_memory, measure_pdf
from bench.start import measure_start
from bench.store import measure_store
from rhi_app.demo.demonstration import Demonstration
from tests.engines.browsers import Phone


def main() -> None:
    began = time.monotonic()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name, running_installation() as installation:
        folder = Path(name)
        with floor_server(folder / "floor", installation.environment()) as floor, sync_playwright() as playwright:
            pairs, figures = measure(playwright, installation, floor, folder)
        figures += measure_pdf() + measure_bare_pdf()
    print(f"{machine()}; {time.strftime('%d %B %Y')}; {time.monotonic() - began:.0f} seconds in all\n")
    print(pairs_table(pairs))
    print()
    print(table(figures))


def measure(playwright: Playwright, installation: Demonstration, floor: FloorServer, folder: Path) -> tuple[list[Pair], list[Figure]]:
    """What fills the server and the phone comes last."""
    bench = Bench(installation, Office(installation), Phone(playwright, folder / "phone"))
    beside = Phone(playwright, folder / "beside")  # where the floors run
    try:
        enrol(bench)
        (record, *_) = fetch_cases(bench, at_least=1)
        pairs = measure_start(bench, floor, beside, record)
        bench.open()
        figures = measure_largest(bench, record)
        figures += measure_finish(bench) + measure_protocol(playwright) + measure_memory(installation, "after the finished records above")
        installation.worker.stop()  # what it does with what came is no part of the figures below
        pairs += measure_ingest(bench, floor) + measure_bytes(bench.office.new_phone(installation.base_url))
        page = beside.open(floor.url)
        more, records = measure_store(bench, floor, page)
        return pairs + more + measure_sync(bench, floor, page, records), figures
    finally:
        bench.phone.close()
        beside.close()


if __name__ == "__main__":
    main()
