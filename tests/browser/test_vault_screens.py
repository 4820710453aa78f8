"""The screens at the door and "This phone": whole for a screen reader, one column at 360 px, nothing behind another."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.site import WORDS, Enrolled, Site, core, proposed
from tests.engines.browsers import Phone
from tests.engines.html_validate import html_problems

pytestmark = pytest.mark.browser
MS_TO_DRAW = 400
# As it stands before a person, without the templates that wait beside it and what is hidden behind the door.
LIVE = """() => {
  const page = document.documentElement.cloneNode(true);
  page.querySelectorAll("template, #app[hidden]").forEach((each) => each.remove());
  return `<!DOCTYPE html>${page.outerHTML}`;
}"""


class Looked:
    """Collects what is wrong with each screen that a walk comes through."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.wrong: list[str] = []

    def at(self, page: Page, name: str) -> None:
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            found = Axe().run(page).response["violations"]
            self.wrong += [f"{name}, {scheme}: {each['id']}: {each['nodes'][0]['html'][:120]}" for each in found]
        if page.evaluate("document.documentElement.scrollWidth") > 360:
            self.wrong.append(f"{name}: wider than the phone")
        self.pages[name] = page.evaluate(LIVE)


def test_every_screen_of_setting_up_is_whole(site: Site, phone: Phone, tmp_path: Path) -> None:
    looked = Looked()
    page = phone.open(site.url())
    field = page.get_by_label("Code from your coordinator")
    expect(field).to_be_focused()
    looked.at(page, "code")
    field.fill("wrong")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    looked.at(page, "wrong-code")
    field.fill(site.office.issue_code())
    page.keyboard.press("Enter")
    expect(page.locator(".rhi-wordlist li")).to_have_count(4)
    looked.at(page, "words")
    words = proposed(page)
    page.get_by_role("button", name="I know them").click()
    looked.at(page, "again")
    page.get_by_label("Type your four words").fill(words)
    page.keyboard.press("Enter")
    expect(page.locator(".rhi-wordlist li")).to_have_count(6)
    looked.at(page, "six")
    assert looked.wrong == []
    assert html_problems(looked.pages, tmp_path) == []


def test_the_door_and_this_phone_are_whole(enrolled: Enrolled, tmp_path: Path) -> None:
    looked = Looked()
    page = enrolled.reopen("/app/phone")
    expect(page.get_by_role("heading", name="Is this phone ready?")).to_be_visible()
    looked.at(page, "this-phone")
    page.get_by_role("button", name="Blank").click()
    page.get_by_role("button", name="Touch to go on").click()
    expect(page.get_by_role("heading", name="Hidden")).to_be_visible()
    expect(page.locator("#app")).to_be_hidden()
    looked.at(page, "hidden")
    page.locator(WORDS).fill("not these")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_be_focused()
    page.get_by_role("button", name="Show").click()
    expect(page.locator(WORDS)).to_have_attribute("type", "text")
    page.locator(WORDS).fill(enrolled.words)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Lock now").click()
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    page.get_by_text("I can’t unlock").click()
    looked.at(page, "locked")
    assert looked.wrong == []
    assert html_problems(looked.pages, tmp_path) == []


def test_this_phone_gives_a_verdict_and_for_each_doubt_one_thing_to_do(enrolled: Enrolled) -> None:
    page = enrolled.reopen("/app/phone")
    expect(page.get_by_text("Ready, with 2 things to do.")).to_be_visible()  # not installed, and storage not promised
    expect(page.get_by_text("The phone has not promised to keep it")).to_be_visible()
    page.get_by_role("button", name="Ask").click()  # what the browser answers is its own business
    expect(page.get_by_text("1 case, all whole")).to_be_visible()
    expect(page.get_by_text("Nothing is only here")).to_be_visible()


def test_this_phone_says_what_is_only_here_and_what_the_server_does(enrolled: Enrolled) -> None:
    enrolled.site.stop()
    core(enrolled.page, "records.addEntry", enrolled.record, {"kind": "attempt", "form": "attempt", "answers": {"attempt.how": "rang"}})
    page = enrolled.reopen("/app/phone")
    expect(page.get_by_text("1 only on this phone")).to_be_visible()
    page.get_by_role("button", name="Send and fetch").click()
    expect(page.get_by_text("Server does not answer. Nothing is lost; it tries again.").first).to_be_visible()
    enrolled.site.start()
    page.get_by_role("button", name="Send and fetch").click()
    expect(page.get_by_text("All received")).to_be_visible(timeout=60_000)  # at once, or when it tries again by itself


