"""What the interviewer's screens promise: nothing typed is lost, nobody is rung who must not be, listening is never blocked."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from rhi_app.services.demonstration_children import kofi
from tests.browser.site import WORDS, Enrolled, core
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
TOO_WIDE = """() => document.documentElement.scrollWidth <= 320 ? [] : [...document.querySelectorAll("#app *")]
  .filter((node) => node.getBoundingClientRect().right > 321).map((node) => `${node.tagName} ${node.className} ${node.textContent.trim().slice(0, 20)}`).slice(0, 4)"""
WORDS_OF_KOFI = "I was gonna come back. 😀\nNobody said nothing."


@pytest.fixture(scope="module")
def walk(enrolled_for_all: Enrolled) -> Walk:
    """One phone for all: each test has a case of its own on it."""
    return Walk(enrolled_for_all)


@pytest.fixture
def record(walk: Walk) -> str:
    """Kofi's, on the phone; from here on there is no network."""
    made = walk.allocate("kofi")
    walk.page.context.set_offline(True)
    return made


def entries(page: Page, record: str, kind: str) -> list[dict[str, Any]]:
    return [entry for entry in core(page, "records.getCase", record)["entries"] if entry["kind"] == kind]


def tried(walk: Walk, record: str) -> None:
    walk.open(record, "04")
    for name in ("Rang", "Joanna", "No answer"):
        walk.tile(name)
    expect(walk.page.get_by_role("heading", name="Attempts")).to_be_visible()


def unlocked_again(walk: Walk) -> None:
    walk.page.locator(WORDS).fill(walk.enrolled.words)
    walk.tap("Unlock")
    expect(walk.page.locator("#door")).to_be_empty()


def written(walk: Walk, record: str) -> None:
    walk.open(record, "06a", "before")
    walk.page.get_by_label("What was going on before you left?").fill(WORDS_OF_KOFI)
    expect(walk.page.locator(".rhi-saving--saved")).to_be_visible()


# Attempts.


def test_the_third_tap_saves_and_undo_takes_it_back(walk: Walk, record: str) -> None:
    tried(walk, record)
    expect(walk.page.get_by_role("status").filter(has_text="Saved")).to_contain_text("Rang Joanna, no answer")
    walk.page.get_by_role("button", name="Undo").click()
    expect(walk.page.get_by_role("heading", name="Log an attempt")).to_be_visible()
    assert walk.page.locator('[name="attempt.how"]:checked').input_value() == "rang"
    walk.page.wait_for_timeout(6500)
    assert entries(walk.page, record, "attempt") == []


def test_without_undo_it_is_an_entry_after_six_seconds(walk: Walk, record: str) -> None:
    tried(walk, record)
    assert entries(walk.page, record, "attempt") == []
    walk.page.wait_for_timeout(6500)
    [entry] = entries(walk.page, record, "attempt")
    assert entry["answers"]["attempt.outcome"] == "no_answer"
    assert core(walk.page, "records.loadDraft", record, "attempt") is None


def test_a_phone_that_dies_within_the_six_seconds_makes_it_once_when_the_case_is_opened(walk: Walk, record: str) -> None:
    tried(walk, record)
    walk.enrolled.phone.kill()
    walk.enrolled.phone.open(walk.enrolled.site.url(f"/app/case/{record}"))
    unlocked_again(walk)
    expect(walk.page.get_by_text("You rang Joanna, no answer")).to_be_visible()
    walk.open("")
    walk.open(record)
    assert len(entries(walk.page, record, "attempt")) == 1


def test_leaving_the_screen_makes_it_at_once(walk: Walk, record: str) -> None:
    tried(walk, record)
    walk.next().click()
    expect(walk.page.get_by_text("You rang Joanna, no answer")).to_be_visible()


def test_it_may_have_been_earlier_but_not_later(walk: Walk, record: str) -> None:
    walk.open(record, "04")
    walk.page.get_by_role("button", name="Change").click()
    walk.page.get_by_label("Year").fill("2199")
    for name in ("Knocked", "Kofi", "No answer"):
        walk.tile(name)
    expect(walk.page.get_by_text("This is in the future. Check the date.")).to_be_visible()
    walk.page.get_by_label("Year").fill("2026")
    walk.page.get_by_label("Month").fill("1")
    expect(walk.next()).to_have_text("Save this")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Attempts")).to_be_visible()
    walk.next().click()
    expect(walk.page.get_by_text("You knocked, for Kofi, no answer")).to_be_visible()
    assert entries(walk.page, record, "attempt")[0]["happened_at"].startswith("2026-01-")


