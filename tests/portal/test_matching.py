"""A talk that a phone began at a door, matched by a person: with an episode that waits, that others wrote of, or whose visit was held."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.domain.clock import write_moment
from rhi_app.domain.identifiers import new_id
from rhi_app.domain.synopsis_words import moment_words_with_year
from rhi_app.models import AccountRole, Child, DataKey, Delivery, Record, Synopsis
from rhi_app.services import begun, matching, synopses
from rhi_app.services.case_view import case_of
from rhi_app.services.delivery import find_newer
from rhi_app.services.entries import add_portal_entry, list_entries
from rhi_app.services.episode_rules import times_of
from tests.portal.cases import an_episode, person
from tests.portal.strict import Browser
from tests.portal.test_endings import HELD, allocated, asked_for, write

Sign = Callable[[str], Browser]


def begin(cast: dict[str, str], now: datetime) -> Record:
    record = begun.begin_record(db.session, person(cast["amira"]), new_id(), new_id(), now)
    assert record is not None
    write(cast, record, now, ("begun", {"begun.name": "Sammy Invented", "begun.where": "The bus station"}), ("harm", {"harm.words": "He hit me"}))
    begun.take_told(db.session, record, list_entries(db.session, record)[0])
    return record


def test_a_talk_begun_at_a_door_is_matched_and_nothing_of_it_is_lost(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        record = begin(cast, now)
        episode = an_episode(cast, now, "essex")
        made_up, record_id, episode_id = record.child_id, record.id, episode.id
        digests = [entry["digest"] for entry in list_entries(db.session, record)]
        db.session.commit()
    ben = as_person("ben")
    page = ben.get("/episodes")
    assert "A talk with a child on nobody’s list." in page.text
    assert "Work list 2 need you" in " ".join(page.text.split()), "the talk, and the episode that nobody has"
    assert "Sammy" not in page.html, "the name as told is behind the button"
    page = ben.send(form="/begun/")
    assert "Sammy Invented" in page.text
    assert "Sam Invented, a name like the one told" in page.text
    assert "Say how you know" in ben.send({"episode": episode_id}, form="/begun/", status=422).text
    page = ben.send({"episode": episode_id, "reason": "The school knows him."}, form="/begun/")
    assert "The school knows him." in page.text
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        assert [one.id for one in record.episodes] == [episode_id]
        assert record.child.id == record.episodes[0].child_id
        assert (record.is_flagged, record.interviewer_id, record.allocated_at is not None) == (False, cast["amira"], True)
        assert [entry["digest"] for entry in list_entries(db.session, record)] == digests
        assert asked_for("urgent_notice", record_id) == 2, "once when it came, once for those whom the episode names"
        assert db.session.get(Child, made_up) is None
        assert db.session.scalar(select(DataKey).where(DataKey.owner_id == made_up)) is None
    assert "nobody’s list" not in ben.get("/episodes").text


def test_what_was_written_of_the_episode_meanwhile_is_read_as_one_with_the_talk(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    tried = {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer"}
    agreed = {"consent.who": "parent", "consent.way": "indicated_not_seen", "consent.how": "telephone"}
    with app.app_context():
        before = allocated(cast, now)
        write(cast, before, now, ("attempt", tried))
        add_portal_entry(db.session, person(cast["priya"]), before, "consent", "consent", 1, agreed, now, now)
        record = begin(cast, now + timedelta(minutes=1))
        digests = [entry["digest"] for one in (before, record) for entry in list_entries(db.session, one)]
        ids = {"record": record.id, "before": before.id, "episode": before.episodes[0].id}
        db.session.commit()
    ben = as_person("ben")
    ben.get("/episodes")
    assert "2 entries by Amira Haddad, Priya Nair, read as one with it" in ben.send(form="/begun/").text
    page = ben.send({"episode": ids["episode"], "reason": "The school knows him."}, form="/begun/")
    assert page.text.index("Rang") > page.text.index("Allocated")
    for written in ("Priya Nair", "agreed", "Rang"):
        assert written in page.text, written
    with app.app_context():
        record, before = (db.session.get_one(Record, ids[name]) for name in ("record", "before"))
        assert [one.id for one in record.episodes] == [ids["episode"]]
        assert before.episodes == []
        entries = list_entries(db.session, record)
        assert [entry["digest"] for entry in entries] == digests
        assert [(entry["kind"], entry["record"]) for entry in entries] == [
            ("attempt", ids["before"]), ("consent", ids["before"]), ("begun", ids["record"]), ("harm", ids["record"]),
        ]  # fmt: skip
        write(cast, record, now + timedelta(minutes=2), *HELD)
        assert record.outcome == "held"
        assert synopses.held_back(db.session, record) == [], "what the desk heard of the mother counts"
    assert "nobody’s list" not in ben.get("/episodes").text


def test_who_wrote_before_the_match_reads_that_part_on_and_nothing_of_the_talk(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        before, record = allocated(cast, now), begin(cast, now + timedelta(minutes=1))
        before.interviewer, record.interviewer = person(cast["amira"]), person(cast["priya"])
        record.interviewer.roles.append(AccountRole(organisation_id=record.interviewer.organisation_id, role="interviewer"))
        write(cast, before, now, ("interview", {"during.where": "At the station."}))
        db.session.flush()
        db.session.expire_all()  # as in a request of its own
        matching.match(db.session, person(cast["ben"]), record, before.episodes[0], "The school knows him", now)
        part, whole = before.id, record.id
        db.session.commit()
    amira = as_person("amira")
    assert "Now part of somebody else’s record" in amira.get("/records").text
    page = amira.send(form="/part")
    assert "At the station." in page.text
    assert "He hit me" not in page.text, "what the other wrote"
    assert "Put it right" not in page.text
    for name, path in (("amira", whole), ("amira", f"{whole}/part"), ("priya", f"{part}/part"), ("ben", f"{part}/part")):
        other = as_person(name)
        token = {"csrf_token": other.get("/records" if name == "amira" else "/episodes").html.split('name="csrf_token" value="')[1].split('"')[0]}
        assert other.client.post(f"/records/{path}", data=token).status_code in (403, 404), (name, path)


def test_what_still_comes_of_the_joined_record_comes_to_the_whole(app: Flask, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        before, record = allocated(cast, now), begin(cast, now + timedelta(minutes=1))
        write(cast, before, now, ("attempt", {"attempt.how": "rang", "attempt.to": "child", "attempt.outcome": "no_answer"}))
        matching.match(db.session, person(cast["ben"]), record, before.episodes[0], "The school knows him", now)
        write(cast, before, now + timedelta(minutes=2), ("withdrawal", {"withdrawal.who": "child"}), ("harm", {"harm.words": "He hit me"}))
        assert (record.is_withdrawn, before.is_withdrawn) == (True, False)
        assert [entry["kind"] for entry in list_entries(db.session, record)][-2:] == ["withdrawal", "harm"]
        assert asked_for("urgent_notice", record.id) == 3, "two of the talk, one of what came later"
        again = begin(cast, now + timedelta(minutes=3))
        matching.match(db.session, person(cast["ben"]), again, record.episodes[0], "Met twice", now)
        assert [entry["kind"] for entry in list_entries(db.session, again)] == ["attempt", "begun", "harm", "withdrawal", "harm", "begun", "harm"]
        assert not begun.list_begun(db.session, again.child.organisation_id)


def test_a_talk_after_a_visit_that_was_held_is_one_more_visit_of_it(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    """The first visit stopped the clock and its synopsis was sent: both stay. The talk goes on on its phone, and what comes of it is sent anew."""
    with app.app_context():
        before = allocated(cast, now, legal_status="looked_after")
        write(cast, before, now, *HELD)
        synopses.make_synopses(db.session, before, now)
        record = begin(cast, now + timedelta(minutes=1))
        ids = {"record": record.id, "before": before.id, "episode": before.episodes[0].id}
        held_at, finished_at = before.held_at, before.finished_at
        db.session.commit()
    ben = as_person("ben")
    ben.get("/episodes")
    page = ben.send(form="/begun/")
    assert "this talk is one more visit" in page.text
    assert "read as one with it" not in page.text
    page = ben.send({"episode": ids["episode"], "reason": "The school knows him."}, form="/begun/")
    assert "The write-up is not finished" in ben.get("/episodes").text
    with app.app_context():
        record, before = (db.session.get_one(Record, ids[name]) for name in ("record", "before"))
        assert (record.held_at, record.outcome, record.finished_at) == (held_at, "held", None)
        assert case_of(db.session, record)["state"] == "open", "its phone goes on with the talk"
        assert times_of(record.episodes[0])["completed"] == write_moment(finished_at), "no duty that was met begins anew"
        write(cast, record, now + timedelta(hours=1), ("interview", {"during.where": "At the station."}), ("visit_ended", {"visit.place": "other"}))
        assert (record.held_at, case_of(db.session, record)["state"]) == (held_at, "visit_ended")
        write(cast, record, now + timedelta(hours=2), ("record_finished", {}))
        made = synopses.make_synopses(db.session, record, now)
        assert {(one.recipient_kind, one.version) for one in made} == {("social_worker", 2), ("police_liaison", 2)}
        content = json.dumps(synopses.open_content(db.session, made[0]))
        assert "They were shouting again." in content, "nothing of the first visit is lost"
        assert "; again " in content, "and this one has its own time"
        [first] = db.session.scalars(select(Delivery).join(Synopsis).where(Synopsis.record_id == before.id, Synopsis.recipient_kind == "social_worker"))
        assert find_newer(db.session, first).synopsis.id == made[0].id


def test_a_visit_held_long_ago_is_shown_when_somebody_asks_for_it(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        before, record = allocated(cast, now), begin(cast, now)
        write(cast, before, now, *HELD)
        before.held_at = now - matching.LATELY - timedelta(days=1)
        ids = {"record": record.id, "episode": before.episodes[0].id}
        db.session.commit()
    ben = as_person("ben")
    ben.get("/episodes")
    assert ids["episode"] not in ben.send(form="/begun/").html
    page = ben.send({"older": "yes"}, form="/match")
    assert f"visit held {moment_words_with_year(write_moment(now - matching.LATELY - timedelta(days=1)))}: this talk" in page.text
    assert "Show older" not in page.text
    assert "Say how you know" in ben.send({"episode": ids["episode"]}, form=f"/begun/{ids['record']}", status=422).text, "and it stays to be chosen"
    ben.send({"episode": ids["episode"], "reason": "The school knows him."}, form=f"/begun/{ids['record']}")
    with app.app_context():
        assert [one.id for one in db.session.get_one(Record, ids["record"]).episodes] == [ids["episode"]]


def test_who_meets_a_child_again_and_hears_no_makes_no_decline_of_the_visit_before(app: Flask, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        before, record = allocated(cast, now), begin(cast, now + timedelta(minutes=1))
        write(cast, before, now, *HELD)
        matching.match(db.session, person(cast["ben"]), record, before.episodes[0], "Met twice", now)
        write(cast, record, now + timedelta(minutes=2), ("decline", {"decline.who": "child"}))
        assert (record.outcome, record.finished_at is not None) == ("held", True)
        assert synopses.view_of_record(db.session, record)["outcome"] == "held"


def test_an_end_of_a_part_that_comes_late_does_not_end_the_talk(app: Flask, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        before, record = allocated(cast, now), begin(cast, now + timedelta(minutes=1))
        matching.match(db.session, person(cast["ben"]), record, before.episodes[0], "Met twice", now)
        for kind in ("record_finished", "decline"):
            write(cast, before, now + timedelta(minutes=2), (kind, {}))
            assert (record.outcome, record.finished_at) == (None, None), kind


def test_what_was_declined_or_held_long_ago_or_counted_otherwise_is_no_match(app: Flask, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        record, declined, held = begin(cast, now), allocated(cast, now), allocated(cast, now)
        counted = an_episode(cast, now, "essex")
        write(cast, declined, now, ("decline", {"decline.who": "child"}))
        write(cast, held, now, ("visit_ended", {"visit.place": "home"}))
        counted.satisfied_at = now
        db.session.flush()
        provider = record.child.organisation_id
        assert [one.episode.id for one in matching.candidates(db.session, provider, "Sam", now)] == [held.episodes[0].id]
        later = now + matching.LATELY + timedelta(days=1)
        assert matching.candidates(db.session, provider, "Sam", later) == []
        assert [one.episode.id for one in matching.candidates(db.session, provider, "Sam", later, with_older=True)] == [held.episodes[0].id]
        for episode in (declined.episodes[0], counted):
            with pytest.raises(matching.DeclinedOrCounted):
                matching.match(db.session, person(cast["ben"]), record, episode, "Guessed", now)
