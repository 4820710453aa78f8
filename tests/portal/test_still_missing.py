"""A child who is still missing is entered at once: the duties run, the interview clock does not. The return starts it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from rhi_app.database import db
from rhi_app.domain.duties import Duty
from rhi_app.models import AuditLine, Episode
from rhi_app.services import allocation, corrections, duties, work_list
from rhi_app.services.at_rest import open_json
from rhi_app.services.entries import add_portal_entry
from rhi_app.services.episode_view import EpisodeView, view_of
from tests.portal.cases import an_episode, person
from tests.portal.cast import moment, notice
from tests.portal.strict import Browser
from tests.portal.test_story import episode_path, take_in

Sign = Callable[[str], Browser]
AWAY: dict[str, Any] = {"came_back": False, "returned_at": None, "found_at": None}
BLANK = dict.fromkeys((f"{name}-{part}" for name in ("returned_at", "found_at") for part in ("day", "month", "year", "time")), "")


def away(cast: dict[str, str], now: datetime, authority: str, days: int, **told: Any) -> Episode:
    since = {"missing_from_at": now - timedelta(days=days), "reported_at": now - timedelta(days=days) + timedelta(hours=1)}
    return an_episode(cast, now, authority, **(since | AWAY | {"legal_status": "none", "services": ["child_in_need"]} | told))


def duty_of(view: EpisodeView, rule: str) -> Duty:
    return next(duty for duty in view.duties if duty.rule == rule)


def seen(episode: Episode, now: datetime, rule: str) -> Duty:
    return duty_of(view_of(db.session, episode, now), rule)


def test_from_the_notice_to_the_return(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]) -> None:
    ben = as_person("ben")
    page = take_in(ben, now, cast, came_back="no", legal_status="looked_after", missing_from="care", **BLANK)
    path = episode_path(ben)
    for words in ("Still missing", "no interview clock before the return", "Nobody is given the case before the return", "essex 3.1.2"):
        assert words in page.text
    assert "h left" not in page.text
    page = ben.get("/episodes")
    assert "Still missing 1" in page.text
    assert "Duty now" in page.text
    assert "need you" not in page.text
    ben.get(f"{path}/allocate")
    assert "Record the return first." in ben.send({"interviewer": cast["amira"]}, status=409).text
    ben.get(f"{path}/return")
    assert "Enter when the child came back, or was found." in ben.send({}, status=422).text
    assert "The return is before the child went missing." in ben.send(moment("returned_at", now - timedelta(days=9)), status=422).text
    page = ben.send(moment("found_at", now - timedelta(hours=2)) | moment("returned_at", now - timedelta(hours=1)) | {"return_legal_status": "none"})
    assert "71 h left" in page.text or "70 h left" in page.text
    assert "Changed before the return" in page.text
    assert "The return is recorded already." in ben.get(f"{path}/return", status=409).text
    ben.get(f"{path}/allocate")
    assert "With Amira Haddad, Involvement Service, assigned" in ben.send({"interviewer": cast["amira"]}).text


@pytest.mark.parametrize(
    ("told", "sentence"),
    [
        ({"came_back": ""} | BLANK, "Choose whether the child has come back."),
        ({"came_back": "no"}, "This says that the child is not back, and when the child came back. Check the two."),
    ],
)
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_the_notice_says_whether_the_child_is_back(as_person: Sign, now: datetime, cast: dict[str, str], told: dict[str, str], sentence: str) -> None:
    ben = as_person("ben")
    ben.get("/episodes/add")
    ben.send({}, button=("add", "contacts"))
    given = notice(now, cast) | told
    if not told["came_back"]:
        del given["came_back"]
    assert sentence in ben.send(given, status=422).text


def test_a_duty_while_missing_repeats_until_the_child_is_found(app: Flask, cast: dict[str, str], now: datetime) -> None:
    """camden 7: the form is brought up to date every day."""
    with app.app_context():
        episode = away(cast, now, "camden", days=2)
        daily = seen(episode, now, "response-form-daily")
        assert (daily.state, daily.due_at) == ("overdue", _text(episode.missing_from_at + timedelta(days=1)))
        duties.tick(db.session, person(cast["ben"]), episode, daily, by="Ruth Ames", at=now, note="All told.", now=now)
        daily = seen(episode, now, "response-form-daily")
        assert (daily.state, daily.due_at) == ("due", _text(episode.missing_from_at + timedelta(days=3)))
        corrections.record_return(db.session, person(cast["ben"]), episode, {"found_at": now, "came_back": False}, now)
        view = view_of(db.session, episode, now)
        assert "response-form-daily" not in [duty.rule for duty in view.duties]
        assert [tick.by for _, tick in view.former_ticks] == ["Ruth Ames"]
        assert ("Duty done", "Ruth Ames") in [(event.title, event.who) for event in view.timeline]


def test_a_duty_of_a_length_is_announced_before_it_is_sure(app: Flask, cast: dict[str, str], now: datetime) -> None:
    """camden 9, on both sides of three days."""
    with app.app_context():
        before, after = away(cast, now, "camden", days=2), away(cast, now, "camden", days=4)
        ahead, sure = (seen(episode, now, "strategy-three-days") for episode in (before, after))
        assert (ahead.state, ahead.due_at) == ("ahead", _text(before.missing_from_at + timedelta(days=3)))
        assert (sure.state, sure.due_at) == ("overdue", _text(after.missing_from_at + timedelta(days=3)))
        with pytest.raises(duties.NotTheDuty):
            duties.tick(db.session, person(cast["ben"]), before, ahead, by="Ben", at=now, note="", now=now)


def test_a_meeting_that_was_held_starts_its_weekly_review(app: Flask, cast: dict[str, str], now: datetime) -> None:
    """camden 9: reviewed weekly while missing."""
    with app.app_context():
        episode = away(cast, now, "camden", days=4)
        held = now - timedelta(hours=3)
        duties.tick(db.session, person(cast["ben"]), episode, seen(episode, now, "strategy-three-days"), by="Ben", at=held, note="", now=now)
        review = seen(episode, now, "strategy-reviewed-weekly")
        assert (review.state, review.due_at) == ("due", _text(held + timedelta(weeks=1)))


def test_a_tick_is_audited_and_taken_back_without_being_overwritten(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        episode = away(cast, now, "camden", days=4)
        path = f"/episodes/{episode.id}/duties"
        db.session.commit()
        episode_id = episode.id
    priya = as_person("priya")
    priya.get(f"{path}/camden/strategy-three-days")
    assert "This is in the future." in priya.send(moment("at", now + timedelta(days=2)), form="/camden/", status=422).text
    page = priya.send(moment("at", now) | {"by": "Ruth Ames, social worker", "note": "Minutes 4/26."}, form="/camden/")
    assert "Ruth Ames, social worker. Minutes 4/26." in page.text
    priya.get(f"{path}/camden/strategy-three-days")
    assert "Say why it is taken back." in priya.send({}, form="/take-back", status=422).text
    page = priya.send({"reason": "It was another child’s."}, form="/take-back")
    assert "Taken back: done" in page.text
    assert "Overdue" in page.text
    log = priya.get(f"/episodes/{episode_id}/log").text
    assert "Ticked a duty as done" in log
    assert "Took a tick back" in log
    priya.get(f"{path}/camden/no-such-rule", status=404)
    as_person("olu").get(f"{path}/camden/strategy-three-days", status=404)
    with app.app_context():
        ticks = db.session.get_one(Episode, episode_id).duty_ticks
        assert [tick.is_done for tick in ticks] == [True, False]
        said = [open_json(db.session, "child", tick.episode.child_id, "duty_ticks", tick.id, "sealed", tick.sealed) for tick in ticks]
        assert [one["note"] for one in said] == ["Minutes 4/26.", "It was another child’s."]
        assert "Ruth" not in " ".join(line.detail for line in db.session.query(AuditLine))


def test_the_list_tells_of_a_duty_from_a_day_before(app: Flask, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        episode = away(cast, now, "camden", days=0, services=["child_in_need"])
        episode.duty_at = now + timedelta(hours=23)
        assert work_list.duty_state(episode, now) == "due"
        assert work_list.duty_state(episode, now - timedelta(hours=2)) == ""
        assert work_list.duty_state(episode, now + timedelta(hours=24)) == "overdue"
        row = next(row for row in work_list.rows_of(db.session, episode.provider_id, now) if row.episode is episode)
        assert (row.group, row.action, row.duty) == ("away", "return", "due")
        assert work_list.needs_count(db.session, episode.provider_id, now) == 0


def test_who_is_found_and_not_back_can_be_given_to_somebody(app: Flask, cast: dict[str, str], now: datetime) -> None:
    """england 69: where possible before the child goes back to the placement."""
    with app.app_context():
        ben, amira = person(cast["ben"]), person(cast["amira"])
        episode, other = away(cast, now, "camden", days=1), away(cast, now, "hampshire", days=1)
        with pytest.raises(allocation.NotBackYet):
            allocation.allocate(db.session, ben, episode, amira, now)
        for one in (episode, other):
            corrections.record_return(db.session, ben, one, {"found_at": now, "came_back": False}, now)
        record = allocation.allocate(db.session, ben, episode, amira, now)
        assert (record.interviewer_role, record.interviewer_standing) == ("missing_outreach_worker", "assigned")
        assert episode.due_at is None
        with pytest.raises(allocation.NotBackYet):  # hampshire 11.1: not before the child has returned
            allocation.allocate(db.session, ben, other, amira, now)


def test_an_offer_that_a_phone_made_moves_the_times(app: Flask, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        episode = an_episode(cast, now, "hampshire", services=["child_in_need"])
        record = allocation.allocate(db.session, person(cast["ben"]), episode, person(cast["amira"]), now)
        episode.duty_at = None
        add_portal_entry(db.session, person(cast["ben"]), record, "offer", "offer", 1, {"offer.how": "telephone"}, now, now)
        assert episode.duty_at is not None


def _text(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
