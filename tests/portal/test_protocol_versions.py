"""A protocol is put in force by two administrators, after its check, and nothing is overwritten."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from rhi_app.database import db
from rhi_app.domain.protocol import decide
from rhi_app.domain.protocol.engine import QUESTIONS
from rhi_app.domain.protocol.load import HERE
from rhi_app.domain.protocol.meaning import TOPICS as FIXED
from rhi_app.models import Account, AuditLine, Episode, Organisation, ProtocolVersion
from rhi_app.routes.protocols_page import TITLES, TOPICS, topic_words
from rhi_app.services import accounts, intake
from rhi_app.services import protocol_versions as versions
from rhi_app.services.protocols import protocols
from tests.portal.cast import PASSWORD, signed_in
from tests.portal.strict import Browser

NOW = datetime(2026, 11, 20, 9, 12, tzinfo=UTC)
FACTS = {"age": 14, "turned_18": False, "category": "missing", "looked_after": False}


def essex(**changes: Any) -> str:
    """The next version: held within 24 hours."""
    protocol = json.loads((HERE / "essex.json").read_text(encoding="utf-8"))
    held = {
        "id": "held-within-24-hours", "question": "deadlines", "topic": "held", "value": {"what": "held", "from": "returned", "hours": 24},
        "say": "Hold it within 24 hours.", "cites": [{"document": "missing-chats", "paragraph": "10", "quote": "Within 24 hours of the return."}],
    }  # fmt: skip
    example = {"says": "A boy of 14.", "facts": FACTS, "expect": {"deadlines": {"rules": ["held-within-24-hours"]}}}
    story = protocol["examples"][0]
    story["expect"]["deadlines"] = {"rules": ["held-within-24-hours"]}
    return json.dumps({**protocol, "version": "2", "rules": [*protocol["rules"], held], "examples": [*protocol["examples"], example], **changes})


@pytest.fixture
def administrators(app: Flask, cast: dict[str, str]) -> list[Account]:
    with app.app_context():
        organisation = db.session.get_one(Account, cast["ben"]).organisation_id
        made = [
            accounts.add_account(
                db.session, None, db.session.get_one(Organisation, organisation), email=f"{name}@wayside.example", name=name.title(),
                roles={"administrator"}, password=PASSWORD, now=NOW, is_demonstration=True,
            )
            for name in ("maren", "idris")
        ]
        db.session.commit()
        return [db.session.get_one(Account, one.id) for one in made]


@pytest.fixture
def browsers(app: Flask, administrators: list[Account]) -> list[Browser]:
    return [signed_in(app, one.id, datetime.now(UTC)) for one in administrators]


def propose(app: Flask, text: str, starts_on: str = "2026-12-01") -> None:
    with app.app_context():
        versions.propose(db.session, text, "essex.json", starts_on, NOW)
        db.session.commit()


def confirm(browser: Browser) -> None:
    browser.get("/protocols/essex/2/proposed")
    browser.send(form="confirm")


def an_episode(app: Flask, cast: dict[str, str]) -> str:
    """Open: a boy of 14 at home, back since this morning."""
    notice = {
        "authority": "essex", "name": "Kofi Mensah", "born_on": "2012-03-04", "category": "missing", "grade": "medium", "missing_from": "home",
        "missing_from_at": NOW - timedelta(hours=15), "reported_at": NOW - timedelta(hours=13), "found_at": None, "returned_at": NOW - timedelta(hours=3),
        "legal_status": "none", "services": ["child_in_need"], "earlier": [],
    }  # fmt: skip
    with app.app_context():
        episode = intake.add_episode(db.session, db.session.get_one(Account, cast["ben"]), notice, NOW)
        db.session.commit()
        return episode.id


def held_rule(app: Flask, day: str, version: str | None = None) -> tuple[str, str]:
    with app.app_context():
        db.session.get(ProtocolVersion, ("essex", "2"))  # a transaction, as every request and job has one
        decision = decide(protocols(), "essex", FACTS, day, version)
    return decision["version"], decision["questions"]["deadlines"]["answers"][0]["rule"]


def test_a_proposal_changes_nothing_yet(app: Flask) -> None:
    propose(app, essex())
    assert held_rule(app, "2026-12-05") == ("essex 1, england 1", "held-within-72-hours")


def test_one_administrator_is_not_enough_and_cannot_confirm_twice(app: Flask, browsers: list[Browser]) -> None:
    propose(app, essex())
    page = browsers[0].get("/protocols/essex/2/proposed")
    assert "No open episode would be decided differently." in page.text
    assert "Hold it within 24 hours." in page.text, "nobody confirms what they cannot read"
    confirm(browsers[0])
    assert held_rule(app, "2026-12-05")[0] == "essex 1, england 1"
    assert "A second administrator is needed." in browsers[0].get("/protocols/essex/2/proposed").text
    with app.app_context():
        row = versions.get_proposed(db.session, "essex", "2")
        with pytest.raises(versions.ConfirmedAlready):
            versions.confirm(db.session, row.confirmations[0].account, row, NOW)


def test_two_put_it_in_force_from_its_day_and_the_old_one_stays(app: Flask, browsers: list[Browser]) -> None:
    propose(app, essex())
    for browser in browsers:
        confirm(browser)
    assert held_rule(app, "2026-11-30") == ("essex 1, england 1", "held-within-72-hours")
    assert held_rule(app, "2026-12-01") == ("essex 2, england 1", "held-within-24-hours")
    assert held_rule(app, "2026-12-05", "essex 1, england 1") == ("essex 1, england 1", "held-within-72-hours")
    with app.app_context():
        told = [line.action for line in db.session.query(AuditLine).filter_by(object_id="essex 2").order_by(AuditLine.number)]
    assert told == ["protocol.propose", "protocol.confirm", "protocol.confirm", "protocol.activate"]


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)  # SQLite has one at a time
def test_two_who_confirm_in_the_same_moment_put_it_in_force(app: Flask, administrators: list[Account]) -> None:
    propose(app, essex())
    with app.app_context(), db.sessionmaker() as one, db.sessionmaker() as other:
        seen, row = (versions.get_proposed(session, "essex", "2") for session in (other, one))
        assert seen.confirmations == []
        versions.confirm(one, one.get_one(Account, administrators[0].id), row, NOW)
        one.commit()
        versions.confirm(other, other.get_one(Account, administrators[1].id), seen, NOW)
        assert seen.activated_at == NOW


def test_what_would_change_is_listed_by_reference_and_question_alone(app: Flask, cast: dict[str, str], browsers: list[Browser]) -> None:
    episode_id = an_episode(app, cast)
    propose(app, essex())
    page = browsers[0].get("/protocols/essex/2/proposed")
    assert "1 open episode would be decided differently." in page.text
    assert "Not allocated, Essex County Council" in page.text
    assert "By when: the interview deadlines held" in page.text, "in words, with the key beside them"
    assert "Kofi" not in page.text
    for browser in browsers:
        confirm(browser)
    with app.app_context():
        assert db.session.get_one(Episode, episode_id).protocol_version == "essex 1, england 1"


def test_an_episode_taken_in_afterwards_is_decided_by_the_new_version(app: Flask, cast: dict[str, str], browsers: list[Browser]) -> None:
    propose(app, essex(), "2026-11-01")
    for browser in browsers:
        confirm(browser)
    episode_id = an_episode(app, cast)
    with app.app_context():
        episode = db.session.get_one(Episode, episode_id)
        assert episode.protocol_version == "essex 2, england 1"
        assert episode.due_at == NOW + timedelta(hours=21)


def test_a_file_that_fails_its_check_is_not_even_proposed(app: Flask) -> None:
    example = {"says": "A boy of 14.", "facts": FACTS, "expect": {"deadlines": {"rules": ["held-within-72-hours"]}}}
    with app.app_context(), pytest.raises(versions.CheckFailed, match="expected rule held-within-72-hours"):
        versions.propose(db.session, essex(examples=[example]), "essex.json", "2026-12-01", NOW)


def test_a_version_is_never_given_other_content(app: Flask) -> None:
    propose(app, essex())
    propose(app, essex())  # the same again changes nothing
    for text, day in ((essex(name="Other"), "2026-12-01"), (essex(), "2026-12-02"), (essex(version="1"), "2026-12-01")):
        with app.app_context(), pytest.raises(versions.AlreadyThere):
            versions.propose(db.session, text, "essex.json", day, NOW)


def test_what_is_shipped_undated_can_be_given_its_day(app: Flask, browsers: list[Browser]) -> None:
    with app.app_context():
        versions.propose(db.session, (HERE / "essex.json").read_text(encoding="utf-8"), "essex.json", "2026-11-01", NOW)
        db.session.commit()
    for browser in browsers:
        browser.get("/protocols/essex/1/proposed")
        browser.send(form="confirm")
    assert held_rule(app, "2026-11-01")[0] == "essex 1, england 1"
    with app.app_context():
        db.session.get(ProtocolVersion, ("essex", "1"))
        assert protocols()["versions"]["essex"][0]["from"] == "2026-11-01"
    assert "Undated in the source, from" in browsers[0].get("/protocols").text


def test_a_coordinator_sees_that_one_is_proposed_and_cannot_confirm(app: Flask, as_person: Callable[[str], Browser]) -> None:
    propose(app, essex())
    ben = as_person("ben")
    page = ben.get("/protocols")
    assert "Essex County Council, version 2" in page.text
    assert "see what would change" not in page.text
    ben.get("/protocols/essex/2/proposed", status=403)


def test_a_proposal_can_be_withdrawn_and_what_is_in_force_cannot(app: Flask, browsers: list[Browser]) -> None:
    propose(app, essex())
    confirm(browsers[0])
    done = app.test_cli_runner().invoke(args=["protocol", "withdraw", "essex", "2"])
    assert done.output == "essex 2 is no longer proposed.\n"
    propose(app, essex())
    for browser in browsers:
        confirm(browser)
    assert app.test_cli_runner().invoke(args=["protocol", "withdraw", "essex", "2"]).exit_code == 1


def test_the_command_says_what_would_change_and_who_must_confirm(app: Flask, cast: dict[str, str], tmp_path: Path) -> None:
    an_episode(app, cast)
    (tmp_path / "essex.json").write_text(essex(), encoding="utf-8")
    done = app.test_cli_runner().invoke(args=["protocol", "activate", str(tmp_path / "essex.json"), "--from", "2026-12-01"])
    assert done.exit_code == 0, done.output
    assert "1 open episode would be decided differently:\n  not allocated (essex): deadlines held\n" in done.output
    assert "Two administrators confirm it" in done.output


def test_a_broken_file_leaves_what_is_in_force(app: Flask, tmp_path: Path) -> None:
    rule = json.loads(essex())["rules"][0]
    broken = {
        "{": "line 1, column 2: is not JSON",
        essex(rules=[{**rule, "id": f"rule-{number}"} for number in range(501)]): "rules: must be at most 500, is 501",
        " " * 5_000_000: "is larger than 1000000 bytes",
    }
    for text, told in broken.items():
        (tmp_path / "essex.json").write_text(text, encoding="utf-8")
        done = app.test_cli_runner().invoke(args=["protocol", "activate", str(tmp_path / "essex.json"), "--from", "2026-12-01"])
        assert done.exit_code == 1
        assert done.output.startswith("PROBLEM  essex.json")
        assert told in done.output
    assert held_rule(app, "2026-12-05")[0] == "essex 1, england 1"


def test_every_question_and_topic_of_the_format_has_words() -> None:
    assert set(TITLES) == set(QUESTIONS)
    assert {question: set(words) for question, words in TOPICS.items()} == {question: topics for question, topics in FIXED.items() if question != "offer"}
    assert topic_words("offer") == "Must it be offered"
    assert topic_words("duties tell-the_school") == "Duties: tell the school"
