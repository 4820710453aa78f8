"""The door: wrong words only slow down; locked says nothing of what is inside; lock is the end of the key."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import WORDS, Enrolled, Refused, core, core_later, opened_anew, unlock

pytestmark = pytest.mark.browser
WRONG = "these are not them"


@pytest.fixture
def enrolled(enrolled_for_all: Enrolled) -> Enrolled:
    """One phone for all of these, opened anew for each."""
    return opened_anew(enrolled_for_all)


def guess(page: Page, words: str = WRONG) -> None:
    page.locator(WORDS).fill(words)
    page.get_by_role("button", name="Unlock", exact=True).click()


def test_wrong_words_slow_down_and_the_wait_outlives_a_kill(enrolled: Enrolled) -> None:
    enrolled.phone.kill()
    page = enrolled.phone.open(enrolled.site.url())
    for _ in range(3):  # three times without a wait
        guess(page)
        expect(page.get_by_role("alert")).to_contain_text("Those words did not open it")
        expect(page.get_by_role("alert")).to_contain_text("Nothing is deleted, however often you try.")
        expect(page.locator(WORDS)).to_have_value("")
    guess(page)
    expect(page.get_by_role("button", name="Unlock in")).to_be_visible()
    enrolled.phone.kill()
    page = enrolled.phone.open(enrolled.site.url())
    expect(page.get_by_role("button", name="Unlock in")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("You can try again in")
    with pytest.raises(Refused, match="wait"):
        core(page, "vault.unlock", enrolled.words)  # the right words wait too
    expect(page.get_by_role("button", name="Unlock", exact=True)).to_be_visible()
    unlock(page, enrolled.words)


def test_the_waits_grow_and_stop_at_a_minute(enrolled: Enrolled) -> None:
    now = 1_800_000_000_000
    for wrong, seconds in [(1, 0), (2, 0), (3, 0), (4, 5), (5, 15), (6, 60), (40, 60)]:
        core(enrolled.page, "meta.writeMeta", {"guesses": {"count": wrong, "lastAt": now}})
        assert core(enrolled.page, "guesses.secondsToWait", now) == seconds
        assert core(enrolled.page, "guesses.secondsToWait", now + seconds * 1000) == 0
        assert core(enrolled.page, "guesses.secondsToWait", now - 86_400_000) == seconds  # the clock was set back
    core(enrolled.page, "meta.writeMeta", {"guesses": {"count": 0, "lastAt": 0}})  # the next test's words need not wait


def test_right_words_clear_the_count(enrolled: Enrolled) -> None:
    enrolled.phone.close()
    page = enrolled.phone.open(enrolled.site.url())
    for _ in range(2):
        guess(page)
        expect(page.locator(WORDS)).to_have_value("")
    unlock(page, enrolled.words)
    assert core(page, "meta.readMeta", "guesses")["count"] == 0


def test_the_words_open_however_they_are_spaced(enrolled: Enrolled) -> None:
    enrolled.phone.close()
    page = enrolled.phone.open(enrolled.site.url())
    unlock(page, f"  {enrolled.words.replace(' ', '   ')} ")


def test_a_locked_phone_says_nothing_of_what_is_inside(enrolled: Enrolled) -> None:
    enrolled.phone.close()
    page = enrolled.phone.open(enrolled.site.url(f"/app/case/{enrolled.record}"))
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    text = page.locator("body").inner_text()
    assert page.title() == "Daybook"
    assert not [word for word in ("Kofi", "Quokka", enrolled.case["reference"], enrolled.case["initials"], "1") if word in text]


def test_lock_ends_the_key_and_nothing_opens_after(enrolled: Enrolled) -> None:
    page = enrolled.page
    assert core(page, "records.getCase", enrolled.record)["initials"]
    with page.expect_navigation():  # a new page remembers nothing
        core_later(page, "guard.lockNow")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()
    with pytest.raises(Refused, match="locked"):
        core(page, "records.getCase", enrolled.record)


def test_what_was_asked_of_the_worker_when_it_was_ended_is_answered_with_locked(enrolled: Enrolled) -> None:
    with enrolled.page.expect_console_message(lambda message: message.text.startswith("answered")) as told:
        enrolled.page.evaluate("""async () => {
          const app = document.querySelector('script[type="module"]').src;
          const { call, lock } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/vault.js"));
          call("makeDevice").catch(({ slug }) => console.log(`answered ${slug}`));
          lock();
        }""")
    assert told.value.text == "answered locked"
