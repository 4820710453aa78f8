"""Setting a phone up, in Chromium, through the screens."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.between import answering, in_json
from tests.browser.site import Refused, Site, core, proposed, until
from tests.engines.browsers import Phone
from tests.engines.installations import wait_until

pytestmark = pytest.mark.browser


def test_a_phone_is_set_up_with_code_four_words_and_six_compared(site: Site, phone: Phone) -> None:
    case = site.office.allocate()
    page = phone.open(site.url())
    site.choose_words(page)
    expect(page.get_by_text("Waiting for “They match”")).to_be_visible()
    site.activate()
    expect(page.locator("#door")).to_be_empty()  # it looks every five seconds, and asks for nothing more
    wait_until(lambda: [row["record"] for row in core(page, "records.listCases")] == [case["record"]], what="the case on the phone")


def test_the_words_are_four_of_the_list_and_others_can_be_asked_for(site: Site, phone: Phone) -> None:
    page = phone.open(site.url())
    page.get_by_label("Code from your coordinator").fill(site.office.issue_code())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_text("This phone will be Amira Haddad’s.")).to_be_visible()
    first = proposed(page)
    page.get_by_role("button", name="Four others").click()
    expect(page.locator(".rhi-wordlist")).not_to_have_text(first)
    assert len(first.split()) == len(proposed(page).split()) == 4


@pytest.mark.parametrize(("said", "kibibytes"), [("yes", 65536), (True, 8192)])
def test_the_words_are_stretched_in_full_unless_a_test_server_says_otherwise(site: Site, phone: Phone, said: object, kibibytes: int) -> None:
    def say(answer: Any) -> None:
        answer["light_kdf"] = said

    site.put_between(answering("/sync/enrolments", in_json(say)))
    page = phone.open(site.url())
    site.choose_words(page)
    expect(page.get_by_role("heading", name="Do these six match?")).to_be_visible()
    assert core(page, "meta.readMeta", "vault")["kdf"]["memory_kib"] == kibibytes


def test_the_word_list_is_fetched_only_when_words_are_proposed(site: Site, phone: Phone) -> None:
    page = phone.open()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(site.url())
    expect(page.get_by_label("Code from your coordinator")).to_be_visible()
    assert not [url for url in asked if "words" in url and url.endswith(".txt")]


def test_a_wrong_code_is_said_and_leaves_nothing_on_the_phone(site: Site, phone: Phone) -> None:
    page = phone.open(site.url())
    page.get_by_label("Code from your coordinator").fill("ABCD-EFGH-JKLM")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("This code does not work")
    assert not core(page, "vault.isEnrolled")


def test_words_typed_wrong_from_memory_make_no_vault(site: Site, phone: Phone) -> None:
    page = phone.open(site.url())
    page.get_by_label("Code from your coordinator").fill(site.office.issue_code())
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="I know them").click()
    page.get_by_label("Type your four words").fill("not what was proposed")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("Those are not the same four words")
    assert not core(page, "vault.isEnrolled")
    page.get_by_role("button", name="Look at them again").click()
    expect(page.get_by_role("heading", name="Your four words")).to_be_visible()


def test_a_phone_closed_before_they_match_waits_for_it_again(site: Site, phone: Phone) -> None:
    page = phone.open(site.url())
    words = site.choose_words(page)
    expect(page.get_by_role("heading", name="Do these six match?")).to_be_visible()
    six = proposed(page)
    phone.kill()
    page = phone.open(site.url("/app/"))
    page.get_by_label("Your four words").fill(words)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.locator(".rhi-wordlist li")).to_have_count(6)
    assert proposed(page) == six
    assert core(page, "enrolment.enrolmentState") == "proved"


def test_a_proof_whose_answer_was_lost_is_sent_again(site: Site, phone: Phone) -> None:
    site.put_between(answering("/proof", lambda body: b"", status="502 Bad Gateway", times=1))
    page = phone.open(site.url())
    words = site.choose_words(page)
    expect(page.get_by_role("alert")).to_be_visible()
    page.reload()
    unlock_to_six(page, words)
    until(page, IS_PROVED)


IS_PROVED = """async () => {
  const app = document.querySelector('script[type="module"]').src;
  return (await (await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/enrolment.js"))).enrolmentState()) === "proved";
}"""


def test_setting_up_can_start_again_until_the_first_case_is_here(site: Site, phone: Phone) -> None:
    page = phone.open(site.url())
    site.choose_words(page)
    page.get_by_role("button", name="Start again with a new code").click()
    expect(page.get_by_label("Code from your coordinator")).to_be_visible()
    assert not core(page, "vault.isEnrolled")
    site.office.allocate()
    site.enrol(page)
    with pytest.raises(Refused):
        core(page, "enrolment.startOver")
    assert len(core(page, "records.listCases")) == 1


def test_a_manifest_that_the_root_did_not_sign_ends_the_enrolment(site: Site, phone: Phone) -> None:
    def forge(answer: Any) -> None:
        answer["manifest"]["manifest"]["epoch"] += 1

    site.put_between(answering("/sync/enrolments", in_json(forge)))
    page = phone.open(site.url())
    page.get_by_label("Code from your coordinator").fill(site.office.issue_code())
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("did not carry your organisation’s signature")
    assert not core(page, "vault.isEnrolled")


def unlock_to_six(page: Any, words: str) -> None:
    page.get_by_label("Your four words").fill(words)
    page.get_by_role("button", name="Unlock", exact=True).click()
    expect(page.get_by_role("heading", name="Do these six match?")).to_be_visible()
