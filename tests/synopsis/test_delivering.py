"""From a finished record to two readers: who gets what, once, and how far it has come."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import pytest
from sqlalchemy import select

from rhi_app.domain.identifiers import new_id
from rhi_app.jobs import watching
from rhi_app.models import Account, AuditLine, Delivery, OutboxRow, Record, Synopsis
from rhi_app.services import came_back, synopses
from rhi_app.services.begun import begin_record
from rhi_app.services.mail import Letter, MailRefused
from rhi_app.services.synopsis_pdf import PdfNotMade
from tests.portal.strict import Browser
from tests.synopsis import story
from tests.synopsis.conftest import Letterbox, Office, opened, tick_first_duty

Sign = Callable[[str], Browser]


def readers(office: Office) -> set[tuple[str, bool, int]]:
    with office.session() as session:
        return {(one.recipient_kind, one.is_urgent, one.version) for one in session.scalars(select(Synopsis))}


def letters_to(letterbox: Letterbox, name: str) -> list[str]:
    return [letter.link for letter in letterbox.letters if letter.to.startswith(name)]


def test_a_finished_record_reaches_the_social_worker_and_the_police(office: Office, letterbox: Letterbox):
    record = office.take_in([entry for entry in story.held_entries() if entry["kind"] != "harm"])
    office.work()
    assert readers(office) == {("social_worker", False, 1), ("police_liaison", False, 1)}
    assert len(letters_to(letterbox, "cerys")) == len(letters_to(letterbox, "dan")) == 1
    assert set(office.pdfs(record)) == {"social_worker", "police_liaison"}
    assert all(pdf is not None and pdf.startswith(b"%PDF-") for pdf in office.pdfs(record).values())


def test_harm_goes_at_once_to_social_worker_police_and_coordinator(office: Office, letterbox: Letterbox):
    office.take_in([story.mothers_agreement(), story.consent(), story.harm()])
    office.work()
    assert readers(office) == {(reader, True, 1) for reader in ("social_worker", "police_liaison", "coordinator")}
    assert [len(letters_to(letterbox, name)) for name in ("cerys", "dan", "ben")] == [1, 1, 1]


def test_harm_goes_whatever_was_agreed(office: Office):
    record = office.take_in([story.harm()])
    office.work()
    said = office.contents(record, is_urgent=True)
    assert all("He said if I told anyone" in str(content) for content in said.values())


def test_harm_does_not_wait_for_a_renderer_that_hangs(office: Office, letterbox: Letterbox):
    office.take_in([story.harm()])
    office.work(print_synopsis=lambda *_: (_ for _ in ()).throw(RuntimeError("stuck")))
    assert len(letterbox.letters) == 3 + 1  # and the interviewer's own, of the allocation


def test_made_again_with_nothing_changed_it_makes_and_sends_nothing(office: Office, letterbox: Letterbox):
    record_id = office.take_in(story.held_entries())
    office.work()
    sent = len(letterbox.letters)
    with office.session() as session:
        assert synopses.make_synopses(session, session.get_one(Record, record_id), office.time) == []
    office.work()
    assert len(letterbox.letters) == sent
    assert max(version for _, _, version in readers(office)) == 1


def test_an_amendment_makes_a_new_version_for_the_same_readers(office: Office, letterbox: Letterbox):
    record = office.take_in(story.held_entries())
    office.work()
    before = {name: len(letters_to(letterbox, name)) for name in ("cerys", "dan")}
    office.add_to(record, story.entry("amendment", {"amendment.what": "It was bay 7.", "amendment.why": "Misheard."}, at="2026-11-23T09:00:00.000Z"))
    office.work()
    assert {("social_worker", False, 2), ("police_liaison", False, 2)} <= readers(office)
    assert "It was bay 7." in str(office.contents(record)["social_worker"])
    assert "It was bay 7." not in str(office.contents(record)["police_liaison"])
    assert {name: len(letters_to(letterbox, name)) for name in before} == {name: count + 1 for name, count in before.items()}, "each is told"


def test_a_duty_ticked_since_is_no_reason_to_send_the_page_again(office: Office):
    record = office.take_in(story.held_entries())
    office.work()
    tick_first_duty(office, record)
    with office.session() as session:
        assert synopses.make_synopses(session, session.get_one(Record, record), office.time) == []
    office.add_to(record, story.entry("amendment", {"amendment.what": "It was bay 7.", "amendment.why": "Misheard."}, at="2026-11-23T09:00:00.000Z"))
    office.work()
    assert "Already done" in str(office.contents(record)["social_worker"])


def test_without_a_parents_agreement_only_what_is_never_held_back_goes(office: Office, letterbox: Letterbox):
    record = office.take_in(story.held_entries()[1:])
    office.work()
    content = office.contents(record)["social_worker"]
    assert content["about"] == "held_back"
    assert "They were shouting again" not in str(content)
    assert "He said if I told anyone" in str(content)
    with office.session() as session:
        assert synopses.held_back(session, session.get_one(Record, record)) == ["parent_not_agreed"]
    assert any("/episodes/" in link for link in letters_to(letterbox, "ben")), "nobody was told"


def test_the_agreement_that_comes_later_sends_the_rest(office: Office):
    record = office.take_in(story.held_entries()[1:])
    office.work()
    office.add_to(record, story.mothers_agreement())
    office.work()
    assert "They were shouting again" in str(office.contents(record)["social_worker"])


def test_looked_after_no_parent_is_asked(office: Office):
    record = office.take_in(story.held_entries()[1:], legal_status="looked_after", services=[])
    office.work()
    content = office.contents(record)["social_worker"]
    assert content["about"] == "held"
    assert "No parent had to be asked" in str(content)


def test_not_open_to_social_care_the_police_alone_get_one(office: Office):
    office.take_in(story.held_entries(), services=[], social_worker_id=None)
    office.work()
    assert {reader for reader, is_urgent, _ in readers(office) if not is_urgent} == {"police_liaison"}


def test_a_decline_goes_to_the_social_worker_and_not_to_the_police(office: Office):
    record = office.take_in(story.declined_entries())
    office.work()
    assert set(office.contents(record)) == {"social_worker"}


def test_a_decline_with_harm_gives_the_police_the_harm_alone(office: Office):
    record = office.take_in([*story.declined_entries(), story.harm()])
    office.work()
    content = str(office.contents(record)["police_liaison"])
    assert "He said if I told anyone" in content
    for line in ("I’m fine", "Suspected", "A new phone since October", "phone of unknown origin", "Rang"):
        assert line not in content


def test_when_the_protocol_sends_it_and_nobody_is_named_somebody_is_told(office: Office, letterbox: Letterbox):
    office.take_in(story.held_entries(), social_worker_id=None)
    office.work()
    with office.session() as session:
        told = session.scalars(select(AuditLine.detail).where(AuditLine.action == "record.tell")).all()
    assert told == ["no-reader social_worker"]
    assert any("/episodes/" in link for link in letters_to(letterbox, "ben"))


def test_what_is_stored_is_sealed(office: Office):
    office.take_in(story.held_entries())
    office.work()
    with office.session() as session:
        for made in session.scalars(select(Synopsis)):
            assert b"Kofi" not in made.content
            assert made.pdf is not None
            assert b"%PDF" not in made.pdf
        for row in session.scalars(select(OutboxRow)):
            assert "Kofi" not in str(row.payload)


def test_every_step_has_its_audit_line(office: Office, as_person: Sign):
    office.take_in(story.held_entries())
    office.work()
    browser = as_person("cerys")
    path = f"/inbox/{office.delivery_to('cerys', is_urgent=False)}"
    opened(browser, path)
    browser.send({"seen": ["yes"]}, form="/acknowledge")
    browser.client.get(f"{path}/pdf")
    with office.session() as session:
        actions = set(session.scalars(select(AuditLine.action)))
        steps = session.get_one(Delivery, path.removeprefix("/inbox/"))
        assert None not in (steps.mailed_at, steps.opened_at, steps.acknowledged_at)
    expected = {"synopsis.make", "synopsis.print", "delivery.make", "delivery.open", "delivery.read", "delivery.download", "delivery.acknowledge"}
    assert expected <= actions


def test_the_coordinators_list_says_why_nothing_went_out(office: Office, as_person: Sign):
    office.take_in([entry for entry in story.held_entries()[1:] if entry["form"] not in ("harm", "lists", "analysis")])
    assert "The synopses are being made" in as_person("ben").get("/").text
    office.work()
    page = " ".join(as_person("ben").get("/").text.split())
    assert "Held back: agreement is missing" in page
    assert "Work list 1 need you" in page


def test_a_page_that_could_not_be_printed_is_said_to_the_coordinator(office: Office, as_person: Sign):
    office.renderer.problem = PdfNotMade()  # type: ignore[union-attr]
    record = office.take_in(story.held_entries())
    for _ in range(3):
        office.work()
        office.wait(minutes=1)
    with office.session() as session:
        episode = session.get_one(Record, record).episodes[0].id
    assert "No PDF could be made of it." in as_person("ben").get(f"/episodes/{episode}/sharing").text


def test_harm_told_by_a_child_whom_nobody_allocated_reaches_the_coordinator(office: Office, letterbox: Letterbox):
    """Met at a door: a record without an episode, so without a protocol, a social worker or the police."""
    with office.session() as session:
        amira = session.get_one(Account, office.cast["amira"])
        record = begin_record(session, amira, new_id(), new_id(), office.time)
        assert record is not None
        office.add(session, record, [story.consent(), story.harm()])
        record_id = record.id
    office.work()
    assert readers(office) == {("coordinator", True, 1)}
    assert "He said if I told anyone" in str(office.contents(record_id, is_urgent=True))
    assert len([link for link in letters_to(letterbox, "ben") if "/inbox/" in link]) == 1
    office.add_to(record_id, story.entry("record_finished", story.FINISH, at="2026-11-22T09:00:00.000Z"))
    office.work()
    assert office.undone() == []


@dataclass
class Picky(Letterbox):
    """One mailbox is not there."""

    refused: str = ""

    def send(self, letter: Letter, now: datetime) -> None:
        if letter.to == self.refused:
            raise MailRefused
        super().send(letter, now)


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_a_refused_address_is_said_to_the_coordinator_and_all_of_it_arrives_at_the_right_one(office: Office):
    office.letterbox = box = Picky()
    office.take_in([entry for entry in story.held_entries() if entry["kind"] != "harm"])  # that goes on by itself
    told = []
    for wrong in ("cerys@wrong.example", "c.vaughan@wrong.example"):  # put right, and refused again
        box.refused = wrong
        move_to(office, wrong)
        office.work()
        told.append(len(letters_to(box, "ben")))
        office.wait(minutes=31)
        with office.session() as session:
            watching.look(session, office.time)
        office.work()
        told.append(len(letters_to(box, "ben")))
    assert not letters_to(box, "cerys") + letters_to(box, "c.vaughan")
    assert told[0] < told[1] == told[2] < told[3]
    move_to(office, "cerys.vaughan@right.example")
    office.work()
    assert office.undone() == []
    assert [letter.to for letter in box.letters if letter.to.startswith("cerys")] == ["cerys.vaughan@right.example"]


def move_to(office: Office, address: str) -> None:
    """As a second administrator confirms it."""
    with office.session() as session:
        cerys = session.get_one(Account, office.cast["cerys"])
        cerys.email = address
        came_back.send_waiting(session, cerys, office.time)
