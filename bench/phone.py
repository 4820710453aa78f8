"""The phone that is measured: Chromium, 360 x 800, with a profile on disk; set up through the screens, with Argon2id at full strength."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from bench.figures import Figure, figure
from bench.office import Office
from rhi_app.demo.demonstration import Demonstration
from tests.browser.site import proposed, ready_offline, unlock
from tests.engines.browsers import Phone
from tests.synopsis import story

FINISHES = 12
SECONDS_FOR_A_BUNDLE = 60
LONG_ANSWER = 600  # code points: a young person who talks
SCRIPTS = Path(__file__).parent / "js"
ANSWERS = {question: answer * (LONG_ANSWER // len(answer) + 1) for question, answer in story.INTERVIEW.items() if isinstance(answer, str)}


@dataclass
class Bench:
    installation: Demonstration
    office: Office
    phone: Phone
    words: str = ""

    @property
    def app(self) -> str:
        return f"{self.installation.base_url}/app/"

    def run(self, script: str, **values: Any) -> Any:
        """A function of bench/js, in the page, beside the app's own modules."""
        source = (SCRIPTS / f"{script}.js").read_text()
        app = self.phone.page.eval_on_selector('script[type="module"]', "script => script.src")
        return self.phone.page.evaluate(source, {"app": app} | values)

    def open(self) -> Page:
        """Started anew, and unlocked."""
        self.phone.close()
        page = self.phone.open(self.app)
        unlock(page, self.words)
        return page


def enrol(bench: Bench) -> None:
    """Through the screens, as a person does, with Argon2id at full strength."""
    page = bench.phone.open(bench.app)
    page.get_by_label("Code from your coordinator").fill(bench.office.issue_code())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Your four words")).to_be_visible()
    bench.words = proposed(page)
    page.get_by_role("button", name="I know them").click()
    page.get_by_label("Type your four words").fill(bench.words)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Do these six match?")).to_be_visible()
    bench.office.activate_newest_phone()
    fetch_cases(bench, at_least=1)
    ready_offline(page)


def fetch_cases(bench: Bench, at_least: int) -> list[str]:
    """Until that many open cases are on the phone: the worker seals each bundle anew."""
    until = time.monotonic() + SECONDS_FOR_A_BUNDLE
    while time.monotonic() < until:
        records: list[str] = bench.run("open_cases")
        if len(records) >= at_least:
            return records
        time.sleep(0.5)
    raise AssertionError(f"{at_least} cases did not reach the phone within {SECONDS_FOR_A_BUNDLE} seconds")


def measure_finish(bench: Bench) -> list[Figure]:
    """Each record has an interview, lists and an analysis; the server answers with a signed receipt after its commit."""
    bench.office.allocate_cases(FINISHES)
    records = fetch_cases(bench, at_least=FINISHES)[:FINISHES]
    drafts = {"interview": story.INTERVIEW, "lists": story.LISTS, "analysis": story.ANALYSIS}
    taken = [
        bench.run("finish", record=record, drafts=drafts, ended=story.VISIT_ENDED, finished=story.FINISH) for record in records
    ]
    return [
        figure("finish: sealed and on the phone's disk", "ms", [each["sealed"] for each in taken], "HPKE, signature, one transaction"),
        figure("finish to receipt", "ms", [each["received"] for each in taken], "and then HTTP to gunicorn on loopback, SQLite synchronous=FULL"),
    ]
