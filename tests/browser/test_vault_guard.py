"""Blank and lock: two things, each at its time, and what is typed is on disk before either can end the page."""

import contextlib

import pytest
from playwright.sync_api import Error, Page, expect

from tests.browser.site import Enrolled, Refused, core, opened_anew, unlock

pytestmark = pytest.mark.browser
MINUTE = 60_000

# Says to the page what a phone says when another app comes to the front, or when ours comes back.
VISIBILITY = """(state) => {
  Object.defineProperty(document, "visibilityState", { value: state, configurable: true });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture(scope="module")
def clocked(enrolled_for_all: Enrolled) -> Enrolled:
    """One phone for all of these, with a clock that the tests turn: only ever forwards."""
    enrolled_for_all.page.goto("about:blank")  # for a moment the new clock says 1970, and the app would believe it
    enrolled_for_all.page.clock.install()
    return enrolled_for_all


@pytest.fixture
def phone(clocked: Enrolled) -> Enrolled:
    """A fresh page, unlocked."""
    return opened_anew(clocked)


def state(page: Page) -> str:
    return str(page.evaluate("document.documentElement.dataset.guard"))


def go_to(phone: Enrolled, screen: str) -> None:
    phone.page.evaluate("(path) => history.replaceState(null, '', path)", f"/app/case/{phone.record}/{screen}")


def turn(page: Page, ms: int) -> None:
    page.clock.fast_forward(ms)


def is_locked(page: Page) -> None:
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()


def test_a_minute_without_a_touch_hides_the_screen_and_keeps_the_key(phone: Enrolled) -> None:
    page = phone.page
    turn(page, MINUTE - 2_000)
    assert state(page) == "open"
    turn(page, 4_000)
    assert state(page) == "blank"
    expect(page.locator("#app")).to_be_hidden()
    assert core(page, "records.getCase", phone.record)  # the key is there


def test_a_touch_starts_the_minute_anew(phone: Enrolled) -> None:
    page = phone.page
    turn(page, MINUTE - 5_000)
    page.dispatch_event("body", "pointerdown")
    turn(page, MINUTE - 5_000)
    assert state(page) == "open"


def test_the_background_hides_at_once_and_coming_back_takes_the_words(phone: Enrolled) -> None:
    page = phone.page
    page.evaluate(VISIBILITY, "hidden")
    assert state(page) == "blank"
    expect(page.locator("#app")).to_be_hidden()
    page.evaluate(VISIBILITY, "visible")
    assert core(page, "guard.returnByTouch") is False
    with pytest.raises(Refused, match="wrong-words"):
        core(page, "guard.returnByWords", "not these words at all")
    core(page, "guard.returnByWords", phone.words)
    assert state(page) == "open"


def test_five_minutes_in_the_background_lock(phone: Enrolled) -> None:
    page = phone.page
    page.evaluate(VISIBILITY, "hidden")
    turn(page, 5 * MINUTE - 2_000)
    assert core(page, "vault.isUnlocked")
    turn(page, 4_000)
    is_locked(page)


def test_in_an_interview_a_touch_brings_back_what_idling_hid(phone: Enrolled) -> None:
    page = phone.page
    go_to(phone, "06")
    turn(page, MINUTE + 2_000)
    assert state(page) == "blank"
    assert core(page, "guard.returnByTouch") is True
    assert state(page) == "open"


def test_what_the_button_hid_takes_the_words_even_in_an_interview(phone: Enrolled) -> None:
    page = phone.page
    go_to(phone, "06")
    core(page, "guard.blank")
    turn(page, 2 * MINUTE)  # idling on makes it no easier
    assert core(page, "guard.returnByTouch") is False


def test_nobody_is_locked_out_while_listening_until_half_an_hour_without_a_touch(phone: Enrolled) -> None:
    page = phone.page
    go_to(phone, "06")
    page.evaluate(VISIBILITY, "hidden")
    turn(page, 29 * MINUTE)
    assert core(page, "vault.isUnlocked")
    turn(page, 2 * MINUTE)
    is_locked(page)


def test_a_call_started_from_the_app_comes_back_by_touch(phone: Enrolled) -> None:
    page = phone.page
    page.evaluate("""() => {
      const link = Object.assign(document.createElement("a"), { href: "tel:01632960001" });
      link.addEventListener("click", (event) => event.preventDefault());
      document.body.append(link);
      link.click();
    }""")
    page.evaluate(VISIBILITY, "hidden")
    turn(page, 12 * MINUTE)
    page.evaluate(VISIBILITY, "visible")
    assert core(page, "guard.returnByTouch") is True


CALLS = """() => {
  document.addEventListener("click", (event) => event.preventDefault(), { once: true });
  document.querySelector('a[href^="tel:"]').click();
}"""


def away(page: Page, minutes: float) -> None:
    """In the telephone's own app, and back."""
    page.evaluate(VISIBILITY, "hidden")
    turn(page, int(minutes * MINUTE))
    page.evaluate(VISIBILITY, "visible")
    touched_back(page)


