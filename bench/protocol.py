"""What a decision of the protocol engine costs, here and in a browser; a thousand open episodes for one page.

`python -m bench.protocol` prints these figures alone.
"""

import json
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright, sync_playwright

from bench.figures import Figure, figure, machine, table
from rhi_app.domain.facts import facts_of_episode
from rhi_app.domain.protocol import bundle_of, decide, due_times
from rhi_app.domain.protocol.load import shipped
from tests.engines.browsers import CHROMIUM_FLAGS

STATIC = Path(__file__).parent.parent / "rhi_app" / "static"
TIMES, PAGES, OPEN_EPISODES = 400, 5, 1000
SLOWER = 4
EPISODE: dict[str, Any] = {
    "born_on": "2012-03-04", "category": "missing", "grade": "medium", "legal_status": "none", "services": ["child_in_need"], "missing_from": "home",
    "missing_from_at": "2026-11-19T18:00:00.000Z", "reported_at": "2026-11-19T20:00:00.000Z", "found_at": "2026-11-20T05:50:00.000Z",
    "returned_at": "2026-11-20T06:30:00.000Z", "previous_episodes": ["2026-10-01T10:00:00.000Z"],
}  # fmt: skip
SCRIPT = """
async ({ protocols, episode, times }) => {
  const [{ decide }, { factsOfEpisode }] = await Promise.all([import("/js/protocol.js"), import("/js/facts.js")]);
  const one = () => {
    const began = performance.now();
    const decision = decide(protocols, "essex", factsOfEpisode(episode), "2026-11-19");
    if (decision.questions.offer.verdict !== "yes") throw new Error("another answer");
    return performance.now() - began;
  };
  const cold = one();
  return { cold, warm: Array.from({ length: times }, one) };
}
"""


def measure_protocol(playwright: Playwright) -> list[Figure]:
    return [*measure_here(), *measure_in_browser(playwright)]


def measure_here() -> list[Figure]:
    protocols = shipped()

    def one() -> None:
        decision = decide(protocols, "essex", facts_of_episode(EPISODE), EPISODE["missing_from_at"])
        assert decision["questions"]["offer"]["verdict"] == "yes"

    def page() -> None:
        for number in range(OPEN_EPISODES):
            authority = ("essex", "hampshire", "isle-of-wight", "camden", "rochdale")[number % 5]
            decision = decide(protocols, authority, facts_of_episode(EPISODE), EPISODE["missing_from_at"])
            due_times(decision, {"missing": EPISODE["missing_from_at"], "returned": EPISODE["returned_at"]}, protocols["holidays"])

    one()
    pages = [timed(page) for _ in range(PAGES)]
    worked = [timed(page, time.process_time) for _ in range(PAGES)]
    return [
        figure("one decision in Python", "ms", [timed(one) for _ in range(TIMES)], "essex on england, facts from the episode included"),
        figure(f"{OPEN_EPISODES} open episodes decided for a page", "ms", pages, "five authorities in turn, with every due time"),
        figure("the same in processor time", "ms", worked, "what it costs when the machine has other work"),
    ]


def timed(work: Any, clock: Callable[[], float] = time.perf_counter) -> float:
    began = clock()
    work()
    return (clock() - began) * 1000


def measure_in_browser(playwright: Playwright) -> list[Figure]:
    protocols = bundle_of(shipped(), ["essex 1, england 1"])
    size = f"Chromium, {SLOWER} times slower; {len(json.dumps(protocols)) / 1000:.0f} kB of protocols in the bundle"
    browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=CHROMIUM_FLAGS)
    try:
        with served() as address:
            page = browser.new_page()
            page.goto(f"{address}/js/protocol.js")
            page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
            taken = page.evaluate(SCRIPT, {"protocols": protocols, "episode": EPISODE, "times": TIMES})
    finally:
        browser.close()
    return [
        figure("the first decision in the browser", "ms", [taken["cold"]], size),
        figure("one decision in the browser", "ms", taken["warm"], size),
    ]


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """The table is all that is printed."""


@contextmanager
def served() -> Iterator[str]:
    """The static files alone: the engine needs no server."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(STATIC)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


if __name__ == "__main__":
    with sync_playwright() as running:
        print(f"{machine()}\n\n{table(measure_protocol(running))}")
