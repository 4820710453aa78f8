"""The main job, whole: from the police notice to the acknowledgement, with the network off in the middle."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.desks import Desk, Office
from tests.browser.visits import SECONDS_TO_COME, Visit
from tests.engines.browsers import MakePage, Phone
from tests.engines.installations import Installation, MakeInstallation
from tests.portal.cast import notice

pytestmark = pytest.mark.browser

PERSONAL = ("Jonah", "Pell", "Maria", "Gareth", "Stone", "Example Street", "01632 960")
BEFORE = "They were shouting about my phone. I was gonna come back. 🚌"
FACTS = "Left on foot after an argument."
OPINION = "The push is fear at home more than the quarrel."


@pytest.fixture
def office(installation: Installation, make_desk: MakePage) -> Office:
    return Office(installation, make_desk)


@pytest.fixture
def visit(installation: Installation, phone: Phone, office: Office) -> Visit:
    visit = Visit(installation, phone)
    visit.enrol(office("ben"))
    return visit


def test_one_episode_from_the_notice_to_the_acknowledgement(
    installation: Installation, office: Office, visit: Visit, tmp_path: Path
) -> None:
    enter_the_notice(office("ben"))
    allocate(office("ben"))
    log_that_the_mother_agreed(office("priya"))
    nobody_asks_a_parent_of_a_child_in_care(visit, office("priya"))
    mails_before = len(installation.mails())
    fetch(visit)
    installation.stop_web()  # from here on there is no server, not only no network

    record = visit.open_case("J.P.")
    for words in ("h left", "Do not ring or ask: Gareth Stone", "Agreed by telephone", "essex 5.3, note", "england 32"):
        visit.says(words)
    visit.log_attempt("Rang", "Maria", "No answer")
    visit.log_offer("By telephone", "Jonah", "Said yes")
    visit.sign_agreement()
    hold_the_interview(visit)
    raise_harm(visit)
    visit.next()
    visit.read_back_and_sign()
    visit.next()
    visit.says("Held in time")
    add_the_analysis(visit, record)
    finish(visit)

    installation.start_web()
    visit.opened_at(f"/app/case/{record}/11")
    expect(visit.page.locator("#app")).to_contain_text(re.compile(r"Delivered\s*Social worker.*\sPolice", re.S), timeout=SECONDS_TO_COME)
    installation.wait_for_mails(mails_before + 5)  # twice the urgent notice's readers, and its third
    what_was_mailed_names_nobody(installation)

    read_as_police(office("dan"), installation, tmp_path)
    synopsis = read_and_acknowledge(office("cerys"), installation, tmp_path)
    nobody_else_sees(synopsis, office)
    the_coordinator_sees_it_done(office("ben"))
    visit.page.reload()
    visit.unlocked()
    visit.says("Acknowledged")
    expect(visit.page.locator("#app")).to_contain_text(re.compile("Acknowledged\\s*Social worker"), timeout=SECONDS_TO_COME)


def enter_the_notice(ben: Desk) -> None:
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    ben.follow("Add an episode")
    ben.press("Add another person")
    told = {"child_name": "Jonah Pell", "contacts-0-name": "Maria Pell", "contacts-1-name": "Gareth Stone"}
    ben.fill(notice(now, {"cerys": "Cerys Vaughan", "dan": "Dan Whitlock"}, **told))
    ben.press("Save, and see what is required")
    ben.says("A missing chat must be offered", "additional verbal offer", "essex 5.2", "england 32", "51 h left")
    ben.says("Involvement Service or Family Solutions", "A parent must agree", "The young person must agree too", "essex 5.3, note")


def allocate(ben: Desk) -> None:
    ben.follow("Allocate")
    ben.page.get_by_label("Amira Haddad").check(force=True)
    ben.press("Allocate")
    ben.says("To Amira Haddad")


def log_that_the_mother_agreed(priya: Desk) -> None:
    priya.go("/agreements")
    priya.press("Log an answer for J.P.")
    assert "Gareth" not in priya.text()
    priya.page.get_by_label("Maria Pell").check(force=True)
    priya.fill({"way": "indicated_not_seen", "how": "telephone", "read": "yes", "said": "Yes, he can talk to you."})
    priya.press("Save, and send it to the phone")
    priya.says("It is on its way to the interviewer’s phone")


def nobody_asks_a_parent_of_a_child_in_care(visit: Visit, priya: Desk) -> None:
    visit.open_case("T.A.")
    visit.says("No parent is asked")
    visit.next()
    visit.heading("must agree")
    visit.says("Looked after: the parent's agreement is assumed.")
    expect(visit.page.locator("#app")).not_to_contain_text("A parent must agree")
    priya.go("/agreements")
    row = priya.page.locator("tr").filter(has_text="T.A.")
    expect(row).to_contain_text("No parent is asked")
    expect(row.get_by_role("button")).to_have_count(0)


def fetch(visit: Visit) -> None:
    """By the button, as somebody does who is told that the desk has logged something."""
    for _ in range(SECONDS_TO_COME // 1000):
        visit.opened_at("/app/phone")
        visit.next()
        visit.tap("Today")
        visit.heading("Today")
        if visit.page.locator(".rhi-row-link").filter(has_text="J.P.").count():
            visit.open_case("J.P.")
            if "Agreed by telephone" in visit.page.inner_text("#app"):
                return visit.tap("Today")
    raise AssertionError("What the desk logged did not come.")


def hold_the_interview(visit: Visit) -> None:
    visit.next()
    visit.heading("Before you went")
    visit.write("before.what_happened", BEFORE)
    visit.killed_and_opened()  # between two sections, at a deep link, with the server gone
    assert visit.value("before.what_happened") == BEFORE
    visit.choose("before.asked_to_go-unanswered", "did_not_want_to_say")
    visit.next()
    visit.heading("While you were away")
    visit.write("during.what_happened", "I sat at the bus station.")
    visit.tap("Blank")
    expect(visit.page.get_by_text("bus station")).not_to_be_visible()
    visit.tap("Touch to go on")
    visit.unlocked()
    visit.next()
    visit.heading("Coming back")
    visit.choose("back.safe_tonight", "no")
    visit.next()
    visit.heading("What would help")
    visit.write("help.trust", "My nan.")
    visit.killed_and_opened()
    assert visit.value("help.trust") == "My nan."
    visit.next()
    visit.heading("Staying safe")
    visit.choose("safety.given", "childline")


def raise_harm(visit: Visit) -> None:
    visit.tap("Harm")
    visit.heading("Harm disclosed")
    visit.page.get_by_text("More, when there is time").click()
    visit.tile("Threats")
    visit.page.locator('[name="harm.words"]').fill("He said he would come round.")
    visit.next()
    visit.heading("Staying safe")  # back at the same place
    expect(visit.page.locator('[name="safety.given"][value="childline"]')).to_be_checked()


def add_the_analysis(visit: Visit, record: str) -> None:
    """That evening."""
    visit.killed_and_opened(f"/app/case/{record}/06d/analysis/1")
    visit.write("analysis.facts", FACTS)
    visit.write("analysis.opinion", OPINION)
    visit.choose("analysis.likelihood", "medium")
    visit.write("analysis.likelihood_where", "The station, he said. SW1A 1AA")
    visit.next()
    visit.heading("Outcome and actions")
    visit.next()
    visit.heading("Who will see what")
    visit.says(BEFORE)
    visit.page.get_by_role("link", name="Police").click()
    expect(visit.page.locator("#app")).not_to_contain_text(BEFORE)
    visit.says("This may show who said it: “said”.")
    visit.says("An address: “SW1A 1AA”. Goes to: Police.")
    visit.says("He said he would come round.")


def finish(visit: Visit) -> None:
    path = visit.page.url.split("/09")[0].removeprefix(visit.installation.base_url)
    visit.opened_at(f"{path}/10b")
    visit.heading("Finish the record")
    visit.draw()
    visit.next()
    visit.heading("Where the record is")
    visit.says("Waits for a network")
    visit.killed_and_opened(path)
    visit.says("This phone can no longer open it. You can read it in the portal.")


def what_was_mailed_names_nobody(installation: Installation) -> None:
    for mail in installation.mails():
        assert mail.subject == "1 item waits."
        assert re.fullmatch(r"1 item waits\.\s+http://localhost:\d+/(inbox|app/case)/[0-9a-f-]{36}\s*", mail.text)
        assert not [word for word in PERSONAL if word in mail.source.decode()]


def read_as_police(dan: Desk, installation: Installation, folder: Path) -> None:
    dan.open_newest_mail(installation)
    dan.says("synopsis for the police", "He said he would come round.")
    text = dan.text() + dan.read_pdf(folder)
    for secret in ("My nan", "gonna come back", OPINION):
        assert secret not in text
    assert "He said he would come round." in text


def read_and_acknowledge(cerys: Desk, installation: Installation, folder: Path) -> str:
    cerys.open_newest_mail(installation)
    address = cerys.page.url
    cerys.says("synopsis for the social worker", BEFORE, FACTS, OPINION, "in time", "Childline")
    printed = cerys.read_pdf(folder)
    for words in ("Jonah Pell", "I was gonna come back.", FACTS, OPINION, "My nan.", "essex 4, chart", "page 1 of"):
        assert words in printed
    cerys.page.get_by_label("I have seen and read this").check(force=True)
    cerys.press("Acknowledge")
    cerys.says("Acknowledged")
    return address


def nobody_else_sees(synopsis: str, office: Office) -> None:
    for name in ("dan", "erin"):
        desk = office(name)
        desk.page.goto(synopsis)
        desk.says("There is nothing here, or it is not yours to see.")
    office("erin").go("/inbox")
    office("erin").says("Nothing to read.")


def the_coordinator_sees_it_done(ben: Desk) -> None:
    ben.go("/episodes?show=read&show=closed")
    ben.page.locator("tr").filter(has_text="J.P.").get_by_role("link").first.click()
    ben.says("Held in time")
    ben.follow("Who has read it")
    ben.says("Cerys Vaughan", "Acknowledged", "Dan Whitlock", "Opened")


def test_a_decline_on_postgresql(
    make_installation: MakeInstallation, postgres_url: str, make_desk: MakePage, phone: Phone, tmp_path: Path
) -> None:
    installation = make_installation(RHI_DATABASE_URL=postgres_url)
    office = Office(installation, make_desk)
    visit = Visit(installation, phone)
    visit.enrol(office("ben"))
    installation.stop_web()
    visit.open_case("L.O.")
    visit.log_attempt("Rang", "Leo", "No answer")
    visit.log_offer("By telephone", "Leo", "Said no")
    decline(visit)
    installation.start_web()
    visit.opened_at("/app/")
    cerys = office("cerys")
    installation.wait_for_mails(1, cerys.person["email"], seconds=60)
    cerys.open_newest_mail(installation)
    cerys.says("I said it all to the police already.", "He has a new phone since October.", "No answer")
    assert "I said it all to the police already." in cerys.read_pdf(tmp_path)
    assert not installation.mails(office("dan").person["email"]), "no line of harm or crime, so nothing for the police"
    office("ben").go("/episodes?show=read&show=closed")
    office("ben").says("Declined, recorded")


def decline(visit: Visit) -> None:
    visit.tap("They do not want to take part")
    visit.choose("decline.who", "child")
    visit.write("decline.words", "I said it all to the police already.")
    visit.choose("decline.pressure", "suspected")
    visit.page.get_by_text("What a parent or carer can add").click()
    visit.choose("decline.carer_offered", "yes")
    visit.write("decline.carer_information", "He has a new phone since October.")
    visit.killed_and_opened()
    assert visit.value("decline.words") == "I said it all to the police already."
    visit.says("england 38")
    visit.next()
    visit.heading("Where the record is")