def touched_back(page: Page) -> None:
    page.get_by_role("button", name="Touch to go on").click()
    expect(page.locator("#blank")).to_have_count(0)
    assert (state(page), page.locator("#door").inner_text()) == ("open", "")


def test_a_telephone_interview_of_twenty_minutes_on_this_phone(phone: Enrolled) -> None:
    page = phone.page
    core(page, "screens/navigation.go", f"/app/case/{phone.record}")
    page.evaluate(CALLS)
    away(page, 1)  # it is dialled there
    core(page, "screens/navigation.go", f"/app/case/{phone.record}/06a")
    page.locator('[name="before.what_happened"]').fill("We argued.")
    turn(page, 8 * MINUTE)  # listening, without a touch
    assert state(page) == "blank"
    touched_back(page)
    away(page, 3)  # the loudspeaker is switched on there
    expect(page.locator('[name="before.what_happened"]')).to_have_value("We argued.")
    turn(page, 8 * MINUTE)
    touched_back(page)
    away(page, 29)  # longer than any call: still an interview
    page.get_by_role("button", name="Blank").click()
    page.get_by_role("button", name="Touch to go on").click()  # in somebody else's hands it takes the words, in a call, too
    expect(page.get_by_role("heading", name="Hidden")).to_be_visible()
    unlock(page, phone.words)
    page.evaluate(VISIBILITY, "hidden")
    page.evaluate(VISIBILITY, "visible")
    assert core(page, "guard.returnByTouch") is False
    core(page, "guard.returnByWords", phone.words)
    expect(page.locator('[name="before.what_happened"]')).to_have_value("We argued.")


def test_half_an_hour_after_a_call_the_background_takes_the_words_again(phone: Enrolled) -> None:
    page = phone.page
    core(page, "screens/navigation.go", f"/app/case/{phone.record}")
    page.evaluate(CALLS)
    away(page, 2)
    for _ in range(30):
        turn(page, MINUTE - 1_000)
        page.dispatch_event("body", "pointerdown")
    page.evaluate(VISIBILITY, "hidden")
    page.evaluate(VISIBILITY, "visible")
    assert core(page, "guard.returnByTouch") is False


def test_a_phone_that_was_handed_over_asks_who_holds_it(phone: Enrolled) -> None:
    page = phone.page
    core(page, "screens/navigation.go", f"/app/case/{phone.record}/05")
    core(page, "screens/navigation.go", f"/app/case/{phone.record}/05c/child")
    expect(page.get_by_role("button", name="Give it back")).to_be_visible()
    turn(page, 8 * MINUTE)  # the young person reads; the screen goes dark, and a touch brings it back to them
    touched_back(page)
    page.go_back()
    expect(page.get_by_role("heading", name="Hidden")).to_be_visible()
    assert core(page, "guard.returnByTouch") is False
    unlock(page, phone.words)
    expect(page.get_by_role("heading", name="must agree")).to_be_visible()


def test_after_twelve_hours_it_locks_whatever_is_open(phone: Enrolled) -> None:
    page = phone.page
    go_to(phone, "06")
    for _ in range(12 * 3 - 1):
        turn(page, 20 * MINUTE)
        page.dispatch_event("body", "pointerdown")
    assert core(page, "vault.isUnlocked")
    turn(page, 21 * MINUTE)
    is_locked(page)


def test_what_is_typed_is_on_disk_before_the_key_goes(phone: Enrolled) -> None:
    page = phone.page
    page.evaluate("""async (record) => {
      const app = document.querySelector('script[type="module"]').src;
      const [{ beforeLock, lockNow }, { saveDraft }] = await Promise.all(["guard", "records"].map((name) => import(new URL("./inside.js", app).href).then(({ $use }) => $use(`js/${name}.js`))));
      beforeLock(() => saveDraft(record, "interview", { "back.how": "typed just now" }));
      lockNow();
    }""", phone.record)  # fmt: skip
    page.clock.resume()
    is_locked(page)
    unlock(page, phone.words)
    assert core(page, "records.loadDraft", phone.record, "interview")["answers"] == {"back.how": "typed just now"}


def test_a_disk_that_hangs_does_not_keep_the_phone_open(phone: Enrolled) -> None:
    page = phone.page
    page.evaluate("""async () => {
      const app = document.querySelector('script[type="module"]').src;
      const { beforeLock, lockNow } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/guard.js"));
      beforeLock(() => new Promise(() => undefined));
      lockNow();
    }""")
    turn(page, 4_000)
    is_locked(page)


# Last: what was paused once leaps far ahead on every later page.
def test_a_lock_that_was_due_while_timers_slept_comes_with_the_page(phone: Enrolled) -> None:
    page = phone.page
    page.evaluate(VISIBILITY, "hidden")
    page.clock.pause_at(page.evaluate("Date.now()") + 20 * MINUTE)  # no timer runs on the way
    with contextlib.suppress(Error):  # the page may be ended before it has answered
        page.evaluate(VISIBILITY, "visible")
    page.clock.resume()
    is_locked(page)
