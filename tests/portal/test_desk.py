"""The author goes on at a desk: the same forms, for the author alone, and nobody else writes meanwhile."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask import Flask

from rhi_app.database import db
from rhi_app.forms import registry
from rhi_app.models import Record
from rhi_app.services import desk
from rhi_app.services.entries import add_portal_entry, list_entries
from rhi_app.services.synopses import make_synopses, open_content
from tests.portal.cases import person
from tests.portal.strict import Browser
from tests.portal.test_endings import HELD, allocated, write
from tests.synopsis.whole import ANALYSIS, LISTS

Sign = Callable[[str], Browser]
TICKED = {
    "finish.left_out": {"social_worker": ["before.what_happened"]},
    "finish.taken_in": {"police_liaison": ["during.slept"]},
    "finish.taken_in_why": {"police_liaison": {"during.slept": "He may be there again"}},
}


@pytest.fixture
def record_id(app: Flask, cast: dict[str, str], now: datetime) -> str:
    """Held, given over, with one line left out on the phone."""
    with app.app_context():
        record = allocated(cast, now, legal_status="looked_after", address="7 Hill Road, Wix")
        write(cast, record, now, *HELD[:3], ("interview", {"during.slept": "At a flat by the canal."}), ("to_desk", TICKED))
        db.session.commit()
        return record.id


def test_the_author_writes_the_lists_and_the_analysis_and_finishes(app: Flask, as_person: Sign, record_id: str, now: datetime) -> None:
    amira = as_person("amira")
    amira.get("/records")
    amira.get(f"/records/{record_id}/desk")
    page = amira.send(form="/analysis/open")
    assert "Risk and analysis" in page.text
    answers = {"analysis.opinion": "The push is fear at home.", "analysis.likelihood": "medium", "analysis.likelihood_where": "The station, he said, SW1A 1AA. Not 7 Hill Rd."}
    page = amira.send(answers, form="/desk/analysis")
    assert "Saved. Risk and analysis." in page.text
    assert "The push is fear at home." in amira.send(form="/analysis/open").html
    amira.get(f"/records/{record_id}/desk")
    page = amira.send(form="/desk/sharing")
    assert "They were shouting again." in page.text
    assert page.text.count("This may show who said it: “said”") == 1, "beside the police's line alone"
    assert page.text.count("An address: “SW1A 1AA” . Goes to: Police.") == 1
    assert page.text.count("Where they live: “7 Hill Rd” . It is kept out.") == 2
    amira.send(form="/desk/finish")
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        assert record.outcome == "held"
        last = list_entries(db.session, record)[-1]
        assert last["answers"]["finish.left_out"]["social_worker"] == ["before.what_happened"], "what was unticked on the phone stays unticked"
        made = {one.recipient_kind: open_content(db.session, one) for one in make_synopses(db.session, record, now)}
        assert "fear at home" in str(made["social_worker"])
        assert "shouting" not in str(made["social_worker"])
        assert "canal" in str(made["police_liaison"])


def test_what_was_taken_in_on_the_phone_may_be_taken_out_again(app: Flask, cast: dict[str, str], record_id: str, now: datetime) -> None:
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        desk.finish(db.session, person(cast["amira"]), record, desk.Chosen({"social_worker": ["during.slept"]}), now)
        assert "canal" not in str([open_content(db.session, one) for one in make_synopses(db.session, record, now) if one.recipient_kind == "police_liaison"])


def test_what_is_taken_in_at_the_desk_goes_with_its_reason_alone(app: Flask, as_person: Sign, record_id: str, now: datetime) -> None:
    amira = as_person("amira")
    amira.get(f"/records/{record_id}/desk")
    page = amira.send(form="/desk/sharing")
    assert "Beyond the usual: it goes with a reason." in page.text
    assert "Slept: why do they need it?" in page.text
    assert 'value="He may be there again"' in page.html, "the phone's own reason is there"
    ticked = {"police_liaison": ["during.slept", "before.what_happened"], "social_worker": ["during.slept"], "police_liaison/during.slept": " "}
    page = amira.send(ticked, form="/desk/finish", status=422)
    assert "There is something to look at" in page.text
    assert page.html.count(desk.NoReason.sentence) == 2, "in the summary and by the field"
    amira.send({"police_liaison/during.slept": "He sleeps there each time"}, form="/desk/finish")
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        last = list_entries(db.session, record)[-1]
        assert last["answers"]["finish.taken_in"]["police_liaison"] == ["during.slept"]
        assert last["answers"]["finish.taken_in_why"] == {"police_liaison": {"during.slept": "He sleeps there each time"}}
        assert registry.validate(last["form"], last["form_version"], last["answers"]) == []
        police = next(open_content(db.session, one) for one in make_synopses(db.session, record, now) if one.recipient_kind == "police_liaison")
        assert "canal" in str(police)


def test_a_further_row_of_a_list_is_added_at_the_desk(as_person: Sign, record_id: str) -> None:
    amira = as_person("amira")
    amira.get(f"/records/{record_id}/desk")
    amira.send(form="/lists/open")
    page = amira.send({"lists.people-0-name": "Jay"}, form="/desk/lists", button=("add", "lists.people"))
    assert 'name="lists.people-1-name"' in page.html
    amira.send({"lists.people-1-name": "Dean"}, form="/desk/lists")
    amira.get(f"/records/{record_id}/desk")
    page = amira.send(form="/lists/open")
    assert [name in page.html for name in ('value="Jay"', 'value="Dean"')] == [True, True]


def test_nobody_else_and_nothing_before_the_phone_gave_it_over(app: Flask, as_person: Sign, cast: dict[str, str], record_id: str, now: datetime) -> None:
    as_person("ben").get(f"/records/{record_id}/desk", status=403)
    with app.app_context():
        other = allocated(cast, now)
        write(cast, other, now, *HELD[:3])
        db.session.commit()
        address = f"/records/{other.id}/desk"
    page = as_person("amira").get(address, status=409)
    assert "This record is on the phone." in page.text


def test_it_goes_back_to_the_phone_and_the_desk_is_closed(app: Flask, as_person: Sign, cast: dict[str, str], record_id: str, now: datetime) -> None:
    amira = as_person("amira")
    amira.get(f"/records/{record_id}/desk")
    amira.send(form="/desk/back")
    with app.app_context():
        record = db.session.get_one(Record, record_id)
        assert not desk.is_at_desk(record)
        with pytest.raises(desk.NotAtTheDesk):
            desk.finish(db.session, person(cast["amira"]), record, desk.Chosen({}), now)


def test_what_is_taken_out_at_the_desk_is_taken_out(app: Flask, cast: dict[str, str], record_id: str, now: datetime) -> None:
    with app.app_context():
        record, amira = db.session.get_one(Record, record_id), person(cast["amira"])
        desk.save_part(db.session, amira, record, "analysis", {"analysis.opinion": "One", "analysis.facts": "Two"}, now)
        desk.save_part(db.session, amira, record, "analysis", {"analysis.facts": "Two"}, now)
        assert desk.answers_of(db.session, record, "analysis")["analysis.opinion"] == ""
        count = len(list_entries(db.session, record))
        desk.save_part(db.session, amira, record, "analysis", {"analysis.facts": "Two"}, now)
        assert len(list_entries(db.session, record)) == count, "nothing changed, nothing added"


UNASKED = {"lists.pull": {"unanswered": "not_asked"}, "lists.travel": {"unanswered": "not_known"}}
# without the rows that no phone makes, which the synopsis is tried with
WELL_MADE = LISTS | UNASKED | {name: LISTS[name][:1] for name in ("lists.crime", "lists.nights")}


@pytest.mark.parametrize(("part", "answers"), [("lists", WELL_MADE), ("analysis", ANALYSIS)])
def test_saving_at_a_desk_without_a_change_adds_nothing(
    app: Flask, as_person: Sign, cast: dict[str, str], record_id: str, now: datetime, part: str, answers: dict[str, Any]
) -> None:
    """Whatever the phone had stands on the page as it was, the three answers that are none too: a save would drop what does not."""
    with app.app_context():
        record, amira = db.session.get_one(Record, record_id), person(cast["amira"])
        add_portal_entry(db.session, amira, record, "interview", part, registry.current()[part], answers, now, now)
        add_portal_entry(db.session, amira, record, "interview", part, 1, {f"{part}.of_an_older_version": "Kept"}, now, now)
        db.session.commit()
        count = len(list_entries(db.session, record))
    desk_page = as_person("amira")
    desk_page.get(f"/records/{record_id}/desk")
    desk_page.send(form=f"/{part}/open")
    desk_page.send(form=f"/desk/{part}")
    with app.app_context():
        added = [entry["answers"] for entry in list_entries(db.session, db.session.get_one(Record, record_id))[count:]]
    assert added == []
