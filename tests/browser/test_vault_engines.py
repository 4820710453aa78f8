"""The offline core in the two other engines: the shell without a server, unlock, a draft kept, an entry sealed here and opened by Python."""

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.support.ui import WebDriverWait
from sqlalchemy.orm import Session

from rhi_app.models import Record
from rhi_app.services.entries import list_entries
from tests.browser.site import CORE, Site, core, ready_offline, unlock
from tests.engines.browsers import MakePage

pytestmark = pytest.mark.browser
SAID = {"before.what_happened": "Row at home \U0001f600\nI left.", "during.slept": {"unanswered": "did_not_want_to_say"}}
ENDED = {"visit.place": "home", "readback.way": "agreed_not_seen"}


def opened_by_python(site: Site, record: str) -> list[dict[str, Any]]:
    site.office.work()

    def read(session: Session) -> list[dict[str, Any]]:
        return [{name: entry[name] for name in ("kind", "answers")} for entry in list_entries(session, session.get_one(Record, record))]

    return list(site.office.query(read))


SEALED = [{"kind": "interview", "answers": SAID}, {"kind": "visit_ended", "answers": ENDED}]


def test_the_offline_core_in_firefox(site: Site, make_firefox_phone: MakePage) -> None:
    record = site.office.allocate()["record"]
    page = make_firefox_phone()
    words = site.enrol(page)
    ready_offline(page)
    site.stop()
    page.goto(site.url(f"/app/case/{record}"))
    unlock(page, words)
    core(page, "records.saveDraft", record, "interview", SAID)
    page.reload()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    unlock(page, words)
    assert core(page, "records.loadDraft", record, "interview")["answers"] == SAID
    core(page, "records.endVisit", record, ENDED)
    assert core(page, "records.unsentCount")["count"] == 1
    site.start()
    core(page, "sync.sendAndFetch")
    assert opened_by_python(site, record) == SEALED


def test_the_offline_core_in_webkit(site: Site, webkit: WebDriver) -> None:
    record = site.office.allocate()["record"]
    screen = Screen(webkit)
    words = screen.enrol(site)
    screen.until("return navigator.serviceWorker.controller !== null")
    site.stop()
    webkit.get(site.url(f"/app/case/{record}"))
    screen.unlock(words)
    screen.core("records.saveDraft", record, "interview", SAID)
    webkit.refresh()
    screen.unlock(words)
    assert screen.core("records.loadDraft", record, "interview")["answers"] == SAID
    screen.core("records.endVisit", record, ENDED)
    site.start()
    screen.core("sync.sendAndFetch")
    assert opened_by_python(site, record) == SEALED


class Screen:
    """What a test does with a page, through WebDriver."""

    def __init__(self, driver: WebDriver) -> None:
        self._driver = driver

    def enrol(self, site: Site) -> str:
        self._driver.get(site.url())
        self.type("#enrol-code", site.office.issue_code())
        self.press("Go on")
        self.until("return document.querySelectorAll('.rhi-wordlist li').length === 4")
        words = " ".join(self._driver.execute_script("return [...document.querySelectorAll('.rhi-wordlist li')].map((each) => each.textContent)"))
        self.press("I know them")
        self.type("#enrol-words", words)
        self.press("Go on")
        self.until("return document.querySelectorAll('.rhi-wordlist li').length === 6")
        site.activate()
        self.core("sync.sendAndFetch")
        self.until("return document.getElementById('door').childElementCount === 0")
        return words

    def unlock(self, words: str) -> None:
        self.type("#unlock-words", words)
        self.press("Unlock")
        self.until("return document.getElementById('door').childElementCount === 0")

    def type(self, place: str, text: str) -> None:
        self.wait(lambda: self._driver.find_element(By.CSS_SELECTOR, place)).send_keys(text)

    def press(self, name: str) -> None:
        self.wait(lambda: self._driver.find_element(By.XPATH, f"//button[normalize-space()='{name}']")).click()

    def until(self, question: str) -> None:
        self.wait(lambda: self._driver.execute_script(question))

    def core(self, function: str, *args: Any) -> Any:
        module, name = function.rsplit(".", 1)
        asked = f"const done = arguments[arguments.length - 1]; ({CORE})(JSON.parse(arguments[0])).then((told) => done(JSON.stringify(told)))"
        told = json.loads(self._driver.execute_async_script(asked, json.dumps([module, name, args])))
        assert "slug" not in told, told
        return told.get("value")

    def wait(self, look: Callable[[], Any]) -> Any:
        found: list[Any] = []

        def seen(_: WebDriver) -> bool:
            found[:] = [look()]
            return bool(found[0])

        WebDriverWait(self._driver, 20, poll_frequency=0.2, ignored_exceptions=[Exception]).until(seen)
        time.sleep(0.05)  # a control that has just appeared may still be moving
        return found[0]
