"""Journeys that do not run straight: met at a door, stopped midway, declined and taken up, by telephone on somebody's word."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from rhi_app.models import Account, Episode, Record
from rhi_app.services import desk, endings, intake, matching
from rhi_app.services.allocation import allocate
from rhi_app.services.demonstration_children import kofi, leo
from rhi_app.services.entries import add_portal_entry, list_entries
from tests.browser.site import core
from tests.browser.walk import Walk

pytestmark = pytest.mark.browser


def online(walk: Walk) -> None:
    """What is sealed leaves, is worked on, and the answer comes."""
    walk.page.context.set_offline(False)
    core(walk.page, "sync.sendAndFetch")
    walk.enrolled.site.office.work()
    core(walk.page, "sync.sendAndFetch")


def in_office(walk: Walk, work: Any) -> Any:
    office = walk.enrolled.site.office

    def do() -> Any:
        with office._office.session() as session:
            return work(session, session.get_one(Account, office.cast["ben"]), office._office.now())

    return office.do(do)


TRIED = {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer"}


HELD: list[tuple[str, dict[str, Any]]] = [
    ("attempt", TRIED), ("interview", {"before.what_happened": "I went to my aunt."}), ("visit_ended", {"visit.place": "home"}),
]  # fmt: skip


def match(walk: Walk, record: str) -> None:
    """With an episode of which somebody has held a visit meanwhile."""

    def work(session: Any, ben: Account, now: Any) -> None:
        episode, begun = intake.add_episode(session, ben, kofi(now), now), session.get_one(Record, record)
        before = allocate(session, ben, episode, begun.interviewer, now)
        for kind, answers in HELD:
            add_portal_entry(session, ben, before, kind, kind, 1, answers, now, now)
        matching.match(session, ben, begun, episode, "His mother rang.", now)

    in_office(walk, work)


def harm_midway(walk: Walk, record: str) -> None:
    """In the middle of the talk, of a child whom nobody knows yet: sealed at once, by itself, and back to the same line."""
    walk.page.get_by_role("link", name="Harm").click()
    expect(walk.page.get_by_role("heading", name="Harm disclosed")).to_be_visible()
    walk.page.locator('[name="harm.words"]').fill("He waits for me there")
    walk.next().click()
    expect(walk.page.get_by_label("What was going on before you left?")).to_have_value("I was at the bus station.")
    [entry] = walk.entries(record, "harm")
    assert [row["entries"] for row in core(walk.page, "outbox.unsentRows") if row["urgent"]] == [[entry["id"]]]


def test_met_at_a_door_with_no_network_and_matched_later(walk: Walk) -> None:
    walk._as_at_first()
    walk.page.context.set_offline(True)
    walk.open("")
    walk.tap("Met someone who is not on this list?", "link")
    walk.page.get_by_label("What are they called?").fill("Koffy M")
    walk.page.get_by_label("How old, as told?").fill("14")
    walk.saved()
    walk.open("")
    walk.tap("Met someone who is not on this list?", "link")
    expect(walk.page.get_by_label("How old, as told?")).to_have_value("14")
    walk.look("14-met-at-a-door")
    walk.next().click()
    expect(walk.page.get_by_text("On nobody’s list yet.")).to_be_visible()
    walk.look("14b-begun")
    record = walk.page.url.rsplit("/", 1)[1]
    for screen in (("05",), ("05b", "child"), ("06",), ("07", "03"), ("09",), ("10a",), ("10b",), ("13",), ("17",)):
        walk.open(record, *screen)
        assert "undefined" not in walk.page.locator("#app").inner_text(), screen
    walk.tried(record, "Koffy")
    walk.write(record, "I was at the bus station.")
    harm_midway(walk, record)
    online(walk)
    told = in_office(walk, lambda session, ben, now: [entry["kind"] for entry in list_entries(session, session.get_one(Record, record))])
    assert told == ["begun", "attempt", "harm"]
    match(walk, record)
    online(walk)
    walk.open(record)
    expect(walk.page.get_by_text("Ben Osei rang Kofi, no answer")).to_be_visible()
    expect(walk.page.get_by_text("Do not ring or ask: Neil Draper")).to_be_visible()
    expect(walk.page.get_by_text("On nobody’s list yet.")).to_have_count(0)
    expect(walk.page.get_by_text("Held in time").first).to_be_visible()
    walk.tap("Sections", "link")  # the talk goes on: it is one more visit
    expect(walk.page.get_by_role("heading", name="Sections")).to_be_visible()
    walk.open(record, "06a", "before")
    assert walk.page.get_by_label("What was going on before you left?").input_value() == "I was at the bus station."
    assert [value["answer"] for value in core(walk.page, "records.loadDraft", record, "interview")["handed"]["beside"]["before.what_happened"]] == ["I went to my aunt."]


def test_stopped_midway_nothing_more_is_asked_and_harm_stays_open(walk: Walk, record: str) -> None:
    walk.agree(record)
    walk.write(record, "They were shouting.")
    walk.open(record, "06")
    walk.tap("Kofi wants to stop", "link")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="People")).to_be_visible()
    expect(walk.next()).to_have_text("End the visit")
    walk.open(record, "06a", "before")
    expect(walk.page.get_by_text("Kofi has stopped. Nothing more is asked.")).to_be_visible()
    expect(walk.page.get_by_label("What was going on before you left?")).to_be_disabled()
    walk.open(record, "07", "06")
    expect(walk.page.get_by_role("heading", name="Harm disclosed")).to_be_visible()
    walk.open("")
    expect(walk.page.get_by_text("Stopped. A manager decides").first).to_be_visible()


def test_declined_and_taken_up_again_with_no_network(walk: Walk) -> None:
    record = walk.allocate("leo")
    walk.page.context.set_offline(True)
    walk.tried(record, "Daniel")
    walk.open(record, "13")
    walk.tile("Leo")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Where the record is")).to_be_visible()
    online(walk)
    walk.page.context.set_offline(True)
    walk.open(record, "11")
    walk.tap("They want to talk after all", "link")
    walk.look("13b-taken-up")
    walk.next().click()
    expect(walk.page.get_by_text("The case comes back with the next contact.")).to_be_visible()
    walk.write(record, "I thought about it.")
    online(walk)
    walk.open(record)
    expect(walk.page.get_by_text("does not want to take part")).to_be_visible()
    entries = core(walk.page, "records.getCase", record)["entries"]
    assert [(entry["kind"], entry["number"], entry["flag"]) for entry in entries] == [("attempt", 1, ""), ("decline", 2, ""), ("taken_up", 3, "")]
    assert core(walk.page, "records.loadDraft", record, "interview")["answers"]["before.what_happened"] == "I thought about it."


def test_by_telephone_on_somebodys_word_until_a_manager_confirms_it(walk: Walk) -> None:
    record = walk.allocate(lambda now: kofi(now) | {"authority": "hampshire"})
    walk.page.context.set_offline(True)
    walk.open(record, "10a")
    walk.tile("By telephone")
    walk.tap("Ask, or write on whose word", "link")
    assert walk.page.locator('[name="ask_manager.about"]:checked').input_value() == "telephone"
    walk.page.get_by_label("Why?").fill("He is in hospital.")
    walk.page.get_by_label("Agreed already, on whose word?").fill("Jo Reed, duty manager")
    walk.look("10e-ask-a-manager")
    walk.next().click()
    expect(walk.page.get_by_text("By telephone on the word of Jo Reed, duty manager. To be confirmed by a manager.")).to_be_visible()
    online(walk)

    def confirm(session: Any, ben: Account, now: Any) -> None:
        from rhi_app.services.corrections import record_decision

        episode = session.scalars(select(Episode).where(Episode.record_id == record)).one()
        record_decision(session, ben, episode, ("method", "means", "telephone"), by="Jo Reed", reason="Hospital", now=now)

    in_office(walk, confirm)
    online(walk)
    walk.open(record)
    expect(walk.page.get_by_text("Agreed: by telephone")).to_be_visible()
    walk.open(record, "10e")
    expect(walk.page.get_by_text("By telephone: agreed")).to_be_visible()


def test_the_bar_turns_round_for_the_left_hand_and_the_clock_stays_in_view(walk: Walk, record: str) -> None:
    walk.open("")
    core(walk.page, "screens/navigation.go", "/app/phone")
    walk.tap("Bar for the left hand")
    expect(walk.page.get_by_role("button", name="Bar for the right hand")).to_be_visible()
    walk.open(record, "04")
    expect(walk.page.locator(".rhi-thumb > :first-child")).to_have_text("Harm")
    walk.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    expect(walk.page.locator(".rhi-clockline")).to_be_in_viewport()
    core(walk.page, "hand.setLeftHand", False)


def test_at_a_desk_the_phone_writes_no_more_until_it_is_given_back(walk: Walk, record: str) -> None:
    walk.agree(record)
    walk.write(record, "They were shouting.")
    walk.open(record, "10a")
    walk.next().click()
    expect(walk.page.get_by_text("Held in time").first).to_be_visible()
    walk.open(record, "06d", "analysis", "1")
    walk.page.get_by_label("What you make of it").fill("Fear at home")
    walk.saved()
    walk.open(record, "10f")
    walk.look("10f-continue-at-a-desk")
    walk.next().click()
    expect(walk.page.get_by_role("link", name="At a desk now")).to_be_visible()
    for screen in (("06d", "lists"), ("09",), ("10b",)):
        walk.open(record, *screen)
        expect(walk.page.get_by_text("Go on in the portal, or give it back to the phone there.")).to_be_visible()
    online(walk)

    def back(session: Any, ben: Account, now: Any) -> Any:
        made = session.get_one(Record, record)
        known = desk.answers_of(session, made, "analysis")
        desk.give_back(session, made.interviewer, made, now)
        return known

    assert in_office(walk, back)["analysis.opinion"] == "Fear at home"
    online(walk)
    walk.open(record, "06d", "analysis", "1")
    expect(walk.page.get_by_label("What you make of it")).to_have_value("Fear at home")


def test_three_agree_two_visits_serve_two_episodes_and_the_most_urgent_child_comes_first(walk: Walk, record: str) -> None:
    """Kofi's case is on the phone as well, with fewer hours left."""
    leos = walk.allocate("leo")
    in_office(walk, lambda session, ben, now: join_another(session, ben, leos, now))
    online(walk)
    walk.page.context.set_offline(True)
    walk.open("")
    expect(walk.page.locator(".rhi-case-row").nth(0)).to_contain_text("left")
    walk.open(leos)
    expect(walk.page.get_by_text("The same visit serves it.")).to_be_visible()
    walk.open(leos, "05")
    walk.tap("Ruth: said yes, not seen", "link")
    walk.tile("By telephone")
    walk.tile("Yes")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="must agree")).to_be_visible()
    walk.tap("Daniel: signs here", "link")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Do you agree?")).to_be_visible()
    walk.draw()
    walk.tap("I agree")
    walk.give_back()
    expect(walk.page.get_by_text("Ruth: Agreed by telephone, not seen")).to_be_visible()
    walk.look("05-two-parents")
    walk.tap("Leo says yes, not seen", "link")
    walk.tile("By telephone")
    walk.tile("Yes")
    walk.next().click()
    expect(walk.page.get_by_role("heading", name="Sections")).to_be_visible()
    walk.write(leos, "The first day.")
    walk.open(leos, "10a")
    walk.tap("Go on another day", "link")
    walk.enrolled.phone.kill()
    walk.enrolled.phone.open(walk.enrolled.site.url(f"/app/case/{leos}/06a/before"))
    walk.unlock()
    expect(walk.page.get_by_label("What was going on before you left?")).to_have_value("The first day.")
    walk.open(leos, "10a")
    walk.next().click()
    expect(walk.page.get_by_text("Held in time").first).to_be_visible()
    online(walk)

    def told(session: Any, ben: Account, now: Any) -> Any:
        made = session.get_one(Record, leos)
        agreed = [one["answers"]["consent.way"] for one in list_entries(session, made) if one["kind"] == "consent"]
        return agreed, [episode.record.held_at is not None for episode in made.episodes]

    assert in_office(walk, told) == (["indicated_not_seen", "signed", "indicated_not_seen"], [True, True])


def join_another(session: Any, ben: Account, record_id: str, now: datetime) -> None:
    record = session.get_one(Record, record_id)
    again = leo(now) | {"missing_from_at": now - timedelta(hours=30), "reported_at": None, "found_at": None, "returned_at": now - timedelta(hours=25)}
    episode = intake.add_episode_of(session, ben, record.child, again, now)
    endings.join(session, ben, episode, record, by="Jo Reed, manager", reason="Two nights running", now=now)
