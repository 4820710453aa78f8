"""Nothing typed is lost, nothing tells whose case it is, listening is never blocked, and harm leaves alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.site import WORDS, core
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser
WORDS_OF_KOFI = "I was gonna come back. 😀\nNobody said nothing."


def test_a_killed_phone_comes_back_to_the_same_words_on_the_same_screen(walk: Walk, record: str) -> None:
    walk.write(record, WORDS_OF_KOFI)
    address = walk.page.url
    walk.enrolled.phone.kill()
    walk.enrolled.phone.open(address)
    walk.unlock()
    expect(walk.page.get_by_role("heading", name="Before you went")).to_be_visible()
    assert walk.page.get_by_label("What was going on before you left?").input_value() == WORDS_OF_KOFI


def test_what_is_not_on_the_disk_is_said_until_it_is(walk: Walk, record: str) -> None:
    walk.open(record, "06a", "before")
    walk.page.evaluate(
        "() => { window.put = IDBObjectStore.prototype.put; IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
    )
    walk.page.get_by_label("What was going on before you left?").fill(WORDS_OF_KOFI)
    expect(walk.page.locator(".rhi-saving--failed")).to_have_text("Not saved. Keep this open")
    walk.page.evaluate("() => { IDBObjectStore.prototype.put = window.put; }")
    expect(walk.page.locator(".rhi-saving--saved")).to_contain_text("Saved")
    assert core(walk.page, "records.loadDraft", record, "interview")["answers"]["before.what_happened"] == WORDS_OF_KOFI


def test_half_a_date_comes_back_too(walk: Walk, record: str) -> None:
    walk.open(record, "13")
    day = walk.page.locator('[name="decline.reoffer_on-day"]')
    day.fill("28")
    walk.saved()
    walk.open("")
    walk.open(record, "13")
    assert day.input_value() == "28"


def test_a_chip_never_takes_words_away(walk: Walk, record: str) -> None:
    walk.write(record, WORDS_OF_KOFI)
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
            walk.unlock()


def test_the_words_that_were_signed_are_named_exactly(walk: Walk, record: str) -> None:
    walk.open(record, "05c", "child")
    walk.tap("I agree")
    expect(walk.page.get_by_role("alert")).to_contain_text("Draw more than a dot")
    walk.draw()
    walk.tap("I agree")
    expect(walk.page.get_by_role("heading", name="Thank you")).to_be_visible()
    [entry] = walk.entries(record, "consent")
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
    [entry] = walk.entries(record, "consent")
    assert (entry["answers"]["consent.way"], entry["answers"]["consent.how"]) == ("indicated_not_seen", "in_person")
    assert "consent.signature" not in entry["answers"]


def test_leaving_a_screen_in_their_hands_asks_for_the_words(walk: Walk, record: str) -> None:
    walk.open(record, "05")
    walk.open(record, "05c", "child")
    walk.page.go_back()
    expect(walk.page.locator(WORDS)).to_be_visible()
    assert "Joanna" not in walk.page.locator("body").inner_text()
    walk.unlock()
    expect(walk.page.get_by_role("heading", name="Two people must agree")).to_be_visible()


def test_a_screen_in_their_hands_holds_nothing_of_the_rest(walk: Walk, record: str) -> None:
    walk.open(record, "05c", "child")
    shown = walk.page.locator("body").inner_text()
    assert not re.search(r"due|left|Neil|Joanna|Harm\b|No network", shown)
    assert walk.page.locator("#app a").count() == 0
    walk.tap("Hide")
    expect(walk.page.get_by_role("button", name="Touch to go on")).to_be_visible()
    assert "Kofi" not in walk.page.locator("body").inner_text()
    walk.tap("Touch to go on")
    walk.unlock()


def test_a_parent_sees_no_answer_of_the_young_person_and_not_that_there_is_one(walk: Walk, record: str) -> None:
    walk.agree(record)
    walk.write(record, "Nobody said nothing.")
    joanna = core(walk.page, "records.getCase", record)["contacts"][0]["id"]
    for screen in ("05b", "05c"):
        walk.open(record, screen, "parent", joanna)
        shown = walk.page.locator("body").inner_text()
        assert not re.search(r"Nobody said|said yes", shown), shown
    walk.tap("Give it back")
    walk.unlock()


def test_no_parent_agreed_and_listening_goes_on(walk: Walk, record: str) -> None:
    walk.open(record, "05e")
    expect(walk.page.get_by_text("You can listen all the same.")).to_be_visible()
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Sections")).to_be_visible()
    assert walk.entries(record, "consent") == []
    walk.open(record, "05e")
    walk.tile("Not asked: asking could harm")
    walk.page.get_by_label("Why, in a few words").fill("Kofi says she tells N.D. everything")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Sections")).to_be_visible()
    [entry] = walk.entries(record, "consent")
    assert entry["answers"]["consent.way"] == "not_asked_harm"


def test_a_parent_refuses_and_the_talk_is_held_what_rests_on_agreement_waits_and_harm_does_not(walk: Walk, record: str) -> None:
    walk.open(record, "05e")
    walk.tile("Said no")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Sections")).to_be_visible()
    walk.write(record, WORDS_OF_KOFI)
    walk.open(record, "10a")
    walk.next().click()
    expect(walk.page.get_by_text("Held in time").first).to_be_visible()
    walk.open(record, "09")
    expect(walk.page.get_by_text("A rule is not met.")).to_be_visible()
    walk.open(record, "07", "03")
    expect(walk.page.get_by_role("heading", name="Harm disclosed")).to_be_visible()
    assert [entry["answers"]["consent.way"] for entry in walk.entries(record, "consent")] == ["refused"]


def test_of_a_child_who_is_looked_after_no_parent_is_asked(walk: Walk) -> None:
    record = walk.allocate("tia")
    walk.open(record, "05")
    expect(walk.page.get_by_role("heading", name="Tia must agree")).to_be_visible()
    expect(walk.page.locator("#app")).to_contain_text("No parent is asked.")
    assert walk.page.locator(".rhi-agreed").count() == 1
    walk.open(record)
    expect(walk.page.locator("#app")).to_contain_text("No parent is asked")


def test_harm_is_one_tap_away_leaves_alone_and_first_and_goes_back_to_the_same_line(walk: Walk, record: str) -> None:
    walk.open(record, "06a", "before")
    walk.page.get_by_label("Did you tell anyone you were going?").focus()
    walk.page.get_by_role("link", name="Harm").click()
    expect(walk.page.get_by_role("heading", name="Harm disclosed")).to_be_visible()
    expect(walk.page.get_by_role("link", name="999")).to_have_attribute("href", "tel:999")
    walk.page.get_by_label("Kofi’s words").fill("He said he’d come round")
    walk.next().click()
    expect(walk.page.get_by_label("Did you tell anyone you were going?")).to_be_focused()
    [entry] = walk.entries(record, "harm")
    rows = core(walk.page, "outbox.unsentRows")
    assert rows[0]["urgent"] is True
    assert rows[0]["entries"] == [entry["id"]]


def test_harm_opened_by_mistake_adds_nothing(walk: Walk, record: str) -> None:
    walk.open(record, "06a", "before")
    walk.page.get_by_role("link", name="Harm").click()
    expect(walk.next()).to_have_text("Go on listening")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Before you went")).to_be_visible()
    assert walk.entries(record, "harm") == []


def test_an_item_goes_to_whom_it_is_for_and_beyond_the_usual_with_a_reason(walk: Walk, record: str) -> None:
    page = walk.page
    walk.agree(record)
    core(page, "records.saveDraft", record, "interview", {"during.slept": "On a sofa."}, 2)
    walk.open(record, "06d", "lists", "1")
    for name in ("Jay", "Ash"):
        walk.tap("Add a person")
        page.get_by_label("Name, or what they are called").last.fill(name)
    walk.tile_in("lists.people", "No one")
    walk.saved()
    walk.open(record, "09", "police_liaison")
    expect(page.get_by_text("Chosen item by item.").first).to_be_visible()
    expect(page.locator("#app")).to_contain_text("Jay")
    expect(page.locator("#app")).not_to_contain_text("Ash")
    slept = page.locator(".rhi-tick").filter(has_text="On a sofa.")
    slept.locator("input[type=checkbox]").click(force=True)
    walk.open(record, "09", "police_liaison", "page")
    expect(page.locator("#app")).not_to_contain_text("On a sofa.")
    walk.open(record, "09", "police_liaison")
    slept.locator("input[type=checkbox]").click(force=True)
    slept.get_by_label("Why do they need it? It goes once you have said so.").fill("He may be there again")
    walk.open(record, "09", "police_liaison", "page")
    expect(page.locator("#app")).to_contain_text("On a sofa.")


def test_what_cannot_be_is_said_beside_its_field_and_kept(walk: Walk, record: str) -> None:
    page = walk.page
    walk.open(record, "06d", "lists", "1")
    walk.tap("Add a night")
    for part, typed in (("Day", "1"), ("Month", "1"), ("Year", "2199")):
        page.get_by_label(part, exact=True).fill(typed)
    page.get_by_label("Where", exact=True).fill("בבית\u0007 של חבר")
    page.get_by_label("With whom").focus()
    expect(page.get_by_text("This is in the future. Check the date.")).to_be_visible()
    expect(page.get_by_text("There is a sign in it that nobody can see. Take it out.")).to_be_visible()
    walk.saved()
    walk.open("")
    walk.open(record, "06d", "lists", "1")
    assert page.get_by_label("Year", exact=True).input_value() == "2199"
    assert page.get_by_label("Where", exact=True).evaluate("(field) => [field.dir, field.spellcheck, field.translate, getComputedStyle(field).direction]") == ["auto", False, False, "rtl"]
