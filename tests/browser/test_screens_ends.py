"""The end of the visit, the end of the record, a decline; and many hands and eyes."""

import pytest
from playwright.sync_api import expect

from tests.browser.site import core
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
WORDS_OF_KOFI = "I was gonna come back. 😀\nNobody said nothing."
TOO_WIDE = """() => document.documentElement.scrollWidth <= 320 ? [] : [...document.querySelectorAll("#app *")]
  .filter((node) => node.getBoundingClientRect().right > 321).map((node) => `${node.tagName} ${node.className} ${node.textContent.trim().slice(0, 20)}`).slice(0, 4)"""


def test_what_is_changed_after_the_signature_shows_as_changed(walk: Walk, record: str) -> None:
    walk.write(record, WORDS_OF_KOFI)
    walk.open(record, "08")
    walk.tap("Yes, that’s right")
    walk.tap("I have seen it")
    walk.draw()
    walk.tap("Yes, it is right")
    walk.give_back()
    expect(walk.page.get_by_text("For exactly this text")).to_be_visible()
    walk.open(record, "06a", "before")
    walk.page.get_by_label("Did you tell anyone you were going?").fill("Added later")
    walk.saved()
    walk.open(record, "10a")
    expect(walk.page.get_by_text("Changed since it was read back")).to_be_visible()
    expect(walk.page.get_by_text("For exactly this text")).to_have_count(0)


def test_the_young_person_takes_words_out_themselves(walk: Walk, record: str) -> None:
    walk.write(record, WORDS_OF_KOFI)
    walk.open(record, "08")
    walk.tap("I want to change something")
    walk.page.locator("textarea").first.fill("")
    walk.tap("Done")
    expect(walk.page.get_by_text("You did not want to say. That is fine.")).to_be_visible()
    answers = core(walk.page, "records.loadDraft", record, "interview")["answers"]
    assert answers["before.what_happened"] == {"unanswered": "did_not_want_to_say"}
    assert core(walk.page, "records.loadDraft", record, "visit_ended")["answers"]["readback.changes"] == "Taken out: What was going on before you left?"


def test_a_visit_that_ended_is_held_and_its_words_stay(walk: Walk, record: str) -> None:
    walk.write(record, WORDS_OF_KOFI)
    walk.open(record, "10a")
    walk.next().click()
    expect(walk.page.get_by_text("Held in time").first).to_be_visible()
    [entry] = walk.entries(record, "visit_ended")
    assert entry["answers"]["readback.done"] == "no"
    assert entry["happened_at"] == entry["answers"]["visit.ended_at"]
    walk.open(record, "06a", "before")
    expect(walk.page.get_by_label("What was going on before you left?")).to_be_disabled()


def test_finishing_asks_about_what_was_begun_and_not_made(walk: Walk, record: str) -> None:
    core(walk.page, "records.saveDraft", record, "offer", {"offer.how": "letter"})
    walk.open(record, "10b")
    walk.next().click()
    expect(walk.page.get_by_text("Something was begun and not saved as an event.")).to_be_visible()
    expect(walk.page.get_by_role("link", name="An offer")).to_be_visible()
    walk.page.get_by_role("button", name="Put it away").click()
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Where the record is")).to_be_visible()
    walk.open(record)
    expect(walk.page.get_by_text("This phone can no longer open it. You can read it in the portal.")).to_be_visible()


def test_a_line_that_is_unticked_is_not_on_the_page(walk: Walk, record: str) -> None:
    walk.agree(record)
    walk.write(record, WORDS_OF_KOFI)
    walk.open(record, "10a")
    walk.next().click()
    expect(walk.page.get_by_text("Held in time").first).to_be_visible()
    walk.open(record, "09", "social_worker")
    line = walk.page.locator(".rhi-tick").filter(has_text="Nobody said nothing.")
    line.locator("input").uncheck(force=True)
    expect(walk.page.locator("[data-slot=saving]")).to_contain_text("Saved")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="synopsis for the social worker")).to_be_visible()
    assert "Nobody said nothing." not in walk.page.locator("#app").inner_text()
    draft = core(walk.page, "records.loadDraft", record, "record_finished")
    assert draft["answers"]["finish.left_out"] == {"social_worker": ["before.what_happened"]}


def test_a_decline_is_finished_with_its_evidence(walk: Walk) -> None:
    record = walk.allocate("leo")
    walk.page.context.set_offline(True)
    walk.tried(record, "Daniel")
    walk.open(record, "13")
    expect(walk.page.get_by_text("1 attempt as evidence")).to_be_visible()
    walk.tile("Leo")
    walk.page.get_by_label("Leo’s words").fill("I’ve said it all to the police already")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Where the record is")).to_be_visible()
    walk.open("")
    expect(walk.page.get_by_text("Declined, recorded")).to_be_visible()


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_nothing_scrolls_sideways_on_a_small_phone_or_with_large_letters(walk: Walk, record: str, size: str) -> None:
    walk.page.set_viewport_size({"width": 320, "height": 640})
    walk.page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
    wide = []
    for screen in ((), ("04",), ("05",), ("06",), ("06a", "back"), ("06d", "opening"), ("06d", "lists"), ("07", "03"), ("09",), ("10a",), ("10b",), ("13",), ("17",)):
        walk.open(record, *screen)
        wide += [(screen, found) for found in walk.page.evaluate(TOO_WIDE)]
    assert wide == []


def test_the_keyboard_alone_logs_an_attempt(walk: Walk, record: str) -> None:
    walk.open(record, "04")
    walk.page.locator('[name="attempt.how"]').first.focus()
    walk.page.keyboard.press("Space")
    walk.page.keyboard.press("Tab")
    walk.page.keyboard.press("Space")
    walk.page.keyboard.press("Tab")
    walk.page.keyboard.press("Space")
    expect(walk.page.get_by_role("heading", name="Attempts: 1")).to_be_visible()


def test_with_forced_colours_every_control_keeps_its_edge(walk: Walk, record: str) -> None:
    walk.page.emulate_media(forced_colors="active")
    walk.open(record, "04")
    walk.tile("Rang")
    assert without_an_edge(walk) == 0
    walk.open(record, "06d", "opening")
    walk.tile("Who I am")
    assert without_an_edge(walk) == 0


def without_an_edge(walk: Walk) -> int:
    return int(walk.page.evaluate(
        "() => [...document.querySelectorAll('.rhi-tiles .govuk-label, .rhi-thumb button, .rhi-thumb a')].map((node) => getComputedStyle(node)).filter((style) => style.borderTopStyle === 'none' || style.borderTopWidth === '0px').length"
    ))
