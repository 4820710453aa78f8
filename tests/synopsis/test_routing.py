"""To the right person: desks, a team of its own, what nobody opens, what is not for somebody, and the way into the case system."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator
from sqlalchemy import select

import rhi_app
from rhi_app.domain.identifiers import new_id
from rhi_app.jobs import watching
from rhi_app.models import Account, AuditLine, Delivery, Desk, Episode, Organisation, OutboxRow, Record, Synopsis
from rhi_app.services.corrections import correct_episode, record_decision
from rhi_app.services.mail import MailServerAway
from rhi_app.services.outbox import put
from tests.portal.strict import Browser
from tests.synopsis import story
from tests.synopsis.conftest import Office, opened

Sign = Callable[[str], Browser]
SCHEMA = json.loads((Path(rhi_app.__file__).parent / "exports" / "return-interview.schema.json").read_text("utf-8"))


def add_desk(office: Office, role: str, members: tuple[str, ...], organisation: str = "essex", authority: str | None = None) -> str:
    """A desk at the organisation of somebody of the cast; `authority`: which protocol that organisation has from now on."""
    with office.session() as session:
        people = [session.get_one(Account, office.cast[name]) for name in members]
        home = people[0].organisation if people else session.scalars(select(Organisation).where(Organisation.kind == "authority")).first()
        assert home is not None
        home.authority = authority or home.authority
        desk = Desk(id=new_id(), organisation_id=home.id, role=role, name=f"The {role} desk", created_at=office.time, members=people)
        session.add(desk)
        return desk.id


def deliveries(office: Office, **about: object) -> list[tuple[str, str, bool]]:
    """Kind, reader, whether opened; of the synopses alone."""
    with office.session() as session:
        rows = session.scalars(select(Delivery).join(Synopsis).where(Synopsis.is_urgent.is_(False)).filter_by(**about).order_by(Delivery.id))
        return [(row.synopsis.recipient_kind, row.reader_name, row.opened_at is not None) for row in rows]


def id_of(office: Office, kind: str) -> str:
    with office.session() as session:
        row = session.scalars(select(Delivery).join(Synopsis).filter(Synopsis.recipient_kind == kind, Synopsis.is_urgent.is_(False))).all()[-1]
        return row.id


def episode_of(office: Office, record: str) -> str:
    with office.session() as session:
        return session.get_one(Record, record).episodes[-1].id


def look(office: Office) -> None:
    with office.session() as session:
        watching.look(session, office.time)
    office.work()


def test_the_specialist_team_gets_the_whole_form_and_the_police_their_page_beside_it(office: Office):
    add_desk(office, "willow_team", ("erin",), authority="hampshire")
    record = office.take_in(story.held_entries(), authority="hampshire", services=["child_in_need"])
    with office.session() as session:
        episode = session.get_one(Episode, episode_of(office, record))
        record_decision(
            session, session.get_one(Account, office.cast["ben"]), episode, ("recipients", "police_liaison", "send"), by="Manager",
            reason="A man with a van.", now=office.time,
        )  # fmt: skip
    office.work()
    assert {kind for kind, _, _ in deliveries(office)} == {"social_worker", "willow_team", "police_liaison"}
    whole = str(office.contents(record)["willow_team"])
    for words in ("They were shouting again", "Van, grey, sliding door", "fear at home", "whole form for the Willow Team"):
        assert words in whole
    assert "The name of his friend" not in whole


def test_a_line_left_out_of_both_pages_is_left_out_of_the_whole_form(office: Office):
    add_desk(office, "willow_team", ("erin",), authority="hampshire")
    entries = story.held_entries()
    entries[-1]["answers"]["finish.left_out"] = {"social_worker": ["help.trust"], "police_liaison": ["lists.vehicles"]}
    record = office.take_in(entries, authority="hampshire", services=["child_in_need"])
    office.work()
    whole = str(office.contents(record)["willow_team"])
    assert "My nan. And Mr Cole" not in whole
    assert "sliding door" not in whole


def test_a_desk_reads_together_and_one_of_them_has_claimed_it(office: Office, as_person: Sign):
    add_desk(office, "mash_manager", ("erin", "cerys"), authority="camden")
    office.take_in(story.held_entries(), authority="camden", services=[], social_worker_id=None)
    office.work()
    assert deliveries(office) == [("mash_manager", "The mash_manager desk", False)]
    assert {letter.to for letter in office.letterbox.letters if "/inbox/" in letter.link} >= {"erin@camden.example", "cerys@essex.example"}
    path = f"/inbox/{id_of(office, 'mash_manager')}"
    assert "They were shouting again" in opened(as_person("erin"), path).text
    cerys = as_person("cerys")
    cover = cerys.get(path)
    assert "Claimed by Erin Castell" in cover.text
    assert "shouting" not in cover.text
    assert cerys.client.get(f"{path}/pdf").status_code == 302
    assert "They were shouting again" in cerys.send(form="/open").text
    assert "Claimed by Cerys Vaughan" in as_person("erin").get(path).text


def test_what_is_not_for_somebody_is_closed_at_once_and_goes_back(office: Office, as_person: Sign):
    record = office.take_in(story.held_entries())
    office.work()
    cerys, path = as_person("cerys"), f"/inbox/{office.delivery_to('cerys', is_urgent=False)}"
    opened(cerys, path)
    cerys.send(form="/not-for-me")
    for end in ("", "/pdf"):
        assert cerys.client.get(f"{path}{end}").status_code == 410
    office.work()
    ben = as_person("ben")
    page = ben.get(f"/episodes/{episode_of(office, record)}/sharing")
    assert "Said: not for me" in page.text
    assert "Work list 1 need you" in " ".join(page.text.split())
    assert "A reader said: not for me" in ben.get("/episodes").text
    ben.get(f"/episodes/{episode_of(office, record)}/sharing")
    assert [letter for letter in office.letterbox.letters if letter.to.startswith("ben") and "/episodes/" in letter.link]
    ben.send(form="open-again")
    assert "They were shouting again" in cerys.get(path).text


def test_a_link_ends_and_can_be_closed_and_opened_again(office: Office, as_person: Sign):
    office.take_in(story.held_entries())
    office.work()
    delivery_id = office.delivery_to("dan", is_urgent=False)
    dan, ben = as_person("dan"), as_person("ben")
    opened(dan, f"/inbox/{delivery_id}")
    with office.session() as session:
        session.get_one(Delivery, delivery_id).open_until = office.time - timedelta(days=1000)
    assert "This link has ended" in dan.get(f"/inbox/{delivery_id}", status=410).text
    with office.session() as session:
        episode = session.get_one(Delivery, delivery_id).synopsis.record.episodes[-1].id
        session.get_one(Delivery, delivery_id).open_until = office.time + timedelta(days=1000)
    ben.get(f"/episodes/{episode}/sharing")
    ben.send(form=f"{delivery_id}/close")
    assert "This is closed" in dan.get(f"/inbox/{delivery_id}", status=410).text
    ben.send(form=f"{delivery_id}/open-again")
    assert "Tez" in dan.get(f"/inbox/{delivery_id}").text


def test_unopened_the_team_is_asked_and_then_the_duty_manager_and_each_once(office: Office, as_person: Sign):
    add_desk(office, "team", ("erin",))
    with office.session() as session:
        home = session.get_one(Account, office.cast["cerys"]).organisation_id
        session.scalars(select(Desk)).one().organisation_id = home
        manager = Desk(id=new_id(), organisation_id=home, role="duty_manager", name="Duty manager", created_at=office.time)
        manager.members = [session.get_one(Account, office.cast["olu"])]
        session.add(manager)
    record = office.take_in(story.held_entries())
    office.work()
    opened(as_person("dan"), f"/inbox/{office.delivery_to('dan', is_urgent=False)}")
    for hours, kinds in ((23, []), (2, ["team"]), (1, ["team"]), (23, ["team", "duty_manager"]), (100, ["team", "duty_manager"])):
        office.wait(hours=hours)
        look(office)
        with office.session() as session:
            asked = session.scalars(select(Delivery).join(Synopsis).where(Delivery.asked_as != "", Synopsis.is_urgent.is_(False)))
            assert sorted(one.asked_as for one in asked) == sorted(kinds)
    with office.session() as session:
        copy = session.scalars(select(Delivery.id).where(Delivery.asked_as == "duty_manager", Delivery.desk_id.is_not(None))).all()[-1]
    cover = as_person("olu").get(f"/inbox/{copy}").text
    assert "Not opened by its reader or their team. So you are asked." in cover
    assert "Not opened: duty manager asked" in as_person("ben").get(f"/episodes/{episode_of(office, record)}/sharing").text
    letters = [letter for letter in office.letterbox.letters if letter.to.startswith("erin")]
    assert letters
    assert all("Kofi" not in str(letter) for letter in letters)


def test_once_somebody_has_opened_it_nobody_else_is_asked(office: Office, as_person: Sign):
    add_desk(office, "team", ("erin",))
    office.take_in([entry for entry in story.held_entries() if entry["kind"] != "harm"])
    office.work()
    for name in ("cerys", "dan"):
        opened(as_person(name), f"/inbox/{office.delivery_to(name, is_urgent=False)}")
    office.wait(days=9)
    look(office)
    with office.session() as session:
        assert session.scalars(select(Delivery).where(Delivery.asked_as != "")).all() == []


def test_half_an_hour_without_a_mail_server_is_an_alarm_and_said_once(office: Office, as_person: Sign):
    office.take_in(story.held_entries())
    office.letterbox.problem = MailServerAway()
    for minutes in (0, 20, 15, 15):
        office.wait(minutes=minutes)
        office.work()
        look(office)
    with office.session() as session:
        stuck = session.scalars(select(OutboxRow).where(OutboxRow.kind == "send_mail")).all()
        assert all(row.alarmed_at is not None for row in stuck)
        lines = session.scalars(select(AuditLine).where(AuditLine.action == "mail.stuck")).all()
        assert len(lines) == len(stuck), "each once"
    assert "mails do not get through" in as_person("ben").get("/episodes").text


def test_a_changed_social_worker_is_asked_about_before_anything_but_harm_goes_there(office: Office, as_person: Sign):
    entries = story.held_entries()
    record = office.take_in(entries[:-1])
    office.work()
    with office.session() as session:
        episode = session.get_one(Episode, episode_of(office, record))
        ben = session.get_one(Account, office.cast["ben"])
        correct_episode(session, ben, episode, {"social_worker_id": office.cast["erin"]}, {}, office.time)
    office.add_to(record, entries[-1])
    with office.session() as session:
        found = session.get_one(Record, record)
        found.finished_at, found.outcome = office.time, "held"
        put(session, "make_synopses", {"record": record}, office.time)
    office.work()
    assert {kind for kind, _, _ in deliveries(office)} == {"police_liaison"}
    browser = as_person("ben")
    assert "Erin Castell is to read it now, in place of Cerys Vaughan" in browser.get(f"/episodes/{episode_of(office, record)}/sharing").text
    assert "Somebody else is to read it" in browser.get("/episodes").text
    browser.get(f"/episodes/{episode_of(office, record)}/sharing")
    browser.send(form="changed-reader")
    office.work()
    assert "need you" not in browser.get("/episodes").text
    assert ("social_worker", "Erin Castell", False) in deliveries(office)


def test_a_copy_for_the_family_is_off_until_somebody_decided_how_it_gets_there(office: Office):
    record = office.take_in(story.held_entries())
    office.work()
    assert {kind for kind, _, _ in deliveries(office)} == {"social_worker", "police_liaison"}
    with office.session() as session:
        episode, ben = session.get_one(Episode, episode_of(office, record)), session.get_one(Account, office.cast["ben"])
        episode.record.finished_at = office.time
        record_decision(session, ben, episode, ("recipients", "child", "by_provider"), by="Manager", reason="At school.", now=office.time)
    office.work()
    assert ("child", "Ben Osei", False) in deliveries(office)
    copy = str(office.contents(record)["child"])
    assert "They were shouting again" in copy
    for words in ("fear at home", "Tez", "Strategy", "threat", "Neil Draper"):
        assert words not in copy


@pytest.mark.parametrize("authority", ["essex", "hampshire"])
def test_the_case_note_and_the_data_file_say_what_the_social_worker_may_read(office: Office, as_person: Sign, authority: str):
    record = office.take_in(story.held_entries(), authority=authority)
    with office.session() as session:
        session.get_one(Record, record).finished_at = office.time
        session.get_one(Record, record).outcome = "held"
        session.get_one(Record, record).held_at = office.time
    office.work()
    ben, episode = as_person("ben"), episode_of(office, record)
    ben.get(f"/episodes/{episode}/sharing")
    note = ben.send(form="case-note")
    assert ("Return Interview Held" in note.text) == (authority == "hampshire")
    for words in ("Missing from: Thu 19 Nov 2026, 18:00", "Category: Missing", "They were shouting again"):
        assert words in note.text
    token = next(value for name, value in note.forms[-1].fields if name == "csrf_token")
    answer = ben.client.post(f"/episodes/{episode}/export", data={"csrf_token": token})
    assert answer.status_code == 200
    told = json.loads(answer.data)
    Draft202012Validator(SCHEMA).validate(told)
    for words in ("Larch Row", "07700", "The name of his friend", "tez.k.29", "strokes"):
        assert words not in answer.text
    assert "Kofi" not in answer.headers["Content-Disposition"]
    assert as_person("cerys").client.post(f"/episodes/{episode}/export").status_code in (400, 403, 404)
    with office.session() as session:
        assert {"episode.export", "episode.case_note"} <= set(session.scalars(select(AuditLine.action)))


def test_what_came_of_each_action_is_the_last_rung(office: Office, as_person: Sign):
    office.take_in(story.held_entries())
    office.work()
    dan, path = as_person("dan"), f"/inbox/{office.delivery_to('dan', is_urgent=False)}"
    opened(dan, path)
    dan.send({"seen": ["yes"], "actions-0-what": "Look for the van", "actions-0-who": "Dan Whitlock"}, form="/acknowledge")
    page = dan.send({"outcome_0": "Found at the canal."}, form="/outcomes")
    assert "Acted on" in page.text
    assert "Found at the canal." in page.html


def test_no_lock_is_held_while_a_mail_server_takes_its_time(office: Office):
    """On PostgreSQL another worker could otherwise neither pass the row nor end; on SQLite nobody could write."""
    office.take_in(story.held_entries())
    seen: list[int] = []
    send = office.letterbox.send

    def slow(letter: object, now: object) -> None:
        with office.session() as session:
            rows = session.scalars(select(OutboxRow).where(OutboxRow.done_at.is_(None)).with_for_update(nowait=True)).all()
            seen.append(len(rows))
        send(letter, now)  # type: ignore[arg-type]

    office.letterbox.send = slow  # type: ignore[method-assign]
    office.work()
    assert seen
    assert office.undone() == []


def test_a_worker_that_died_while_a_mail_was_on_its_way_leaves_it_to_the_next(office: Office):
    office.take_in(story.held_entries())

    def dies(*_: object) -> None:
        raise SystemExit

    with pytest.raises(SystemExit):
        office.work(send_mail=dies)
    office.wait(minutes=4)
    office.work()
    assert office.undone() == []
