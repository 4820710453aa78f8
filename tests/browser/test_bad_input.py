"""Nothing typed is lost: at a desk and on a phone, when words are wrong, and when the server is gone or broken."""

from functools import reduce
from time import sleep

import pytest
from playwright.sync_api import Page, expect

from tests.browser.between import answering, refusing
from tests.browser.site import WORDS, Enrolled, Site, core
from tests.browser.test_portal import sign_in
from tests.engines.browsers import MakePage

pytestmark = pytest.mark.browser

NAME = "Kofi Marlow"
SILENT = "The server does not answer. What you typed is still here."
SYNC, PROXY = ("/sync/envelopes", "/sync/bundle", "/sync/status"), b"<html>a proxy speaks</html>"
# The second press comes when the first is on its way, and the old page still stands: on a slow line that is seconds.
PRESS_AGAIN_ONCE_SENT = """() => {
  const button = [...document.querySelectorAll("form button")].find((one) => one.textContent.includes("Save, and see"));
  addEventListener("formdata", () => setInterval(() => button.click(), 1), { once: true });
}"""
SAID = {"before.what_happened": "Row at home.\nI left."}


@pytest.fixture(params=["chromium", "firefox"])
def desk(request: pytest.FixtureRequest, site: Site) -> Page:
    make: MakePage = request.getfixturevalue("make_desk" if request.param == "chromium" else "make_firefox_phone")
    page = make()
    sign_in(page, site, "ben")
    page.goto(site.url("/episodes/add"))
    page.get_by_label("Full name").fill(NAME)
    return page


def slowly(body: bytes) -> bytes:
    sleep(0.5)
    return body


def save(page: Page) -> None:
    page.get_by_role("button", name="Save, and see what is required").click()


def test_a_form_is_not_sent_to_a_server_that_is_gone(desk: Page, site: Site) -> None:
    site.stop()
    for _ in range(2):
        save(desk)
        expect(desk.get_by_role("alert")).to_contain_text(SILENT)
        expect(desk.get_by_label("Full name")).to_have_value(NAME)
    site.start()
    save(desk)
    expect(desk.locator(".govuk-error-summary")).to_contain_text("There is something to look at")  # it has arrived: the rest is still empty
    expect(desk.get_by_label("Full name")).to_have_value(NAME)


def test_a_form_is_not_sent_to_a_server_that_is_busy(desk: Page, site: Site) -> None:
    site.put_between(refusing("/healthz", "503 Service Unavailable"))
    save(desk)
    expect(desk.get_by_role("alert")).to_contain_text(SILENT)
    expect(desk.get_by_label("Full name")).to_have_value(NAME)


def test_a_form_goes_out_once_however_often_it_is_pressed(desk: Page, site: Site) -> None:
    sent: list[str] = []
    desk.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    desk.get_by_role("button", name="Save, and see what is required").dblclick()
    expect(desk.locator(".govuk-error-summary")).to_be_visible()
    assert len(sent) == 1


def test_a_form_pressed_again_while_its_answer_is_awaited_goes_out_once(desk: Page, site: Site) -> None:
    sent: list[str] = []
    desk.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    site.put_between(answering("/episodes/add", slowly))
    desk.evaluate(PRESS_AGAIN_ONCE_SENT)
    save(desk)
    expect(desk.locator(".govuk-error-summary")).to_be_visible()
    assert len(sent) == 1


def test_the_button_that_was_pressed_is_still_known(desk: Page) -> None:
    desk.get_by_role("button", name="Add another person").click()
    expect(desk.locator('[name="contacts-1-name"]')).to_be_visible()
    expect(desk.get_by_label("Full name")).to_have_value(NAME)


def test_wrong_words_delete_nothing(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.saveDraft", enrolled.record, "interview", SAID)
    enrolled.phone.kill()
    page = enrolled.phone.open(enrolled.site.url())
    for _ in range(4):
        page.locator(WORDS).fill("these are not them")
        page.get_by_role("button", name="Unlock", exact=True).click()
        expect(page.get_by_role("alert")).to_contain_text("Nothing is deleted, however often you try.")
        expect(page.locator(WORDS)).to_have_value("")  # it has been tried
    expect(page.get_by_role("button", name="Unlock in")).to_be_visible()
    expect(page.get_by_role("button", name="Unlock", exact=True)).to_be_visible()
    page.locator(WORDS).fill(enrolled.words)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.locator("#door")).to_be_empty()
    assert core(page, "records.loadDraft", enrolled.record, "interview")["answers"] == SAID


def test_a_server_that_answers_with_a_fault_stops_nobody_from_writing(enrolled: Enrolled) -> None:
    for number, status in enumerate(("500 Internal Server Error", "502 Bad Gateway", "401 Unauthorized"), start=1):
        enrolled.site.put_between(lambda app, status=status: reduce(lambda rest, ending: refusing(ending, status, PROXY)(rest), SYNC, app))
        page = enrolled.reopen(f"/app/case/{enrolled.record}/06a/before")
        said = f"{SAID['before.what_happened']} {status}"
        page.locator('[name="before.what_happened"]').fill(said)
        expect(page.locator(".rhi-saving--saved").first).to_be_visible()
        core(page, "records.addEntry", enrolled.record, {"kind": "attempt", "form": "attempt", "answers": {"attempt.how": "rang"}})
        core(page, "screens/navigation.go", "/app/phone")
        page.get_by_role("button", name="Send and fetch").click()
        expect(page.get_by_text(f"{number} only on this phone")).to_be_visible()
        assert core(page, "records.loadDraft", enrolled.record, "interview")["answers"] == {"before.what_happened": said}
