"""The shorter journey in the second engine: through the screens, with the server gone in the middle."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.desks import Office
from tests.browser.visits import SECONDS_TO_COME, Tab, Visit
from tests.engines.browsers import MakePage
from tests.engines.installations import Installation

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SAID = "I missed the bus, so I walked. Nobody picked up. 🚌"
NEXT = "The train, and then my aunt’s."


def test_a_visit_in_firefox_from_the_code_to_the_receipt(installation: Installation, make_desk: MakePage, make_firefox_phone: MakePage) -> None:
    office, visit = Office(installation, make_desk), Visit(installation, Tab(make_firefox_phone()))
    visit.enrol(office("ben"))
    installation.stop_web()  # from here on there is no server

    record = visit.open_case("T.A.")
    visit.log_attempt("Rang", "Marcus", "No answer")
    visit.log_offer("By telephone", "Tia", "Said yes")
    visit.sign_agreement()
    one_section(visit, record)
    visit.opened_at(f"/app/case/{record}/08")
    visit.read_back_and_sign()
    visit.next()
    visit.says("Held in time")
    visit.opened_at(f"/app/case/{record}/11")
    visit.says("Waits for a network")

    installation.start_web()
    visit.opened_at(f"/app/case/{record}/11")
    expect(visit.page.locator("#app")).to_contain_text(re.compile(r"Received\s*\w{3} \d\d:\d\d, receipt checked"), timeout=SECONDS_TO_COME)
    expect(visit.page.locator("#app")).to_contain_text(re.compile(r"Processed\s*\w{3} \d\d:\d\d"), timeout=SECONDS_TO_COME)
    ben = office("ben")
    ben.go("/episodes")
    expect(ben.page.locator("tr").filter(has_text="T.A.")).to_contain_text("Held in time")


def one_section(visit: Visit, record: str) -> None:
    """A new page at a deep link, with the server still gone, has what was typed; and so has a reload."""
    visit.next()
    visit.heading("Before you went")
    visit.write("before.what_happened", SAID)
    visit.opened_at(f"/app/case/{record}/06a/during")
    visit.write("during.what_happened", NEXT)
    visit.page.reload()
    visit.unlocked()
    assert visit.value("during.what_happened") == NEXT
    visit.opened_at(f"/app/case/{record}/06a/before")
    assert visit.value("before.what_happened") == SAID
