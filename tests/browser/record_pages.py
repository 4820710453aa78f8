"""The record's pages in the portal: a talk begun at a door, a record that goes on at a desk, one that is put right."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Flask
from playwright.sync_api import Locator, Page, expect

from rhi_app.database import db
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Account
from rhi_app.services.allocation import allocate
from rhi_app.services.begun import begin_record
from rhi_app.services.entries import add_portal_entry
from tests.browser.glass import too_small
from tests.browser.site import Site
from tests.portal.cases import an_episode

Open = Callable[[str], Page]
Look = Callable[[Page, str], None]


def begun_and_at_a_desk(open_desk: Open, site: Site, look: Look) -> None:
    """A talk begun at a door; a record that its author continues at a desk; one to put right. Narrow, wide, in the dark, with forced colours."""
    office = site.office
    at_desk = office.do(lambda: _written(office.app, office.cast))
    ben = open_desk("ben")
    ben.get_by_role("button", name="Say whose it is").click()
    expect(ben.get_by_role("heading", name="Whose talk is it?")).to_be_visible()
    look(ben, "begun-match")
    amira = open_desk("amira")
    finished = amira.locator("tbody tr").filter(has_not=amira.get_by_role("link", name="Go on"))
    finished.get_by_role("button", name="Read").click()
    expect(amira.get_by_role("heading", name="Record", level=1)).to_be_visible()
    assert amira.get_by_text("قالوا لي").evaluate(AT_ITS_OWN_SIDE) == [True, True]
    look(amira, "record")
    amira.get_by_role("button", name="Put it right").first.click()
    expect(amira.get_by_role("heading", name="Put it right")).to_be_visible()
    look(amira, "amendment")
    amend_by_keyboard(amira)
    for press, heading in (("People, places, vehicles", "People, places, vehicles"), ("Who will see what, and finish", "Who will see what")):
        amira.goto(site.url(f"/records/{at_desk}/desk"))
        amira.get_by_role("button", name=press).click()
        expect(amira.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        look(amira, f"desk-{heading.split()[0].lower()}")
    look_in_all_colours(amira, "desk-who", look)
    match_by_keyboard(ben)


# Two paragraphs of one answer: the Arabic one begins at the right, the English one at the left.
AT_ITS_OWN_SIDE = """(node) => {
  const [text, range, box] = [node.firstChild, document.createRange(), node.getBoundingClientRect()];
  const [end, width] = [text.data.indexOf("\\n"), 10];
  const placed = (from, to) => { range.setStart(text, from); range.setEnd(text, to); return range.getBoundingClientRect(); };
  return [placed(0, end).right > box.right - width, placed(end + 1, text.length).left < box.left + width];
}"""


def match_by_keyboard(ben: Page) -> None:
    """From the page's beginning to the episode, by Tab, Space and Return alone: a mistake, then its link, then it is done."""
    fits_a_thumb(ben)
    tab_to(ben, ben.get_by_role("button", name="It is this child"))
    ben.keyboard.press("Enter")
    expect(ben.locator(".govuk-error-summary")).to_be_focused()
    fits_a_thumb(ben)
    ben.keyboard.press("Tab")
    ben.keyboard.press("Enter")
    expect(ben.get_by_role("radio").first).to_be_focused()
    ben.keyboard.press("Space")
    ben.keyboard.press("Tab")
    ben.keyboard.type("The school knows her.")
    ben.keyboard.press("Tab")
    ben.keyboard.press("Enter")
    expect(ben.get_by_role("heading", name="S.I., episode 1")).to_be_visible()


def amend_by_keyboard(amira: Page) -> None:
    fits_a_thumb(amira)
    tab_to(amira, amira.get_by_label("What is right"))
    amira.keyboard.type("مشيت إلى البيت.")
    amira.keyboard.press("Tab")
    amira.keyboard.type("Misheard.")
    amira.keyboard.press("Tab")
    amira.keyboard.press("Enter")
    expect(amira).to_have_url(re.compile("amended="))
    fits_a_thumb(amira)


def put_details_right_by_keyboard(ben: Page) -> None:
    fits_a_thumb(ben)
    for label, words in (("School", "Invented School"), ("Why is it put right?", "The mother said so.")):
        tab_to(ben, ben.get_by_label(label, exact=True))
        ben.keyboard.type(words)
    tab_to(ben, ben.get_by_role("button", name="Save", exact=True).last)
    ben.keyboard.press("Enter")
    expect(ben).to_have_url(re.compile("added="))


def tab_to(page: Page, wanted: Locator) -> None:
    """As often as it takes, from where the focus is."""
    for _ in range(80):
        if wanted.evaluate("(node) => node === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {wanted}")


def fits_a_thumb(page: Page) -> None:
    """Narrow and wide, the head of the page too."""
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert too_small(page, "main, .rhi-navigation") == [], f"{page.url} at {width}"


def look_in_all_colours(page: Page, name: str, look: Look) -> None:
    """Wide in the dark; at 400 % with forced colours."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(color_scheme="dark")
    look(page, f"{name}-dark")
    page.set_viewport_size({"width": 320, "height": 640})
    page.emulate_media(color_scheme="light", forced_colors="active")
    look(page, f"{name}-forced")


SAID: dict[str, Any] = {"before.what_happened": "قالوا لي أن أذهب. مشيت إلى الحافلة 12.\nThen I rang my aunt.", "during.slept": "On a sofa."}
ENDED = [("interview", SAID), ("visit_ended", {"visit.place": "home"})]


def _written(app: Flask, cast: dict[str, str]) -> str:
    """Gives the record that goes on at a desk."""
    now = datetime.now(UTC)
    with app.app_context():
        amira = db.session.get_one(Account, cast["amira"])
        ben = db.session.get_one(Account, cast["ben"])
        made = [allocate(db.session, ben, an_episode(cast, now, "essex", legal_status="looked_after"), amira, now, reason="Asked for") for _ in range(2)]
        for record, last in zip(made, (("record_finished", {}), ("to_desk", {})), strict=True):
            for kind, answers in [*ENDED, last]:
                add_portal_entry(db.session, amira, record, kind, kind, 1, answers, now, now)
        begun = begin_record(db.session, amira, new_id(), new_id(), now)
        assert begun is not None
        add_portal_entry(db.session, amira, begun, "begun", "begun", 1, {"begun.name": "Sammy Invented", "begun.known": "قال إنه من هنا"}, now, now)
        db.session.commit()
        return made[1].id
