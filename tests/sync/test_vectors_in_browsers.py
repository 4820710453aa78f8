"""The shared vectors in real pages: what a phone's browser makes of them, beside what node does."""

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

pytestmark = pytest.mark.browser

PROJECT = Path(__file__).parents[2]
# The page fetches them itself: what is handed to a page from outside is copied, and loses a key named __proto__.
RUN = """async () => {
  const { run } = await import("/tests/vectors/run.js");
  const text = async (path) => (await fetch(path)).text();
  const vectors = { list: (await text("/rhi_app/static/vendor/words-eff-large.txt")).split("\\n").filter(Boolean) };
  for (const name of ["canonical", "envelope", "snapshot", "trust", "words", "entry_order"]) vectors[name] = JSON.parse(await text(`/tests/vectors/${name}.json`));
  return run(vectors);
}"""


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The project's own files: the modules under test are those that are served."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(PROJECT)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/tests/vectors/"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_a_browser_says_the_same_of_every_vector(name: str, address: str, request: pytest.FixtureRequest) -> None:
    browser: Browser = request.getfixturevalue(name)
    options: dict[str, Any] = {} if name == "chromium" else {"color_scheme": "null", "reduced_motion": "null", "forced_colors": "null"}
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(address)
    told = page.evaluate(RUN)
    context.close()
    assert told["failed"] == []
    assert told["count"] >= 100