def test_a_list_is_not_drawn_anew_under_a_finger(enrolled: Enrolled) -> None:
    page = enrolled.page
    core(page, "screens/navigation.go", "/app/")
    link = page.get_by_role("link", name="All received")
    link.hover()
    page.mouse.down()
    core(page, "sync.sendAndFetch")
    page.wait_for_timeout(MS_TO_DRAW)  # time enough for a list that does not wait
    page.mouse.up()
    expect(page.get_by_role("heading", name="Is this phone ready?")).to_be_visible()


def test_news_that_change_nothing_on_a_screen_move_nobody(enrolled: Enrolled) -> None:
    page = enrolled.page
    core(page, "screens/navigation.go", f"/app/case/{enrolled.record}")
    expect(page.get_by_role("region", name="The clock")).to_be_visible()  # news on the way there draw it, from its top
    page.evaluate("scrollTo(0, 300)")
    stood = [stands_after_news(page) for _ in range(3)]
    assert any(stood)  # a bundle may still come, or a minute begin: that is drawn
    assert page.evaluate("scrollY") == 300


def stands_after_news(page: Page) -> bool:
    heading = page.locator("#app h1").element_handle()
    core(page, "sync.sendAndFetch")
    page.wait_for_timeout(MS_TO_DRAW)
    return bool(heading and heading.evaluate("(node) => node.isConnected"))


DOUBTS: list[tuple[dict[str, object], str]] = [
    ({"contact": {"offsetMs": -14 * 60_000}}, "This phone is 14 min fast"),
    ({"contact": {"offsetMs": 2_000}}, "2 seconds slow"),
    ({"contact": {"offsetMs": None}}, "Clock not compared yet"),
    ({"room": 20_000_000}, "Hardly any room"),
    ({"room": None}, "Room not known"),
    ({"bundle": None}, "No cases fetched yet"),
    ({"kept": False}, "Not kept on this phone yet"),
    ({"isInstalled": True}, "On the home screen"),
    ({"takesWrites": False}, "Nothing can be stored"),
    ({"persisted": True}, "Storage is kept"),
    ({}, "No interview is begun on it until it has"),
    ({"isDemonstration": True}, "A demonstration goes on all the same"),
    ({"wasRefused": True}, "It said no. Put the app on the home screen, open it from there, and ask again"),
    ({"noPasskey": "passkey-no-lock"}, "Set a fingerprint, a face or a code in its settings"),
    ({"noPasskey": "passkey-unfit"}, "This browser’s passkeys cannot guard this phone"),
    ({"hasPasskey": True}, "Passkey and four words"),
    ({"hasPasskey": True, "wordsAt": 1_793_000_000_000}, "Use your four words once"),
    ({"isUpdateWaiting": True}, "A newer version is ready"),
    ({"unsent": {"count": 2, "oldestAt": "2026-11-20T15:40:00.000Z"}}, "Oldest: Fri 15:40. Find a network today"),
]


def test_each_doubt_has_its_words(enrolled: Enrolled) -> None:
    usual = {
        "contact": {"offsetMs": 0}, "bundle": {"at": "2026-11-21T18:40:00.000Z"}, "cases": [], "unsent": {"count": 0, "oldestAt": None},
        "kept": True, "isInstalled": False, "room": 1_200_000_000, "takesWrites": True, "persisted": False, "isUpdateWaiting": False,
        "hasPasskey": False, "noPasskey": None, "wordsAt": 1_795_200_000_000, "wasRefused": False, "isDemonstration": False,
    }  # fmt: skip
    now = 1_795_294_953_120  # 21 November 2026, 21:02
    for facts, said in DOUBTS:
        told = core(enrolled.page, "entrance/readiness.linesOf", usual | facts, now)
        assert any(said in words for line in told for words in (line["title"], line["text"])), said
