"""Where nothing can be opened the app says so, and touches nothing."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.site import Site
from tests.engines.browsers import Phone

pytestmark = pytest.mark.browser


def without(page: Page, script: str) -> None:
    page.add_init_script(script)


@pytest.mark.parametrize(
    "missing",
    [
        "Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })",  # an address that is not secure
        "delete globalThis.CompressionStream",
        "globalThis.CompressionStream = class { constructor() { throw new TypeError('unknown format'); } }",
        "Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })",
    ],
)
def test_a_browser_that_cannot_hold_a_vault_is_told_so(site: Site, phone: Phone, missing: str) -> None:
    page = phone.open()
    without(page, missing)
    page.goto(site.url())
    expect(page.get_by_role("heading", name="It cannot be opened just now")).to_be_visible()
    expect(page.get_by_role("alert")).to_contain_text("This browser is too old for the app")


def test_a_browser_that_keeps_no_data_is_told_so(site: Site, phone: Phone) -> None:
    page = phone.open()
    without(page, "IDBFactory.prototype.open = () => { throw new DOMException('denied', 'SecurityError'); }")
    page.goto(site.url())
    expect(page.get_by_role("alert")).to_contain_text("This browser does not keep data here")
    expect(page.get_by_role("button", name="Try again")).to_be_visible()


def test_an_iphone_is_set_up_inside_the_installed_app_only(site: Site, phone: Phone) -> None:
    page = phone.open()
    without(page, "navigator.standalone = false")
    page.goto(site.url())
    expect(page.get_by_role("alert")).to_contain_text("Put the app on the home screen first")
    expect(page.get_by_label("Code from your coordinator")).to_have_count(0)


def test_while_the_six_words_are_compared_nothing_is_hidden(site: Site, phone: Phone) -> None:
    page = phone.open()
    page.clock.install()
    page.goto(site.url())
    site.choose_words(page)
    expect(page.locator(".rhi-wordlist li")).to_have_count(6)
    page.clock.fast_forward(90_000)
    expect(page.get_by_role("heading", name="Do these six match?")).to_be_visible()
    assert page.evaluate("document.documentElement.dataset.guard") == "open"
