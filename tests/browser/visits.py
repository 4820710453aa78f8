"""An interviewer's thumb on the phone, going through the screens and nothing but the screens."""

from playwright.sync_api import Page, expect

from tests.browser.desks import Desk
from tests.browser.glass import draw
from tests.engines.browsers import Phone
from tests.engines.installations import Installation

WORDS = "Your four words"
SECONDS_TO_COME = 45_000  # milliseconds, for what takes a round through the job worker


class Tab:
    """A page that stands for a phone where a browser has no profile to be killed and opened again."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def open(self, url: str) -> Page:
        self.page.goto(url)
        return self.page

    def kill(self) -> None:
        raise NotImplementedError("This one cannot be killed: reload it.")


class Visit:
    """One phone of one interviewer."""

    def __init__(self, installation: Installation, phone: Phone | Tab) -> None:
        self.installation, self.phone, self.words = installation, phone, ""

    @property
    def page(self) -> Page:
        return self.phone.page

    # The phone itself.

    def enrol(self, coordinator: Desk) -> None:
        """Code, four words, six words compared by two people, the first fetch."""
        coordinator.go("/phones")
        coordinator.press("Bring in a phone")
        code = coordinator.page.locator(".rhi-code").inner_text()
        self.phone.open(self._url("/app/"))
        self._choose_words(code)
        self.heading("Do these six match?")
        coordinator.go("/phones")
        coordinator.follow("Compare the words")
        expect(coordinator.page.locator(".rhi-words-list li")).to_have_text(self._listed(), use_inner_text=True)
        coordinator.press("They match")
        expect(self.page.locator("#door")).to_be_empty(timeout=SECONDS_TO_COME)
        self.page.wait_for_function("() => navigator.serviceWorker.controller !== null")
        expect(self.page.locator(".rhi-case-row").first).to_be_visible(timeout=SECONDS_TO_COME)  # the job worker makes the bundle meanwhile

    def _choose_words(self, code: str) -> None:
        self.page.get_by_label("Code from your coordinator").fill(code)
        self.tap("Go on")
        self.heading(WORDS)
        self.words = " ".join(self._listed())
        self.tap("I know them")
        self.page.get_by_label("Type your four words").fill(self.words)
        self.tap("Go on")

    def _listed(self) -> list[str]:
        return self.page.locator(".rhi-wordlist li").all_inner_texts()

    def unlock(self, words: str | None = None) -> None:
        self.page.get_by_role("textbox", name=WORDS).fill(words or self.words)
        self.page.get_by_role("button", name="Unlock", exact=True).click()

    def unlocked(self) -> None:
        self.unlock()
        expect(self.page.locator("#door")).to_be_empty()

    def killed_and_opened(self, path: str | None = None) -> None:
        """SIGKILL to the browser; then the same profile at the address where it was, or at another."""
        url = self._url(path) if path else self.page.url
        self.phone.kill()
        self.phone.open(url)
        self.unlocked()

    def given_back(self) -> None:
        """The young person gives the phone back; only its owner gets further. The button stands on the page before as well."""
        self.heading("Thank you")
        self.tap("Give it back")
        self.unlocked()

    def opened_at(self, path: str) -> None:
        """A deep link, as from a mail: a new page, so locked."""
        self.page.goto(self._url(path))
        self.unlocked()

    def _url(self, path: str) -> str:
        return self.installation.base_url + path

    # Taps and words.

    def tap(self, name: str) -> None:
        either = self.page.get_by_role("button", name=name, exact=True).or_(self.page.get_by_role("link", name=name, exact=True))
        either.first.click()

    def tile(self, name: str) -> None:
        """The words of a tile; the input over them takes the tap. Not `check`, which waits for the tile of a screen that a third tap has left."""
        tiles = self.page.locator("#app .govuk-radios__item, #app .govuk-checkboxes__item")
        tiles.filter(has_text=name).first.locator("input").click(force=True)

    def choose(self, question: str, code: str) -> None:
        self.page.locator(f'#app [name="{question}"][value="{code}"]').check(force=True)

    def next(self) -> None:
        self.page.locator("[data-next]").click()

    def heading(self, name: str) -> None:
        expect(self.page.get_by_role("heading", name=name).first).to_be_visible()

    def says(self, words: str, milliseconds: float | None = None) -> None:
        expect(self.page.locator("#app")).to_contain_text(words, timeout=milliseconds)

    def write(self, question: str, words: str) -> None:
        """By the question's id, which stays for ever; then waits until the screen says that it is saved."""
        self.page.locator(f'#app [name="{question}"]').first.fill(words)
        expect(self.page.locator("#app")).to_contain_text("Saved")
        expect(self.page.locator("#app")).not_to_contain_text("Saving")

    def value(self, question: str) -> str:
        return self.page.locator(f'#app [name="{question}"]').first.input_value()

    def draw(self) -> None:
        draw(self.page)

    # The way through a case.

    def open_case(self, initials: str) -> str:
        """Gives the record."""
        self.page.locator(".rhi-row-link").filter(has_text=initials).first.get_by_role("link").click()
        self.heading("People")
        return self.page.url.rsplit("/", 1)[1]

    def log_attempt(self, how: str, whom: str, outcome: str) -> None:
        self.tap("Log an attempt")
        self.heading("Log an attempt")
        for name in (how, whom, outcome):
            self.tile(name)
        self.heading("Attempts")
        self.next()
        self.heading("People")

    def log_offer(self, how: str, whom: str, response: str) -> None:
        self.tap("Log an offer")
        self.heading("offer")
        for name in (how, whom, response):
            self.tile(name)
        self.next()
        self.heading("Attempts")
        self.next()
        self.heading("People")

    def sign_agreement(self) -> None:
        """From the case: the rule, the words, the pad in the young person's hand."""
        self.next()
        self.heading("must agree")
        self.next()
        self.heading("Before we talk")
        self.next()
        self.heading("Do you agree to talk?")
        self.draw()
        self.tap("I agree")
        self.given_back()
        self.heading("Sections")

    def read_back_and_sign(self) -> None:
        self.heading("Is this what you said?")
        self.tap("Yes, that’s right")
        self.heading("Who will see what")
        self.tap("I have seen it")
        self.draw()
        self.tap("Yes, it is right")
        self.given_back()
        self.heading("End the visit")
