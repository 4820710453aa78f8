"""The renderer's process: it may die, hang or eat memory, and it reaches nothing."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rhi_app.renderer import page
from rhi_app.services.synopsis_pdf import LARGEST_ASKED, PdfNotMade, PdfTookTooLong, PdfTooLarge, Renderer
from tests.portal.strict import Browser
from tests.synopsis import story
from tests.synopsis.conftest import Office, opened
from tests.synopsis.test_pdf import NAMES, kofis, saying, text_of


@pytest.fixture(scope="module")
def renderer() -> Iterator[Renderer]:
    """Prints each time that it is asked to."""
    renderer = Renderer(seconds=120)
    yield renderer
    renderer.close()


def test_a_renderer_that_is_killed_costs_one_page(renderer: Renderer):
    renderer.render(kofis())
    assert renderer.child is not None
    os.kill(renderer.child.pid, signal.SIGKILL)
    time.sleep(0.1)
    assert renderer.render(kofis()).startswith(b"%PDF-")


def test_a_renderer_that_is_killed_in_the_middle_of_a_page_says_so():
    renderer = Renderer()
    renderer.render(kofis())
    killer = threading.Timer(0.3, lambda: renderer.child and os.kill(renderer.child.pid, signal.SIGKILL))
    killer.start()
    with pytest.raises(PdfNotMade):
        renderer.render(saying("very long " * 300))
    assert renderer.render(kofis()).startswith(b"%PDF-")
    renderer.close()


def test_a_page_that_takes_too_long_is_given_up():
    renderer = Renderer(seconds=0.01)
    with pytest.raises(PdfTookTooLong):
        renderer.render(kofis())
    assert renderer.child is None
    renderer.seconds = 60
    assert renderer.render(kofis()).startswith(b"%PDF-")
    renderer.close()


def test_too_much_is_refused_and_what_is_long_is_cut_with_a_word(renderer: Renderer):
    with pytest.raises(PdfTooLarge):
        renderer.render(kofis(sections=["x" * 10_000] * (LARGEST_ASKED // 9_000)))
    content = kofis()
    content["sections"][1]["blocks"][0]["text"] = ["long " * 10_000]
    assert "[cut:thewholestandsintheportal]" in text_of(renderer.render(content))


def test_a_newer_versions_files_do_not_break_the_page_of_the_process_that_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    folder = shutil.copytree(page.TEMPLATES / "synopsis", tmp_path / "synopsis")
    monkeypatch.setattr(page, "TEMPLATES", tmp_path)
    page.environment.cache_clear()
    content = kofis() | NAMES
    before = page.page_of(content)
    (folder / "blocks.html").write_text("{{ of | a_filter_that_is_not_known_here }}")
    os.utime(folder / "blocks.html", (2e9, 2e9))
    after = page.page_of(content)
    page.environment.cache_clear()
    assert after == before


CONFINED = """
import socket, subprocess, sys
from rhi_app.renderer.confine import confine
confine()
def refused(attempt):
    try:
        attempt()
    except (OSError, MemoryError):
        return True
    return False
print([refused(attempt) for attempt in (
    lambda: socket.socket(), lambda: subprocess.run(["true"]), lambda: open("/tmp/rhi-written", "w"), lambda: bytearray(900 * 2**20),
)])
"""


def test_the_renderer_reaches_no_network_starts_nothing_writes_nothing_and_cannot_eat_the_memory():
    done = subprocess.run([sys.executable, "-c", CONFINED], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[True, True, True, True]"


def test_the_renderers_process_knows_no_setting_and_no_database(renderer: Renderer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("RHI_KEK_FILE", "/somewhere")
    renderer.close()
    renderer.render(kofis())
    assert renderer.child is not None
    environment = Path(f"/proc/{renderer.child.pid}/environ").read_text()
    maps = Path(f"/proc/{renderer.child.pid}/maps").read_text()
    assert "RHI_" not in environment
    for library in ("psycopg", "_sqlite3", "cryptography"):
        assert library not in maps
    opened = [os.readlink(link) for link in Path(f"/proc/{renderer.child.pid}/fd").iterdir()]
    assert all(name.startswith(("pipe:", "/dev/null")) for name in opened), opened


def test_many_pages_leave_the_memory_flat(renderer: Renderer):
    renderer.close()
    content = kofis(sections=[])

    def resident() -> int:
        assert renderer.child is not None
        return int(re.search(r"VmRSS:\s+(\d+)", Path(f"/proc/{renderer.child.pid}/status").read_text())[1])  # type: ignore[index]

    for _ in range(10):
        renderer.render(content)
    before = resident()
    for _ in range(40):
        renderer.render(content)
    assert resident() < before * 1.1


def test_a_crash_leaves_the_text_readable_and_somebody_told(office: Office, as_person: Callable[[str], Browser]):
    office.renderer.problem = PdfNotMade()
    office.take_in(story.held_entries())
    for _ in range(5):
        office.work()
        office.wait(minutes=1)
    assert office.undone() == []
    browser = as_person("cerys")
    path = f"/inbox/{office.delivery_to('cerys', is_urgent=False)}"
    page = opened(browser, path)
    assert "They were shouting again" in page.text
    assert "This could not be made as a PDF" in page.text
    assert browser.client.get(f"{path}/pdf").status_code == 302
    assert office.renderer.pages == 3 * 5  # five pages, three tries each
    assert any("/episodes/" in letter.link for letter in office.letterbox.letters if letter.to.startswith("ben"))
