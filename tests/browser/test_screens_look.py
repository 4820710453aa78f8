"""Every screen of the interviewer is reached, and looked at: light and dark, 360 px wide, targets for a thumb, nothing for axe to find."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from rhi_app.services.demonstration_children import kofi
from tests.browser.walk import Walk, quiet

pytestmark = [pytest.mark.browser, pytest.mark.slow]


FORGET_ALL = """async () => {
  const app = document.querySelector('script[type="module"]').src;
  const { write } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/store.js"));
  await write(["index"], ({ index }) => index.clear());
}"""


def test_from_today_to_the_agreement(walk: Walk) -> None:
    page, complaints = walk.page, quiet(walk.page)
    record = walk.allocate("kofi")
    page.context.set_offline(True)
    walk.open("")
    walk.look("02-today")
    walk.open(record)
    walk.look("03-case")
    page.get_by_role("link", name="england 32").first.click()
    expect(page.get_by_role("heading", name="Why")).to_be_visible()
    walk.look("17-why")
    walk.open(record, "04")
    walk.look("04a-log-attempt")
    for name in ("Rang", "Joanna", "No answer"):
        walk.tile(name)
    expect(page.get_by_role("heading", name="Attempts: 1")).to_be_visible()
    walk.look("04b-attempt-saved")
    walk.open(record, "04c")
    for name in ("By telephone", "Kofi", "Said yes"):
        walk.tile(name)
    walk.look("04c-offer")
    walk.next().click()
    expect(page.get_by_role("heading", name="Attempts: 2")).to_be_visible()
    walk.open(record, "05")
    walk.look("05a-agreement")
    walk.open(record, "05d", "child")
    walk.tile("By telephone")
    page.get_by_label("What Kofi said").fill("“Yeah that’s fine, you can ask me”")
    walk.saved()
    walk.look("05d-agreed-not-seen")
    walk.open(record, "05e")
    walk.tile("Not asked: asking could harm")
    walk.saved()
    walk.look("05e-parent-not-agreed")
    walk.open(record, "05f")
    walk.look("05f-someone-stops")
    walk.open(record, "05b", "child")
    walk.look("05b-words")
    walk.next().click()
    expect(page.get_by_role("heading", name="Do you agree to talk?")).to_be_visible()
    walk.draw()
    walk.look("05c-sign")
    walk.tap("I agree")
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    walk.look("05c-thanks")
    walk.give_back()
    expect(page.get_by_role("heading", name="Sections")).to_be_visible()
    assert complaints == []


def talk(walk: Walk, record: str) -> None:
    page = walk.page
    walk.open(record, "06a", "before")
    page.get_by_label("What was going on before you left?").fill(
        "They were shouting again about my phone. I said I’m going out and nobody said nothing so I just went. I was gonna come back."
    )
    page.locator('[name="before.asked_to_go-unanswered"]').first.check(force=True)
    walk.saved()


def test_from_the_talk_to_the_end_of_the_visit(walk: Walk) -> None:
    page, complaints = walk.page, quiet(walk.page)
    record = walk.allocate("kofi")
    page.context.set_offline(True)
    walk.open(record, "06")
    walk.look("06b-sections")
    walk.open(record, "06d", "opening")
    walk.tile("Who I am")
    walk.tile("Food or drink")
    walk.saved()
    walk.look("06d-opening")
    talk(walk, record)
    walk.look("06a-interview")
    for section in ("during", "back", "help", "safety"):
        walk.open(record, "06a", section)
        walk.look(f"06a-{section}")
    walk.open(record, "07", "06a", "before")
    page.locator('[name="harm.safe_tonight"][value="no"]').check(force=True)
    page.get_by_label("Kofi’s words").fill("He said if I told anyone he’d come round")
    walk.tap("Add whom you told")
    page.get_by_label("Whom you told").last.fill("999")
    walk.saved()
    walk.look("07-harm")
    walk.next().click()
    expect(page.get_by_role("heading", name="Before you went")).to_be_visible()
    walk.open(record, "08")
    walk.look("08-hand-over")
    walk.tap("I want to change something")
    walk.look("08-change")
    walk.tap("Done")
    walk.tap("Yes, that’s right")
    walk.look("08-readers")
    walk.tap("I have seen it")
    walk.draw()
    walk.look("08-sign")
    walk.tap("Yes, it is right")
    walk.give_back()
    expect(page.get_by_role("heading", name="End the visit")).to_be_visible()
    walk.look("10a-end-visit")
    assert complaints == []


def own_part(walk: Walk, record: str) -> None:
    """Why and how; people, places, nights; what was on them; health and crime; risk; opinion; outcome: each a screen."""
    page = walk.page
    walk.open(record, "06d", "lists")
    walk.tile("Conflict at home")
    walk.saved()
    walk.look("06d-why-and-how")
    walk.next().click()
    walk.tap("Add a person")
    page.get_by_label("Name, or what they are called").fill("Jay")
    page.get_by_text("More", exact=True).first.click()
    page.get_by_label("How it is known").fill("Kofi said so")
    walk.tap("Add a night")
    page.get_by_label("Where", exact=True).fill("A flat near the canal")
    walk.tile_in("lists.nights", "Police")
    page.get_by_label("Why beyond the usual").last.fill("He may be there again")
    walk.saved()
    walk.look("06d-lists")
    walk.open(record, "06d", "lists", "2")
    walk.tap("Add a phone or account")
    walk.look("06d-things")
    walk.open(record, "06d", "lists", "3")
    walk.look("06d-health-and-crime")
    walk.open(record, "06d", "analysis")
    walk.tile_in("risk.exploited", "Suspected")
    page.get_by_label("What makes you think so: sexual").fill("A phone from a stranger")
    walk.saved()
    walk.look("06d-risk")
    walk.next().click()
    page.get_by_label("What you make of it").fill("The push is fear at home; nothing points to a plan")
    page.get_by_label("Where to look").fill("The bus station, Kofi says")
    walk.saved()
    walk.look("06d-analysis")
    walk.next().click()
    walk.tile("Panel")
    walk.saved()
    walk.look("06d-outcome")


def test_from_the_own_part_to_where_the_record_is(walk: Walk) -> None:
    page, complaints = walk.page, quiet(walk.page)
    record = walk.allocate("kofi")
    page.context.set_offline(True)
    walk.agree(record)
    talk(walk, record)
    walk.open(record, "10a")
    walk.next().click()
    expect(page.get_by_text("Held in time").first).to_be_visible()
    walk.look("03-held")
    walk.open(record, "06a", "before")
    expect(page.locator("textarea").first).to_be_disabled()
    walk.look("06a-closed")
    own_part(walk, record)
    walk.open(record, "10d")
    walk.tile("Not fit to talk yet")
    walk.look("10d-late")
    walk.open(record, "09")
    walk.look("09-who-sees-what")
    walk.open(record, "09", "police_liaison")
    walk.look("09-police")
    walk.next().click()
    expect(page.get_by_role("heading", name="synopsis for the police")).to_be_visible()
    walk.look("09-page")
    walk.open(record, "10b")
    walk.look("10b-finish")
    walk.next().click()
    expect(page.get_by_role("heading", name="Where the record is")).to_be_visible()
    walk.look("11-custody")
    walk.open("")
    walk.look("02-today-finished")
    assert complaints == []


def test_a_decline_and_a_child_who_is_looked_after(walk: Walk) -> None:
    page, complaints = walk.page, quiet(walk.page)
    leo, tia = walk.allocate("leo"), walk.allocate("tia")
    page.context.set_offline(True)
    walk.open(leo, "13")
    walk.tile("Leo")
    page.get_by_label("Leo’s words").fill("I’ve said it all to the police already")
    walk.tile("I suspect it")
    page.get_by_text("What a parent or carer can add").click()
    walk.saved()
    walk.look("13-decline")
    walk.open(tia, "05")
    expect(page.get_by_role("heading", name="Tia must agree")).to_be_visible()
    walk.look("05a-looked-after")
    walk.open("")
    page.get_by_role("link", name="Harm").click()
    expect(page.get_by_role("heading", name="About whom?")).to_be_visible()
    walk.look("07-about-whom")
    page.get_by_role("link", name="Someone else").click()
    expect(page.get_by_role("heading", name="Harm disclosed")).to_be_visible()
    walk.look("07-someone-else")
    page.get_by_role("button", name="Blank").click()
    expect(page.get_by_role("button", name="Touch to go on")).to_be_visible()
    walk.look("06c-blank")
    walk.tap("Touch to go on")
    walk.unlock()
    expect(page.get_by_role("heading", name="Harm disclosed")).to_be_visible()
    assert complaints == []


def test_past_due_and_nobody_waiting(walk: Walk) -> None:
    page, complaints = walk.page, quiet(walk.page)
    page.context.set_offline(True)
    late = walk.allocate(lambda now: kofi(now - timedelta(hours=60)))
    page.context.set_offline(True)
    walk.open("")
    assert "past due" in page.locator(".rhi-case-row").first.inner_text()
    walk.look("02-today-late")
    walk.open(late)
    walk.look("03-case-late")
    page.evaluate(FORGET_ALL)
    walk.open("")
    expect(page.get_by_role("heading", name="No one is waiting for you.")).to_be_visible()
    expect(walk.next()).to_have_text("Send and fetch")
    walk.look("02-today-empty")
    assert complaints == []
