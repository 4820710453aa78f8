"""What is decided about a record at a desk: whose it is, what goes after all, what is taken up, what else it serves."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.models import Episode, OutboxRow, Record
from rhi_app.services import endings, intake, synopses
from rhi_app.services.allocation import allocate
from rhi_app.services.entries import add_portal_entry
from rhi_app.services.episode_view import clock_of
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


def asked_for(kind: str, record: str) -> int:
    rows = db.session.scalars(select(OutboxRow).where(OutboxRow.kind == kind))
    return sum(1 for row in rows if row.payload.get("record") == record)


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
    assert "Another interview with this child may serve both" in ben.get(f"/episodes/{ids['second']}").text
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


def test_an_interview_that_was_held_serves_an_absence_before_it_of_which_the_notice_came_late(app: Flask, cast: dict[str, str], now: datetime) -> None:
    """Not one that the child came back from later; and not one of which something was written already."""

    def away(start: int, end: int) -> Episode:
        told = {"missing_from_at": now - timedelta(hours=start), "reported_at": None, "returned_at": now - timedelta(hours=end)}
        return intake.add_episode_of(db.session, ben, record.child, a_notice(cast, now, "essex", **told), now)

    with app.app_context():
        ben, record = person(cast["ben"]), allocated(cast, now, legal_status="looked_after")
        write(cast, record, now, *HELD)
        before, after = away(30, 20), away(2, -1)
        assert [endings.records_to_serve(one) for one in (before, after, record.episodes[0])] == [[record], [], []]
        endings.join(db.session, ben, before, record, by="Jo Reed, manager", reason="Told of both", now=now)
        assert asked_for("make_synopses", record.id) == 2
        assert "Held in time" in clock_of(before, now).strong


def test_nothing_goes_into_the_case_system_before_the_interviewer_has_finished(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    """At the end of a visit nobody has chosen yet what is left out."""
    with app.app_context():
        record = allocated(cast, now, legal_status="looked_after")
        write(cast, record, now, *HELD[:-1])
        assert (record.outcome, record.finished_at) == ("held", None)
        path = f"/episodes/{record.episodes[0].id}"
        db.session.commit()
    ben = as_person("ben")
    page = ben.get(f"{path}/sharing")
    assert "case system" not in page.text
    token = {"csrf_token": page.html.split('name="csrf_token" value="')[1].split('"')[0]}
    assert [ben.client.post(f"{path}/{name}", data=token).status_code for name in ("case-note", "export")] == [409, 409]


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
