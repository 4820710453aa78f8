"""Prints the table of all figures. `bin/bench` makes it ready first."""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from bench.bare import measure_bare_pdf
from bench.figures import machine, table
from bench.office import running_installation
from bench.phone import measure_phone
from bench.protocol import measure_protocol
from bench.server import measure_memory, measure_pdf


def main() -> None:
    began = time.monotonic()
    with running_installation() as installation, tempfile.TemporaryDirectory() as profile:
        with sync_playwright() as playwright:
            figures = measure_phone(playwright, installation, Path(profile)) + measure_protocol(playwright)
        figures += measure_memory(installation, "after the finished records above") + measure_pdf() + measure_bare_pdf()
    print(f"{machine()}; {time.strftime('%d %B %Y')}; {time.monotonic() - began:.0f} seconds in all\n")
    print(table(figures))


if __name__ == "__main__":
    main()
