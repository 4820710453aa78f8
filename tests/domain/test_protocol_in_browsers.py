"""The same vectors in a real page: the time zone and the numbers of a phone's browser, not node's."""

import json
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.domain.protocol_jobs import in_python, protocols, vectors
from tests.sync.test_vectors_in_browsers import address

pytestmark = pytest.mark.browser

__all__ = ["address"]
# As text, there and back: Playwright's own way with values takes a quarter of a minute over so many.
RUN = """async (given) => {
  const { run } = await import("/tests/vectors/protocol_run.js");
  return JSON.stringify(run(JSON.parse(given)));
}"""


def all_jobs() -> list[dict[str, Any]]:
    decided = [{**vector, "kind": "due" if "times" in vector else "slim"} for vector in vectors("protocol")]
    return decided + [{**vector, "kind": kind} for vector in vectors("facts") for kind in ("facts", "at_return")]


@pytest.mark.parametrize("name", ["chromium", "firefox"])
def test_a_browser_answers_every_vector_alike(name: str, address: str, request: pytest.FixtureRequest) -> None:
    browser: Browser = request.getfixturevalue(name)
    options: dict[str, Any] = {} if name == "chromium" else {"color_scheme": "null", "reduced_motion": "null", "forced_colors": "null"}
    context = browser.new_context(timezone_id="Pacific/Auckland", **options)  # a phone abroad still counts in London's days
    page = context.new_page()
    page.goto(address)
    jobs = all_jobs()
    told = json.loads(page.evaluate(RUN, json.dumps({"protocols": protocols(), "jobs": jobs})))
    context.close()
    assert len(jobs) > 500
    assert [job["says"] for job, said in zip(jobs, told, strict=True) if said != in_python(job)] == []
