"""Attempts and offers: three taps, an undo that survives a killed browser, and nobody rung who must not be."""

from typing import Any

import pytest
from playwright.sync_api import expect

from rhi_app.services.demonstration_children import kofi
from tests.browser.site import core
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser


def test_the_third_tap_saves_and_undo_takes_it_back(walk: Walk, record: str) -> None:
    walk.tried(record)
    expect(walk.page.get_by_role("status").filter(has_text="Saved")).to_contain_text("Rang Joanna, no answer")
    walk.page.get_by_role("button", name="Undo").click()
    expect(walk.page.get_by_role("heading", name="Log an attempt")).to_be_visible()
    assert walk.page.locator('[name="attempt.how"]:checked').input_value() == "rang"
    walk.page.wait_for_timeout(6500)
    assert walk.entries(record, "attempt") == []


def test_without_undo_it_is_an_entry_after_six_seconds(walk: Walk, record: str) -> None:
    walk.tried(record)
    assert walk.entries(record, "attempt") == []
    walk.page.wait_for_timeout(6500)
    [entry] = walk.entries(record, "attempt")
    assert entry["answers"]["attempt.outcome"] == "no_answer"
    assert core(walk.page, "records.loadDraft", record, "attempt") is None


def test_a_phone_that_dies_within_the_six_seconds_makes_it_once_when_the_case_is_opened(walk: Walk, record: str) -> None:
    walk.tried(record)
    walk.enrolled.phone.kill()
    walk.enrolled.phone.open(walk.enrolled.site.url(f"/app/case/{record}"))
    walk.unlock()
    expect(walk.page.get_by_text("You rang Joanna, no answer")).to_be_visible()
    walk.open("")
    walk.open(record)
    assert len(walk.entries(record, "attempt")) == 1


def test_leaving_the_screen_makes_it_at_once(walk: Walk, record: str) -> None:
    walk.tried(record)
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
    assert walk.entries(record, "attempt")[0]["happened_at"].startswith("2026-01-")


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
    assert walk.entries(record, "offer")[0]["answers"]["offer.how"] == "letter"


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
    walk.page.locator("#app").evaluate(
        "node => node.addEventListener('click', (event) => event.target.closest('a[href^=\"tel:\"]') && event.preventDefault())"
    )
    walk.page.get_by_role("link", name="Call Joanna Marlow").click()
    walk.page.get_by_role("link", name="Log an attempt").click()
    expect(walk.page.get_by_role("heading", name="Log an attempt")).to_be_visible()
    assert walk.page.locator('[name="attempt.how"]:checked').input_value() == "rang"
    walk.tile("Spoke to them")
    expect(walk.page.get_by_role("status").filter(has_text="Saved")).to_contain_text("Rang Joanna, spoke")
