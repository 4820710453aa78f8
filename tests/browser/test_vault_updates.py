"""The shell on the phone: it opens without a server, and a newer version never comes in under an open record."""

import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Enrolled, core, core_later, unlock, until

pytestmark = pytest.mark.browser

# Requests that reach the older service worker while the newer one is asked to take over, the first time.
DISTURBED = """(() => {
  const post = ServiceWorker.prototype.postMessage;
  ServiceWorker.prototype.postMessage = function (...told) {
    post.apply(this, told);
    if (sessionStorage.disturbed) return;
    sessionStorage.disturbed = "yes";
    for (let wait = 0; wait < 200; wait += 5) setTimeout(() => fetch("/healthz"), wait);
  };
})()"""


def version(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.version"))


@pytest.fixture
def newer(enrolled: Enrolled, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Enrolled:
    """The server has a newer selection: another version of the shell."""
    from rhi_app.routes import shell

    changed = tmp_path / "selection.json"
    shutil.copy(shell.DATA["selection"], changed)
    changed.write_text(changed.read_text() + "\n")
    monkeypatch.setitem(shell.DATA, "selection", changed)
    enrolled.site.office.app.extensions.pop("shell_version", None)
    return enrolled


def look_for_updates(page: Page) -> None:
    page.evaluate("async () => { const found = await navigator.serviceWorker.getRegistration('/app/'); await found.update(); }")
    until(page, "async () => (await navigator.serviceWorker.getRegistration('/app/')).waiting !== null")


def test_the_app_opens_at_a_deep_link_with_the_server_gone(enrolled: Enrolled) -> None:
    enrolled.site.stop()
    enrolled.phone.kill()
    page = enrolled.reopen(f"/app/case/{enrolled.record}")
    assert core(page, "records.getCase", enrolled.record)["initials"] == enrolled.case["initials"]


def test_forms_and_data_are_there_without_the_server(enrolled: Enrolled) -> None:
    enrolled.site.stop()
    told = enrolled.page.evaluate("""async () => {
      const paths = ["/app/forms/interview/1", "/app/data/selection.json"];
      return Promise.all(paths.map(async (path) => (await fetch(path)).status));
    }""")
    assert told == [200, 200]


def test_nothing_personal_is_ever_kept_by_the_service_worker(enrolled: Enrolled) -> None:
    enrolled.sync()
    kept = enrolled.page.evaluate("""async () => {
      const names = await caches.keys();
      const all = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map(({ url }) => new URL(url).pathname)));
      return all.flat();
    }""")
    assert kept
    assert not [path for path in kept if path.startswith("/sync") or "/case/" in path]


def test_an_open_record_keeps_its_version_until_the_phone_is_locked(newer: Enrolled) -> None:
    page = newer.page
    before = version(page)
    core(page, "records.saveDraft", newer.record, "interview", {"back.how": "in the old version"})
    look_for_updates(page)
    page.wait_for_timeout(500)
    assert (version(page), core(page, "vault.isUnlocked")) == (before, True)
    page.reload()  # coming back to the door: nothing is open now, so the newer version may come in
    unlock_newest(page, newer, before)
    assert core(page, "records.loadDraft", newer.record, "interview")["answers"] == {"back.how": "in the old version"}


def test_locking_lets_the_newer_version_in(newer: Enrolled) -> None:
    page = newer.page
    before = version(page)
    look_for_updates(page)
    core_later(page, "guard.lockNow")
    unlock_newest(page, newer, before)


def test_a_newer_version_that_the_browser_puts_off_comes_in_all_the_same(newer: Enrolled) -> None:
    page = newer.page
    before = version(page)
    look_for_updates(page)
    page.add_init_script(DISTURBED)
    page.reload()
    unlock_newest(page, newer, before)
    assert page.evaluate("sessionStorage.disturbed") == "yes"


def test_a_newer_version_that_arrives_at_the_door_is_offered_there(newer: Enrolled) -> None:
    newer.phone.close()
    page = newer.phone.open(newer.site.url())
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    before = version(page)
    look_for_updates(page)
    page.get_by_role("button", name="Start it now").click()
    unlock_newest(page, newer, before)


def test_a_shell_that_is_not_whole_is_not_installed(newer: Enrolled) -> None:
    from tests.browser.between import refusing

    before = version(newer.page)
    newer.site.put_between(refusing("/js/inside.js", "503 Service Unavailable"))
    newer.page.evaluate("async () => { const found = await navigator.serviceWorker.getRegistration('/app/'); await found.update().catch(() => undefined); }")
    newer.page.wait_for_timeout(1_500)
    assert newer.page.evaluate("async () => (await navigator.serviceWorker.getRegistration('/app/')).waiting === null")
    newer.site.stop()
    newer.reopen()
    assert version(newer.page) == before


def unlock_newest(page: Page, phone: Enrolled, before: str) -> None:
    page.wait_for_function("(before) => document.documentElement?.dataset.version !== before", arg=before)
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    unlock(page, phone.words)
