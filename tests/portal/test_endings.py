"""What is decided about a record at a desk: whose it is, what goes after all, what is taken up, what else it serves."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.domain.clock import write_moment
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Child, DataKey, Delivery, Episode, OutboxRow, Record, Synopsis
from rhi_app.services import begun, intake, matching, synopses
from rhi_app.services.allocation import allocate
from rhi_app.services.case_view import case_of
from rhi_app.services.delivery import find_newer
from rhi_app.services.entries import add_portal_entry, list_entries
from rhi_app.services.episode_rules import times_of
from tests.portal.cases import a_notice, an_episode, person
from tests.portal.strict import Browser

Sign = Callable[[str], Browser]
HELD: list[tuple[str, dict[str, Any]]] = [
    ("consent", {"consent.who": "child", "consent.way": "indicated_not_seen", "consent.understood": "yes"}),
    ("interview", {"before.what_happened": "They were shouting again."}),
    ("visit_ended", {"visit.place": "home"}),
    ("record_finished", {"finish.interviewer_role": "interviewer"}),
]


def allocated(cast: dict[str, str], now: datetime, authority: str = "essex", **told: Any) -> Record:
    return allocate(db.session, person(cast["ben"]), an_episode(cast, now, authority, **told), person(cast["amira"]), now, reason="Asked for")


def write(cast: dict[str, str], record: Record, now: datetime, *entries: tuple[str, dict[str, Any]]) -> None:
    for kind, answers in entries:
        add_portal_entry(db.session, person(cast["amira"]), record, kind, kind, 1, answers, now, now)


def begin(cast: dict[str, str], now: datetime) -> Record:
    record = begun.begin_record(db.session, person(cast["amira"]), new_id(), new_id(), now)
    assert record is not None
    write(cast, record, now, ("begun", {"begun.name": "Sammy Invented", "begun.where": "The bus station"}), ("harm", {"harm.words": "He hit me"}))
    begun.take_told(db.session, record, list_entries(db.session, record)[0])
    return record


def asked_for(kind: str, record: str) -> int:
    rows = db.session.scalars(select(OutboxRow).where(OutboxRow.kind == kind))
    return sum(1 for row in rows if row.payload.get("record") == record)


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
        assert matching.candidates(db.session, provider, "Sam", now + matching.LATELY + timedelta(days=1)) == []
        for episode in (declined.episodes[0], counted):
            with pytest.raises(matching.DeclinedOrCounted):
                matching.match(db.session, person(cast["ben"]), record, episode, "Guessed", now)


def test_what_is_held_back_goes_on_a_persons_word_with_the_reason_and_the_paragraph(
    app: Flask, as_person: Sign, cast: dict[str, str], now: datetime
) -> None:
    with app.app_context():
        record = allocated(cast, now)
        write(cast, record, now, *HELD)
        record_id, address = record.id, f"/episodes/{record.episodes[0].id}"
        db.session.commit()
    ben = as_person("ben")
    assert "Decide on it" in ben.get(address).text
    page = ben.get(f"{address}/release")
    assert "A parent must agree, and has not." in page.text
    assert "essex 5.3, note" in page.text
    assert "Who decided it?" in page.text
    answers = {"release.decided": "release", "release.by": "Jo Reed, manager", "release.why": "His safety comes first."}
    assert "Enter the paragraph" in ben.send(answers, status=422).text
    assert "Held back" not in ben.send(answers | {"release.paragraph": "Working Together 2023, 1.25"}).text
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        assert synopses.held_back(db.session, record) == []
        [made] = synopses.make_synopses(db.session, record, now)
        assert synopses.open_content(db.session, made)["about"] == "held"
    ben.get(f"{address}/release", status=404)  # nothing waits any more
    as_person("priya").get(f"{address}/release", status=403)


def test_a_decline_that_is_taken_up_goes_on_in_the_same_record_and_makes_the_synopsis_anew(
    app: Flask, as_person: Sign, cast: dict[str, str], now: datetime
) -> None:
    with app.app_context():
        record = allocated(cast, now, legal_status="looked_after")
        write(cast, record, now, ("decline", {"decline.who": "child", "decline.words": "Not now"}))
        synopses.make_synopses(db.session, record, now)
        record_id, address = record.id, f"/episodes/{record.episodes[0].id}"
        db.session.commit()
    ben = as_person("ben")
    assert "They want to talk after all" in ben.get(address).text
    ben.get(f"{address}/take-up")
    assert "The offer is taken up" in ben.send({"taken_up.how": "telephone", "taken_up.words": "I will talk to her"}).text
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        assert (record.finished_at, record.outcome) == (None, None)
        write(cast, record, now, *HELD)
        assert record.outcome == "held"
        made = {one.recipient_kind: one.version for one in synopses.make_synopses(db.session, record, now)}
        assert made["social_worker"] == 2
    ben.get(f"{address}/take-up", status=404)


def test_one_interview_serves_two_episodes_and_stops_both_clocks(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    later = {"missing_from_at": now - timedelta(hours=9), "reported_at": now - timedelta(hours=8), "returned_at": now - timedelta(hours=2)}
    with app.app_context():
        record = allocated(cast, now)
        first = record.episodes[0]
        second = intake.add_episode_of(db.session, person(cast["ben"]), first.child, a_notice(cast, now, "essex", **later), now)
        db.session.commit()
        ids = {"record": record.id, "first": first.id, "second": second.id}
    ben = as_person("ben")
    assert "Another interview with this child is open" in ben.get(f"/episodes/{ids['second']}").text
    ben.get(f"/episodes/{ids['second']}/join")
    assert "Enter who decided it." in ben.send({"record": ids["record"]}, status=422).text
    page = ben.send({"record": ids["record"], "by": "Jo Reed, manager", "reason": "Two nights running."})
    assert "One interview serves it and another episode." in page.text
    with app.app_context():
        record = db.session.get_one(Record, ids["record"])
        assert [one.id for one in record.episodes] == [ids["first"], ids["second"]]
        assert record.episodes[0].due_at != record.episodes[1].due_at
        write(cast, record, now, *HELD)
        db.session.commit()
    for name in ("first", "second"):
        assert "Held in time" in ben.get(f"/episodes/{ids[name]}").text


def test_a_manager_is_asked_from_the_phone_and_answers_in_the_portal(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        record = allocated(cast, now, "hampshire")
        asked = {"ask_manager.about": "telephone", "ask_manager.why": "She is in hospital", "ask_manager.on_whose_word": "Jo Reed, duty manager"}
        write(cast, record, now, ("ask_manager", asked))
        episode_id = record.episodes[0].id
        db.session.commit()
    ben = as_person("ben")
    page = ben.get("/episodes")
    assert "A manager is asked" in page.text
    assert "Work list 1 need you" in " ".join(page.text.split())
    page = ben.get(f"/episodes/{episode_id}/decision/method/means")
    assert "She is in hospital" in page.text
    assert "Done already, on the word of Jo Reed, duty manager: to be confirmed" in page.text
    ben.send({"decided": "telephone", "by": "Jo Reed, team manager", "reason": "Confirmed"})
    assert "A manager is asked" not in ben.get("/episodes").text
    with app.app_context():
        assert db.session.get_one(Episode, episode_id).decided[-1]["decided"] == "telephone"
