"""The engines themselves: each starts, and does what tests rely on."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.engines.browsers import MakePage, Phone
from tests.engines.html_validate import html_problems

PAGE = b"""<!doctype html><html lang=en><meta name=viewport content="width=device-width"><title>Engine</title><h1>Engine</h1>"""


class _Page(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def address() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://localhost:{server.server_address[1]}/"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_a_phone_is_narrow_touched_and_keeps_its_storage_when_killed(phone: Phone, address: str) -> None:
    page = phone.open(address)
    assert page.evaluate("[innerWidth, innerHeight, devicePixelRatio, matchMedia('(pointer: coarse)').matches]") == [360, 800, 2, True]
    page.evaluate("""new Promise((done, fail) => { const open = indexedDB.open("kept", 1)
        open.onupgradeneeded = () => open.result.createObjectStore("words")
        open.onsuccess = () => { const tx = open.result.transaction("words", "readwrite", { durability: "strict" })
            tx.objectStore("words").put("here", 1); tx.oncomplete = done; tx.onabort = fail } })""")
    phone.kill()
    page = phone.open(address)
    assert page.evaluate("""new Promise(done => { const open = indexedDB.open("kept", 1)
        open.onsuccess = () => { const get = open.result.transaction("words").objectStore("words").get(1)
            get.onsuccess = () => done(get.result) } })""") == "here"


@pytest.mark.browser
def test_two_desks_share_no_cookie(make_desk: MakePage, address: str) -> None:
    one, other = make_desk(), make_desk()
    one.goto(address)
    other.goto(address)
    one.evaluate("document.cookie = 'who=one'")
    assert (one.evaluate("document.cookie"), other.evaluate("document.cookie")) == ("who=one", "")


@pytest.mark.browser
def test_firefox_is_driven_at_phone_size(make_firefox_phone: MakePage, address: str) -> None:
    page = make_firefox_phone()
    page.goto(address)
    assert page.evaluate("[innerWidth, navigator.userAgent.includes('Firefox')]") == [360, True]


@pytest.mark.browser
def test_webkit_is_driven(webkit: Any, address: str) -> None:
    webkit.get(address)
    assert webkit.title == "Engine"
    assert webkit.execute_script("return isSecureContext && 'serviceWorker' in navigator")


def test_html_validate_finds_radios_without_a_legend(tmp_path: Path) -> None:
    good = '<!doctype html>\n<html lang="en"><head><title>Engine</title></head><body><h1>Engine</h1></body></html>\n'
    bad = good.replace("<h1>", '<fieldset><input type="radio" name="a" aria-label="A" value="1"></fieldset><h1>')
    problems = html_problems({"good": good, "bad": bad}, tmp_path)
    assert [problem.split(": ")[0] for problem in problems] == ["bad"], problems
    assert "[wcag/h71]" in problems[0]


@pytest.mark.browser
def test_no_event_loop_is_left_behind_by_a_browser(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> None:
    """A browser module and a database module may run one after the other in one process."""
    pytester.makeconftest('pytest_plugins = ["tests.engines.browsers"]')
    pytester.makepyfile(
        test_one="def test_browser(chromium): assert chromium.version",
        test_two="import asyncio\n\ndef test_database(): assert asyncio._get_running_loop() is None",
    )
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).parents[2]))
    pytester.runpytest_subprocess("-p", "no:cacheprovider").assert_outcomes(passed=2)
