"""One tab at a time: the second asks, the first puts everything on disk and lets go."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import Enrolled, core, unlock

pytestmark = pytest.mark.browser


def test_a_second_tab_asks_before_it_takes_over(enrolled: Enrolled) -> None:
    first = enrolled.page
    second = enrolled.phone.context.new_page()
    second.goto(enrolled.site.url())
    expect(second.get_by_role("heading", name="Open in another tab")).to_be_visible()
    assert core(first, "vault.isUnlocked")
    first.evaluate("""async (record) => {
      const app = document.querySelector('script[type="module"]').src;
      const [{ beforeLock }, { saveDraft }] = await Promise.all(["guard", "records"].map((name) => import(new URL("./inside.js", app).href).then(({ $use }) => $use(`js/${name}.js`))));
      beforeLock(() => saveDraft(record, "interview", { "back.how": "typed in the first" }));
    }""", enrolled.record)  # fmt: skip
    second.get_by_role("button", name="Open here instead").click()
    unlock(second, enrolled.words)
    assert core(second, "records.loadDraft", enrolled.record, "interview")["answers"] == {"back.how": "typed in the first"}
    expect(first.get_by_role("heading", name="Open in another tab")).to_be_visible()
    assert not core(first, "vault.isUnlocked")


def test_a_tab_that_hangs_is_not_waited_for(enrolled: Enrolled) -> None:
    first = enrolled.page
    second = enrolled.phone.context.new_page()
    second.goto(enrolled.site.url())
    first.evaluate("""async () => {
      const app = document.querySelector('script[type="module"]').src;
      const { beforeLock } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/guard.js"));
      beforeLock(() => new Promise(() => undefined));
    }""")
    second.get_by_role("button", name="Open here instead").click()
    unlock(second, enrolled.words)


def test_only_the_tab_that_has_the_records_sends(enrolled: Enrolled) -> None:
    second = enrolled.phone.context.new_page()
    asked: list[str] = []
    second.on("request", lambda request: asked.append(request.url))
    second.goto(enrolled.site.url())
    expect(second.get_by_role("heading", name="Open in another tab")).to_be_visible()
    second.evaluate("() => dispatchEvent(new Event('online'))")
    second.wait_for_timeout(500)
    assert not [url for url in asked if "/sync/" in url]
