"""The passkey: the everyday way in, beside the words and never instead of them; without a network, and without a trace on the disk."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Page, expect

from tests.browser.site import WORDS, Enrolled, Site, core, core_later, unlock
from tests.engines.browsers import Phone

pytestmark = pytest.mark.browser
PASSKEY = "Unlock with your passkey"
FINGER = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "hasPrf": True, "isUserVerified": True}
NOTES_SECRETS = """() => {
  const get = navigator.credentials.get.bind(navigator.credentials);
  globalThis.secrets = [];
  navigator.credentials.get = async (asked) => {
    const given = await get(asked);
    const { first } = given.getClientExtensionResults().prf.results;
    globalThis.secrets.push({ copy: [...new Uint8Array(first)] });
    return given;
  };
}"""
GIVES_ANOTHER = """() => {
  navigator.credentials.get = async () => ({
    response: { authenticatorData: Uint8Array.from({ length: 37 }, () => 5).buffer },
    getClientExtensionResults: () => ({ prf: { results: { first: new Uint8Array(32).fill(7).buffer } } }),
  });
}"""


def add_authenticator(phone: Phone, **changes: Any) -> tuple[CDPSession, str]:
    session = phone.context.new_cdp_session(phone.page)
    session.send("WebAuthn.enable")
    return session, session.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER | changes})["authenticatorId"]


@pytest.fixture
def with_passkey(enrolled: Enrolled) -> tuple[Enrolled, CDPSession, str]:
    """Set up on "This phone", through the screens."""
    session, authenticator = add_authenticator(enrolled.phone)
    page = open_this_phone(enrolled)
    page.get_by_role("listitem").filter(has_text="no passkey yet").get_by_role("button", name="Set up").click()
    page.get_by_label("Your four words first").fill(enrolled.words)
    page.get_by_role("button", name="Set up the passkey").click()
    expect(page.get_by_text("Passkey and four words")).to_be_visible()
    return enrolled, session, authenticator


def open_this_phone(phone: Enrolled) -> Page:
    core(phone.page, "screens/navigation.go", "/app/phone")  # the list may be shown anew under a click
    expect(phone.page.get_by_role("heading", name="Is this phone ready?")).to_be_visible()
    return phone.page


def lock(page: Page) -> None:
    with page.expect_navigation():
        core_later(page, "guard.lockNow")
    expect(page.get_by_role("heading", name="Locked")).to_be_visible()


def test_a_passkey_opens_the_phone_with_the_server_gone_and_leaves_no_trace(with_passkey: tuple[Enrolled, CDPSession, str]) -> None:
    phone, session, authenticator = with_passkey
    page = phone.page
    phone.site.stop()
    lock(page)
    expect(page.locator(WORDS)).to_be_hidden()  # the passkey first, the words below it
    page.evaluate(NOTES_SECRETS)
    page.get_by_role("button", name=PASSKEY).click()
    expect(page.locator("#door")).to_be_empty()
    assert core(page, "records.getCase", phone.record)["initials"] == phone.case["initials"]
    [secret] = [bytes(each["copy"]) for each in page.evaluate("secrets")]
    assert len(set(secret)) > 1

    core(page, "guard.blank")  # and comes back from a blank screen by one touch of it
    page.get_by_role("button", name="Touch to go on").click()
    expect(page.locator("#door")).to_be_empty()

    lock(page)  # not used: a sentence, and the words
    session.send("WebAuthn.setUserVerified", {"authenticatorId": authenticator, "isUserVerified": False})
    page.get_by_role("button", name=PASSKEY).click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not used")
    assert core(page, "guesses.secondsToWait") == 0
    unlock(page, phone.words)
    phone.phone.close()
    assert [path for path in phone.phone.profile.rglob("*") if path.is_file() and secret in path.read_bytes()] == []


def test_what_another_passkey_gives_opens_nothing_and_destroys_nothing(with_passkey: tuple[Enrolled, CDPSession, str]) -> None:
    phone, session, authenticator = with_passkey
    page = phone.page
    lock(page)
    page.evaluate(GIVES_ANOTHER)
    for _ in range(5):
        page.get_by_role("button", name=PASSKEY).click()
        expect(page.get_by_role("alert")).to_contain_text("Your four words do. Nothing is deleted.")
    assert not core(page, "vault.isUnlocked")
    page.reload()
    page.get_by_role("button", name=PASSKEY).click()  # the right one still does
    expect(page.locator("#door")).to_be_empty()

    session.send("WebAuthn.clearCredentials", {"authenticatorId": authenticator})  # deleted in the phone's settings
    lock(page)
    page.get_by_role("button", name="Use your four words").click()
    unlock(page, phone.words)
    page.get_by_role("button", name="Remove").click()  # still at "This phone"
    expect(page.get_by_text("no passkey yet")).to_be_visible()
    lock(page)
    expect(page.locator(WORDS)).to_be_visible()
    expect(page.get_by_role("button", name=PASSKEY)).to_be_hidden()


def test_no_passkey_is_made_for_wrong_words_or_without_prf(enrolled: Enrolled) -> None:
    session, authenticator = add_authenticator(enrolled.phone)
    page = open_this_phone(enrolled)
    page.get_by_role("button", name="Set up").click()
    page.get_by_label("Your four words first").fill("these are not them")
    page.get_by_role("button", name="Set up the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("Those words did not open it")
    assert session.send("WebAuthn.getCredentials", {"authenticatorId": authenticator})["credentials"] == []
    session.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": authenticator})
    add_authenticator(enrolled.phone, hasPrf=False)
    page.get_by_label("Your four words first").fill(enrolled.words)
    page.get_by_role("button", name="Set up the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("This browser’s passkeys cannot guard this phone")
    page.get_by_role("button", name="Not now").click()
    expect(page.get_by_text("Four words, no passkey")).to_be_visible()


def test_a_passkey_is_offered_while_a_phone_is_set_up(site: Site, phone: Phone) -> None:
    phone.open()
    add_authenticator(phone)
    page = phone.page
    page.goto(site.url())
    site.choose_words(page)
    expect(page.get_by_role("heading", name="Open it with a passkey")).to_be_visible()
    page.get_by_role("button", name="Set up the passkey").click()  # the words were typed a moment ago
    expect(page.get_by_role("heading", name="Do these six match?")).to_be_visible()
    expect(page.get_by_text("Passkey and four words")).to_be_visible()
    expect(page.get_by_text("Storage may be cleared")).to_be_visible()


def test_the_secret_has_one_way_out_of_the_page_and_that_is_the_worker() -> None:
    js = Path(__file__).parents[2] / "rhi_app" / "static" / "js"
    callers = {path.name for path in js.rglob("*.js") if "navigator.credentials" in path.read_text(encoding="utf-8")}
    assert callers == {"passkey.js"}
    text = (js / "passkey.js").read_text(encoding="utf-8")
    assert [line.split('"')[1] for line in text.splitlines() if line.startswith("import")] == ["./canonical.js", "./problems.js"]
    assert ".toJSON(" not in text  # it would hold the secret
