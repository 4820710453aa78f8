"""The inbox: what is urgent first, each person their own, read and acknowledged in so many words."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from rhi_app.models import AuditLine, Delivery
from rhi_app.services.delivery import open_acknowledgement
from tests.portal.strict import Browser
from tests.synopsis import story
from tests.synopsis.conftest import Office, opened, tick_first_duty

Sign = Callable[[str], Browser]


@pytest.fixture
def told(office: Office) -> Office:
    """The story, told to everybody."""
    office.take_in(story.held_entries())
    office.work()
    return office


def path_of(office: Office, name: str, *, urgent: bool = False) -> str:
    return f"/inbox/{office.delivery_to(name, is_urgent=urgent)}"


def test_the_urgent_comes_first_and_no_list_says_who_or_why(told: Office, as_person: Sign):
    browser = as_person("cerys")
    page = browser.get("/inbox")
    assert page.text.index("Urgent: read now") < page.text.index("Synopsis")
    assert "2 to read, most urgent first" in page.text
    for word in ("Kofi", "Marlow", "harm", "missing", "Essex chat", "looked after"):
        assert word.lower() not in page.text.lower()
    assert "K.M." in page.text or "K. M." in page.text


def test_an_empty_inbox_says_what_will_happen(told: Office, as_person: Sign):
    assert "Nothing to read. You get a mail when something comes." in as_person("erin").get("/inbox").text


def test_a_title_and_an_address_say_nothing(told: Office, as_person: Sign):
    browser = as_person("cerys")
    page = opened(browser, path_of(told, "cerys"))
    assert page.title == "Synopsis – Daybook"
    assert "Kofi" in page.text
    assert "Kofi" not in browser.response.request.url


def test_the_page_says_what_the_pdf_says(told: Office, as_person: Sign):
    page = opened(as_person("cerys"), path_of(told, "cerys"))
    for words in (
        "They were shouting again",
        "Harm disclosed, Sat 21 Nov, 21:41",
        "Do not ring or ask: Neil Draper",
        "england 32",
        "Amira Haddad’s opinion",
    ):
        assert words in page.text


def test_nobody_else_finds_anything_there(told: Office, as_person: Sign):
    path = path_of(told, "cerys")
    for name in ("dan", "erin", "amira", "ben", "priya", "olu"):
        client = as_person(name).client
        for end in ("", "/pdf", "/open", "/not-for-me", "/acknowledge", "/outcomes"):
            answers = [client.open(f"{one}{end}", method="GET" if end in ("", "/pdf") else "POST") for one in (path, "/inbox/no-such-id")]
            assert {answer.status_code for answer in answers} <= {403, 404, 400}, (name, end)
            assert answers[0].status_code == answers[1].status_code, (name, end)
            assert b"Kofi" not in answers[0].data, (name, end)
            with told.session() as session:
                assert session.get_one(Delivery, path.removeprefix("/inbox/")).opened_at is None, (name, end)


def test_without_signing_in_there_is_only_the_door(told: Office, app):
    answer = app.test_client().get(path_of(told, "cerys"))
    assert answer.status_code == 401
    assert b"Kofi" not in answer.data


def test_the_social_worker_does_not_see_the_polices_page_nor_the_police_hers(told: Office, as_person: Sign):
    for reader, other in (("cerys", "dan"), ("dan", "cerys")):
        as_person(reader).get(path_of(told, other), status=404)


def test_opening_is_recorded_once_and_each_reading_has_its_line(told: Office, as_person: Sign):
    browser, path = as_person("cerys"), path_of(told, "cerys")
    assert "Open it" in browser.get(path).text
    with told.session() as session:
        assert session.get_one(Delivery, path.removeprefix("/inbox/")).opened_at is None, "a look at the cover is no opening"
    opened(browser, path)
    with told.session() as session:
        first = session.get_one(Delivery, path.removeprefix("/inbox/")).opened_at
    browser.get(path)
    with told.session() as session:
        assert session.get_one(Delivery, path.removeprefix("/inbox/")).opened_at == first
        lines = select(AuditLine.actor_id).where(AuditLine.action == "delivery.read", AuditLine.object_id == path.removeprefix("/inbox/"))
        assert session.scalars(lines).all() == [told.cast["cerys"]] * 2


def test_the_duties_of_the_protocol_stand_in_the_form_already(told: Office, as_person: Sign):
    browser = as_person("cerys")
    opened(browser, path_of(told, "cerys"))
    assert "The social worker makes meaningful contact within 48 hours" in browser.response.text
    browser.send({"seen": ["yes"]})
    assert "You have acknowledged this" in browser.page.text
    with told.session() as session:
        said = open_acknowledgement(session, session.get_one(Delivery, told.delivery_to("cerys", is_urgent=False)))
    assert said["actions"][0]["what"].startswith("The social worker makes meaningful contact")
    assert said["actions"][0]["who"] == "Cerys Vaughan"
    assert said["actions"][0]["by"] == "2026-11-22"


def test_what_is_ticked_before_is_not_asked_for_again(office: Office, as_person: Sign):
    record = office.take_in(story.held_entries())
    done = tick_first_duty(office, record)
    office.work()
    page = opened(as_person("cerys"), path_of(office, "cerys"))
    assert page.text.count(done) == 1
    assert f"Already done Sat 21 Nov, 14:10: {done}" in page.text.replace("\n", " ")


def test_acknowledging_asks_for_the_tick_and_loses_nothing(told: Office, as_person: Sign):
    browser = as_person("dan")
    opened(browser, path_of(told, "dan"))
    page = browser.send({"actions-0-what": "Look for the van", "actions-0-who": "Dan Whitlock"}, status=422)
    assert "Tick that you have seen and read this." in page.text
    browser.send({"seen": ["yes"]})
    with told.session() as session:
        said = open_acknowledgement(session, session.get_one(Delivery, told.delivery_to("dan", is_urgent=False)))
    assert said == {"actions": [{"what": "Look for the van", "who": "Dan Whitlock"}]}


def test_an_action_more_keeps_what_was_typed(told: Office, as_person: Sign):
    browser = as_person("dan")
    opened(browser, path_of(told, "dan"))
    page = browser.send({"actions-0-what": "Look for the van"}, button=("add", "actions"))
    assert "Look for the van" in page.html
    browser.send({"seen": ["yes"], "actions-1-what": "Tell the bus station"})
    with told.session() as session:
        said = open_acknowledgement(session, session.get_one(Delivery, told.delivery_to("dan", is_urgent=False)))
    assert [action["what"] for action in said["actions"]] == ["Look for the van", "Tell the bus station"]


def test_a_day_that_does_not_exist_is_said_and_nothing_is_acknowledged(told: Office, as_person: Sign):
    browser = as_person("dan")
    opened(browser, path_of(told, "dan"))
    page = browser.send(
        {"seen": ["yes"], "actions-0-what": "x", "actions-0-by-day": "31", "actions-0-by-month": "2", "actions-0-by-year": "2027"}, status=422
    )
    assert "Enter a day, like 20 11 2026." in page.text


def test_what_was_acknowledged_stays_as_it_was(told: Office, as_person: Sign):
    browser, path = as_person("dan"), path_of(told, "dan")
    form = opened(browser, path)
    browser.send({"seen": ["yes"], "actions-0-what": "Look for the van"})
    browser.page = form  # a second window, open since before
    assert "You have acknowledged this already." in browser.send({"seen": ["yes"], "actions-0-what": "Something else"}, status=409).text
    with told.session() as session:
        said = open_acknowledgement(session, session.get_one(Delivery, path.removeprefix("/inbox/")))
    assert said == {"actions": [{"what": "Look for the van"}]}


def test_the_file_has_a_neutral_name_and_is_no_page(told: Office, as_person: Sign):
    browser = as_person("cerys")
    opened(browser, path_of(told, "cerys"))
    answer = browser.client.get(f"{path_of(told, 'cerys')}/pdf")
    assert answer.mimetype == "application/pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename=synopsis-")
    assert disposition.endswith("-v1.pdf")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_newer_version_is_pointed_to_from_the_old_one(told: Office, as_person: Sign):
    old = path_of(told, "cerys")
    with told.session() as session:
        record = session.get_one(Delivery, old.removeprefix("/inbox/")).synopsis.record_id
    told.add_to(record, story.entry("amendment", {"amendment.what": "It was bay 7.", "amendment.why": "Misheard."}, at="2026-11-23T09:00:00.000Z"))
    told.work()
    browser = as_person("cerys")
    assert "There is a newer version of this." in opened(browser, old).text
    assert "newer version" not in opened(browser, path_of(told, "cerys")).text