def test_what_is_not_answered_is_said_once_and_then_saved_all_the_same(walk: Walk, record: str) -> None:
    walk.open(record, "04c")
    walk.tile("By letter")
    walk.next().click()
    expect(walk.page.get_by_role("alert").filter(has_text="There is something to look at")).to_contain_text("Choose what was answered.")
    expect(walk.next()).to_have_text("Save it all the same")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Attempts: 1")).to_be_visible()
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="People")).to_be_visible()
    assert entries(walk.page, record, "offer")[0]["answers"]["offer.how"] == "letter"


# Whom not to ring.


def test_who_must_not_be_rung_is_named_and_offered_nowhere(walk: Walk, record: str) -> None:
    walk.open(record)
    expect(walk.page.get_by_text("Do not ring or ask: Neil Draper")).to_be_visible()
    number = next(contact["telephone"] for contact in kofi(walk.now())["contacts"] if contact["name"] == "Neil Draper")
    for screen in ((), ("04",), ("04b",), ("04c",), ("05",), ("05e",), ("13",)):
        walk.open(record, *screen)
        assert number not in walk.page.content()
        assert not screen or "Draper" not in walk.page.locator("#app").inner_text()
    walk.open(record, "04")
    expect(walk.page.get_by_text("1 person is not listed: do not ring or ask.")).to_be_visible()


def test_a_number_that_a_flagged_person_answers_is_nobodys(walk: Walk) -> None:
    """Joanna's landline is Neil's too."""

    def shared(now: Any) -> dict[str, Any]:
        notice = kofi(now)
        joanna, neil = notice["contacts"][:2]
        return notice | {"contacts": [joanna | {"telephone": "+44 7700 900 142"}, neil]}

    record = walk.allocate(shared)
    walk.open(record)
    expect(walk.page.get_by_text("No number shown: someone else may answer it.")).to_be_visible()
    assert walk.page.locator('#app a[href^="tel:"]').count() == 0


def test_after_a_call_from_the_case_how_and_whom_are_filled(walk: Walk, record: str) -> None:
    walk.open(record)
    walk.page.locator("#app").evaluate("node => node.addEventListener('click', (event) => event.target.closest('a[href^=\"tel:\"]') && event.preventDefault())")
    walk.page.get_by_role("link", name="Call Joanna Marlow").click()
    walk.page.get_by_role("link", name="Log an attempt").click()
    expect(walk.page.get_by_role("heading", name="Log an attempt")).to_be_visible()
    assert walk.page.locator('[name="attempt.how"]:checked').input_value() == "rang"
    walk.tile("Spoke to them")
    expect(walk.page.get_by_role("status").filter(has_text="Saved")).to_contain_text("Rang Joanna, spoke")


# Nothing typed is lost.


def test_a_killed_phone_comes_back_to_the_same_words_on_the_same_screen(walk: Walk, record: str) -> None:
    written(walk, record)
    address = walk.page.url
    walk.enrolled.phone.kill()
    walk.enrolled.phone.open(address)
    unlocked_again(walk)
    expect(walk.page.get_by_role("heading", name="Before you went")).to_be_visible()
    assert walk.page.get_by_label("What was going on before you left?").input_value() == WORDS_OF_KOFI


