"""The phone's screens say what the case's own protocol says, whichever authority it is, with no network."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from rhi_app.domain.facts import FACTS
from rhi_app.models import RoleNumber
from rhi_app.services.demonstration_children import kofi
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser


def of(authority: str, **told: Any) -> Callable[[datetime], dict[str, Any]]:
    """The demonstration's first child, under another authority."""
    return lambda now: kofi(now) | {"authority": authority} | told


def offline(walk: Walk, record: str, *parts: str) -> None:
    walk.page.context.set_offline(True)
    walk.open(record, *parts)


@pytest.mark.parametrize(
    ("authority", "said", "note"),
    [
        ("essex", "Demanded. essex 5, process chart.", "fixes no number of attempts"),
        ("camden", "Network member. Demanded. camden 4.", "passed on to the social worker"),
        ("rochdale", "Decline form. Demanded. rochdale 3.11.", "no number is given"),
    ],
)
def test_a_decline_says_what_this_protocol_demands(walk: Walk, authority: str, said: str, note: str) -> None:
    record = walk.allocate(of(authority))
    offline(walk, record, "13")
    expect(walk.page.locator("#app")).to_contain_text(said)
    expect(walk.page.locator("#app")).to_contain_text(note)


def test_sharing_that_is_only_considered_waits_and_the_child_is_told_so(walk: Walk) -> None:
    record = walk.allocate(of("camden"))
    offline(walk, record)
    expect(walk.page.locator("#app")).to_contain_text("Share it with the police")
    walk.open(record, "05b", "child")
    expect(walk.page.locator("#app")).to_contain_text("Only if a manager decides so")
    expect(walk.page.locator("#app")).not_to_contain_text("Places and people that could put you in danger")


def test_the_telephone_needs_a_word_where_the_protocol_says_so(walk: Walk) -> None:
    record = walk.allocate(of("hampshire"))
    offline(walk, record)
    expect(walk.page.locator("#app")).to_contain_text("nobody has agreed yet. The Team Manager decides.")
    walk.open(record, "10a")
    walk.tile("Telephone")
    expect(walk.page.get_by_text("By telephone: nobody has agreed yet. The Team Manager decides.")).to_be_visible()


def test_the_harm_screen_names_the_roles_and_rings_the_numbers_that_were_filled_in(walk: Walk) -> None:
    number = RoleNumber(authority="essex", role="duty_desk", telephone="01632 960123", changed_at=walk.now())
    walk.enrolled.site.office.query(lambda session: session.merge(number).role)
    record = walk.allocate(of("essex"))
    offline(walk, record, "07", "03")
    expect(walk.page.get_by_role("link", name="Duty desk")).to_have_attribute("href", "tel:01632960123")
    expect(walk.page.locator("#app")).to_contain_text(re.compile("No number is filled in yet: [^.]*children and families hub", re.I))
    expect(walk.page.locator("#app")).to_contain_text("essex 4.1.2")


def test_the_talk_has_the_lists_of_its_guidance_at_hand(walk: Walk) -> None:
    record = walk.allocate(of("hampshire"))
    offline(walk, record, "06")
    expect(walk.page.get_by_text("Push factors")).to_be_visible()
    walk.page.get_by_text("Push factors").click()
    expect(walk.page.get_by_text("hampshire 1.2").first).to_be_visible()


def test_why_it_was_late_is_asked_in_the_protocols_words(walk: Walk) -> None:
    record = walk.allocate(lambda now: kofi(now - timedelta(hours=60)))
    offline(walk, record, "10d")
    expect(walk.page.locator("#app")).to_contain_text("Could not be reached")
    expect(walk.page.locator("#app")).to_contain_text("No interviewer free")


def test_every_requirement_opens_its_why(walk: Walk) -> None:
    """Also where no rule decides: 11 years old, and the school is not known."""
    record = walk.allocate(of("camden"))
    offline(walk, record)
    lines = walk.page.locator("[data-slot='required'] > li")
    assert lines.count() > 3
    assert lines.locator("a.rhi-cite").count() == lines.count()
    walk.open(record, "17", "duties", "together")
    expect(walk.page.locator("#app")).to_contain_text("Not known yet. " + FACTS["missing_with_others"]["ask"])