def test_what_is_not_on_the_disk_is_said_until_it_is(walk: Walk, record: str) -> None:
    walk.open(record, "06a", "before")
    walk.page.evaluate("() => { window.put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
    walk.page.get_by_label("What was going on before you left?").fill(WORDS_OF_KOFI)
    expect(walk.page.locator(".rhi-saving--failed")).to_have_text("Not saved. Keep this open")
    walk.page.evaluate("() => { IDBObjectStore.prototype.put = window.put; }")
    expect(walk.page.locator(".rhi-saving--saved")).to_contain_text("Saved")
    assert core(walk.page, "records.loadDraft", record, "interview")["answers"]["before.what_happened"] == WORDS_OF_KOFI


def test_half_a_date_comes_back_too(walk: Walk, record: str) -> None:
    walk.open(record, "13")
    walk.page.get_by_label("Day").fill("28")
    expect(walk.page.locator(".rhi-saving--saved")).to_be_visible()
    walk.open("")
    walk.open(record, "13")
    assert walk.page.get_by_label("Day").input_value() == "28"


def test_a_chip_never_takes_words_away(walk: Walk, record: str) -> None:
    written(walk, record)
    walk.page.locator('[name="before.what_happened-unanswered"]').first.click(force=True)
    expect(walk.page.get_by_text("There is an answer above. Take it out first.")).to_be_visible()
    assert walk.page.get_by_label("What was going on before you left?").input_value() == WORDS_OF_KOFI
    answers = core(walk.page, "records.loadDraft", record, "interview")["answers"]
    assert answers["before.what_happened"] == WORDS_OF_KOFI


def test_a_chip_lets_go_when_tapped_again_and_when_words_come(walk: Walk, record: str) -> None:
    walk.open(record, "06a", "before")
    chip = walk.page.locator('[name="before.told_anyone-unanswered"]').first
    chip.click(force=True)
    expect(chip).to_be_checked()
    chip.click(force=True)
    expect(chip).not_to_be_checked()
    chip.click(force=True)
    walk.page.get_by_label("Did you tell anyone you were going?").fill("My mate")
    expect(chip).not_to_be_checked()


def test_no_name_stands_in_title_or_address(walk: Walk, record: str) -> None:
    for screen in ((), ("04",), ("05",), ("05c", "child"), ("06a", "back"), ("07", "03"), ("08",), ("10a",), ("13",), ("17",)):
        walk.open(record, *screen)
        assert walk.page.title() == "Daybook"
        assert re.fullmatch(rf"/app/case/{record}[0-9a-z/]*", walk.page.evaluate("location.pathname"))
        assert not re.search(r"kofi|marlow|harm|decline", walk.page.url, re.IGNORECASE)
        if walk.page.locator("main.rhi-hand").count():
            walk.tap("Give it back")
            unlocked_again(walk)


# Agreement.


def test_the_words_that_were_signed_are_named_exactly(walk: Walk, record: str) -> None:
    walk.open(record, "05c", "child")
    walk.tap("I agree")
    expect(walk.page.get_by_role("alert")).to_contain_text("Draw more than a dot")
    walk.draw()
    walk.tap("I agree")
    expect(walk.page.get_by_role("heading", name="Thank you")).to_be_visible()
    [entry] = entries(walk.page, record, "consent")
    answers = entry["answers"]
    assert answers["consent.way"] == "signed"
    assert answers["consent.wording"].keys() == {"authority", "who", "version", "language", "digest"}
    assert len(answers["consent.wording"]["digest"]) == 43
    assert answers["consent.recipients"][0].startswith("Cerys, your social worker")
    strokes = answers["consent.signature"]["strokes"]
    assert strokes[0][2] == 0
    assert all(isinstance(number, int) for stroke in strokes for number in stroke)
    assert core(walk.page, "records.loadDraft", record, "sign-child") is None


def test_who_would_rather_not_draw_agrees_all_the_same(walk: Walk, record: str) -> None:
    walk.open(record, "05c", "child")
    walk.tap("I’d rather not draw")
    expect(walk.page.get_by_role("heading", name="Thank you")).to_be_visible()
    [entry] = entries(walk.page, record, "consent")
    assert (entry["answers"]["consent.way"], entry["answers"]["consent.how"]) == ("indicated_not_seen", "in_person")
    assert "consent.signature" not in entry["answers"]


def test_leaving_a_screen_in_their_hands_asks_for_the_words(walk: Walk, record: str) -> None:
    walk.open(record, "05")
    walk.open(record, "05c", "child")
    walk.page.go_back()
    expect(walk.page.locator(WORDS)).to_be_visible()
    assert "Joanna" not in walk.page.locator("body").inner_text()
    unlocked_again(walk)
    expect(walk.page.get_by_role("heading", name="Two people must agree")).to_be_visible()


def test_a_screen_in_their_hands_holds_nothing_of_the_rest(walk: Walk, record: str) -> None:
    walk.open(record, "05c", "child")
    shown = walk.page.locator("body").inner_text()
    assert not re.search(r"due|left|Neil|Joanna|Harm\b|No network", shown)
    assert walk.page.locator("#app a").count() == 0


def test_no_parent_agreed_and_listening_goes_on(walk: Walk, record: str) -> None:
    walk.open(record, "05e")
    expect(walk.page.get_by_text("You can listen all the same.")).to_be_visible()
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Sections")).to_be_visible()
    assert entries(walk.page, record, "consent") == []
    walk.open(record, "05e")
    walk.tile("Not asked: asking could harm")
    walk.page.get_by_label("Why, in a few words").fill("Kofi says she tells N.D. everything")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Sections")).to_be_visible()
    [entry] = entries(walk.page, record, "consent")
    assert entry["answers"]["consent.way"] == "not_asked_harm"


def test_of_a_child_who_is_looked_after_no_parent_is_asked(walk: Walk) -> None:
    record = walk.allocate("tia")
    walk.open(record, "05")
    expect(walk.page.get_by_role("heading", name="Tia must agree")).to_be_visible()
    expect(walk.page.locator("#app")).to_contain_text("No parent is asked.")
    assert walk.page.locator(".rhi-agreed").count() == 1
    walk.open(record)
    expect(walk.page.locator("#app")).to_contain_text("No parent is asked")


# Harm.


def test_harm_is_one_tap_away_leaves_alone_and_first_and_goes_back_to_the_same_line(walk: Walk, record: str) -> None:
    walk.open(record, "06a", "before")
    walk.page.get_by_label("Did you tell anyone you were going?").focus()
    walk.page.get_by_role("link", name="Harm").click()
    expect(walk.page.get_by_role("heading", name="Harm disclosed")).to_be_visible()
    expect(walk.page.get_by_role("link", name="999")).to_have_attribute("href", "tel:999")
    walk.page.get_by_label("Kofi’s words").fill("He said he’d come round")
    walk.next().click()
    expect(walk.page.get_by_label("Did you tell anyone you were going?")).to_be_focused()
    [entry] = entries(walk.page, record, "harm")
    rows = core(walk.page, "outbox.unsentRows")
    assert rows[0]["urgent"] is True
    assert rows[0]["entries"] == [entry["id"]]


def test_harm_opened_by_mistake_adds_nothing(walk: Walk, record: str) -> None:
    walk.open(record, "06a", "before")
    walk.page.get_by_role("link", name="Harm").click()
    expect(walk.next()).to_have_text("Go on listening")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Before you went")).to_be_visible()
    assert entries(walk.page, record, "harm") == []


# The two ends.


def test_what_is_changed_after_the_signature_shows_as_changed(walk: Walk, record: str) -> None:
    written(walk, record)
    walk.open(record, "08")
    walk.tap("Yes, that’s right")
    walk.tap("I have seen it")
    walk.draw()
    walk.tap("Yes, it is right")
    walk.tap("Give it back")
    unlocked_again(walk)
    expect(walk.page.get_by_text("For exactly this text")).to_be_visible()
    walk.open(record, "06a", "before")
    walk.page.get_by_label("Did you tell anyone you were going?").fill("Added later")
    expect(walk.page.locator(".rhi-saving--saved")).to_be_visible()
    walk.open(record, "10a")
    expect(walk.page.get_by_text("Changed since it was read back")).to_be_visible()
    expect(walk.page.get_by_text("For exactly this text")).to_have_count(0)


def test_the_young_person_takes_words_out_themselves(walk: Walk, record: str) -> None:
    written(walk, record)
    walk.open(record, "08")
    walk.tap("I want to change something")
    walk.page.locator("textarea").first.fill("")
    walk.tap("Done")
    expect(walk.page.get_by_text("You did not want to say. That is fine.")).to_be_visible()
    answers = core(walk.page, "records.loadDraft", record, "interview")["answers"]
    assert answers["before.what_happened"] == {"unanswered": "did_not_want_to_say"}
    assert "Nobody said nothing." in core(walk.page, "records.loadDraft", record, "visit_ended")["answers"]["readback.changes"]


def test_a_visit_that_ended_is_held_and_its_words_stay(walk: Walk, record: str) -> None:
    written(walk, record)
    walk.open(record, "10a")
    walk.next().click()
    expect(walk.page.get_by_text("Held in time").first).to_be_visible()
    [entry] = entries(walk.page, record, "visit_ended")
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
    written(walk, record)
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
    tried_leo(walk, record)
    walk.open(record, "13")
    expect(walk.page.get_by_text("1 attempt as evidence")).to_be_visible()
    walk.tile("Leo")
    walk.page.get_by_label("Leo’s words").fill("I’ve said it all to the police already")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Where the record is")).to_be_visible()
    walk.open("")
    expect(walk.page.get_by_text("Declined, recorded")).to_be_visible()


def tried_leo(walk: Walk, record: str) -> None:
    walk.open(record, "04")
    for name in ("Rang", "Daniel", "Spoke to them"):
        walk.tile(name)
    expect(walk.page.get_by_role("heading", name="Attempts")).to_be_visible()
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="People")).to_be_visible()


# Many hands and eyes.


@pytest.mark.parametrize("size", ["100%", "200%"])
def test_nothing_scrolls_sideways_on_a_small_phone_or_with_large_letters(walk: Walk, record: str, size: str) -> None:
    walk.page.set_viewport_size({"width": 320, "height": 640})
    walk.page.evaluate("(size) => { document.documentElement.style.fontSize = size; }", size)
    wide = []
    for screen in ((), ("04",), ("05",), ("06",), ("06a", "back"), ("07", "03"), ("09",), ("10a",), ("10b",), ("13",), ("17",)):
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
    edges = walk.page.evaluate(
        "() => [...document.querySelectorAll('.rhi-tiles .govuk-label, .rhi-thumb button, .rhi-thumb a')].map((node) => getComputedStyle(node)).filter((style) => style.borderTopStyle === 'none' || style.borderTopWidth === '0px').length"
    )
    assert edges == 0
