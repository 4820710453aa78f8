"""Draft snapshots, the two people of a recovery, and its rehearsal."""

from datetime import timedelta
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import func, select

from rhi_app.commands import recovery as recovery_command
from rhi_app.domain import recovery
from rhi_app.domain.sync_problems import NotWaiting
from rhi_app.models import Account, AuditLine, Device, Record, Recovery, Rehearsal, Snapshot
from rhi_app.services import accounts, enrolment, handing, held_drafts, quarantine, recoveries, rehearsals
from rhi_app.services.audit import find_faults
from tests.phone_simulator import Phone, Refused, to_app
from tests.portal.cast import PASSWORD, hash_once
from tests.sync.conftest import CANARY, Office
from tests.sync.readers import ATTEMPT
from tests.sync.test_enrolment import problem_of

Case = dict[str, Any]
WORDS = {"before.what_happened": f"We argued about {CANARY}."}
MORE = {"before.what_happened": "We argued again.", "during.slept": "At a friend’s."}


def recovery_for(office: Office, *, approved_by: str = "maeve", reason: str = "forgotten_words") -> str:
    """Opened by the coordinator, approved by the manager; gives its code."""
    with office.session() as session:
        ben, amira, second = (session.get_one(Account, office.cast[who]) for who in ("ben", "amira", approved_by))
        row = recoveries.open_recovery(session, ben, amira, reason, office.now())
        recoveries.approve(session, second, row, office.now())
        return enrolment.issue_code(session, ben, amira, office.now(), row)


def new_phone(office: Office, code: str) -> Phone:
    phone = Phone(to_app(office.app)).enrol(code)
    office.press(enrolment.activate, phone.device)
    office.work()
    return phone


def handed(phone: Phone) -> list[dict[str, Any]]:
    content = phone.fetch_bundle()
    assert content is not None
    return [each for case in content["cases"] for each in case["handed"]]


def answers_in(phone: Phone) -> list[dict[str, Any]]:
    return [draft["answers"] for each in handed(phone) for draft in each["drafts"]]


def snapshots_in(office: Office) -> list[Snapshot]:
    with office.session() as session:
        session.expire_on_commit = False
        return list(session.scalars(select(Snapshot)))


@patch.object(accounts, "hash_password", hash_once)
def add_interviewer(office: Office) -> str:
    with office.session() as session:
        wayside = session.get_one(Account, office.cast["ben"]).organisation
        made = accounts.add_account(
            session, None, wayside, email="tomas@wayside.example", name="Tomas Brandt", roles={"interviewer"}, password=PASSWORD, now=office.now(),
            is_demonstration=True,
        )  # fmt: skip
        office.cast["tomas"] = made.id
    return "tomas"


# What a phone sends


def test_a_snapshot_is_acknowledged_kept_sealed_and_read_by_the_worker_alone(office: Office, phone: Phone, case: Case) -> None:
    data = phone.snapshot(case["record"], phone.draft(WORDS))
    receipt = phone.send_snapshot(data)
    assert phone.send_snapshot(data) == receipt
    (kept,) = snapshots_in(office)
    assert (kept.number, kept.sealed, kept.state, kept.record_id) == (1, data, "stored", None)
    assert CANARY.encode() not in data
    office.work()
    (kept,) = snapshots_in(office)
    assert (kept.state, kept.record_id) == ("read", case["record"])
    with pytest.raises(handing.NotReadable):
        handing.open_drafts({}, kept)


def test_an_older_snapshot_is_refused_and_only_the_latest_is_kept(office: Office, phone: Phone, case: Case) -> None:
    first, second = (phone.snapshot(case["record"], phone.draft(answers)) for answers in (WORDS, MORE))
    phone.send_snapshot(second)
    assert problem_of(phone.send_snapshot, first) == "snapshot-older"
    assert problem_of(phone.send_snapshot, phone.snapshot(case["record"], phone.draft(WORDS), number=2)) == "snapshot-older"
    (kept,) = snapshots_in(office)
    assert kept.sealed == second
    # It takes no number of the envelopes, and neither passes for the other.
    assert phone.send_entry(case, "attempt", ATTEMPT)["gaps"] == []
    assert problem_of(phone.upload, phone.snapshot(case["record"], phone.draft(WORDS))) == "envelope-unreadable"
    assert problem_of(phone.send_snapshot, phone.seal(case, [])) == "envelope-unreadable"


def test_it_is_destroyed_when_the_record_is_finished_and_does_not_come_back(office: Office, phone: Phone, case: Case) -> None:
    old, late = (phone.snapshot(case["record"], phone.draft(WORDS)) for _ in range(2))
    phone.send_snapshot(old)
    office.work()
    phone.send_entry(case, "decline", {"decline.who": "child"}, state="declined")
    office.work()
    (kept,) = snapshots_in(office)
    assert (kept.state, kept.sealed) == ("destroyed", None)
    assert phone.send_snapshot(old)["number"] == 1  # said again, nothing is stored again
    phone.send_snapshot(late)
    office.work()
    (kept,) = snapshots_in(office)
    assert (kept.state, kept.sealed) == ("destroyed", None)


def test_a_snapshot_of_somebody_elses_record_is_handed_to_nobody(office: Office, phone: Phone, case: Case) -> None:
    other = office.new_phone(add_interviewer(office))
    other.send_snapshot(other.snapshot(case["record"], other.draft(WORDS)))
    office.work()
    (kept,) = snapshots_in(office)
    assert kept.state == "set_aside"
    assert handed(phone) == []
    with office.session() as session:
        assert [(line.kind, line.reason) for line in quarantine.list_open(session, phone.organisation)] == [("draft", "not-your-record")]


# Two people


def test_two_people_bring_the_latest_draft_to_a_new_phone(office: Office, phone: Phone, case: Case) -> None:
    for answers in (WORDS, MORE):
        phone.send_snapshot(phone.snapshot(case["record"], phone.draft(answers)))
    office.work()
    fresh = new_phone(office, recovery_for(office))
    (back,) = handed(fresh)
    assert [draft["answers"] for draft in back["drafts"]] == [MORE]
    assert back["authors"] == {office.cast["amira"]: "Amira Haddad"}
    assert problem_of(phone.fetch_bundle) == "device-revoked"
    # What it took over is in its own snapshot then, and nowhere else.
    taken = ({"snapshot": back["snapshot"], "number": back["number"]},)
    fresh.send_snapshot(fresh.snapshot(case["record"], fresh.draft(MORE), taken=taken))
    office.work()
    assert [kept.state for kept in snapshots_in(office) if kept.sealed] == ["read"]


def test_one_person_alone_gets_nothing(office: Office, phone: Phone, case: Case) -> None:
    phone.send_snapshot(phone.snapshot(case["record"], phone.draft(WORDS)))
    office.work()
    with pytest.raises(recoveries.SecondPersonNeeded):
        recovery_for(office, approved_by="ben")
    with office.session() as session:
        ben, amira = (session.get_one(Account, office.cast[who]) for who in ("ben", "amira"))
        row = recoveries.open_recovery(session, ben, amira, "forgotten_words", office.now())
        with pytest.raises(recoveries.NotApproved):
            enrolment.issue_code(session, ben, amira, office.now(), row)
        with pytest.raises(recoveries.NotYourOwn):
            recoveries.approve(session, amira, row, office.now())
        with pytest.raises(recoveries.NotYourOwn):
            recoveries.open_recovery(session, amira, amira, "forgotten_words", office.now())
    fresh = new_phone(office, office.issue_code("amira"))
    assert answers_in(fresh) == []
    # The worker looks again at who approved, whatever was written into the table.
    with office.session() as session:
        ben, amira = office.cast["ben"], office.cast["amira"]
        forged = {"opened_by_id": ben, "approved_by_id": ben, "opened_at": office.now(), "expires_at": office.now()}
        session.add(Recovery(id=fresh.device, account_id=amira, reason="forgotten_words", device_id=fresh.device, **forged))
    office.press(lambda session, _, device, now: enrolment.request_bundle(session, device.id, now), fresh.device)
    office.work()
    assert answers_in(fresh) == []


def test_a_recovery_expires_and_can_be_closed_and_no_phone_sends_before_it_is_compared(office: Office, case: Case) -> None:
    with office.session() as session:
        ben, amira, maeve = (session.get_one(Account, office.cast[who]) for who in ("ben", "amira", "maeve"))
        row = recoveries.open_recovery(session, ben, amira, "broken_phone", office.now())
        assert recoveries.open_recovery(session, ben, amira, "broken_phone", office.now()) is row
        with pytest.raises(recoveries.RecoveryOver):
            recoveries.approve(session, maeve, row, office.now() + timedelta(hours=25))
        recoveries.approve(session, maeve, row, office.now())
        with pytest.raises(recoveries.RecoveryOver):
            enrolment.issue_code(session, ben, amira, office.now() + timedelta(hours=25), row)
        recoveries.close(session, ben, row, office.now())
        with pytest.raises(recoveries.RecoveryOver):
            enrolment.issue_code(session, ben, amira, office.now(), row)
    waiting = Phone(to_app(office.app)).enrol(office.issue_code("amira"))
    with pytest.raises(Refused, match="device-not-active"):
        waiting.send_snapshot(waiting.snapshot(case["record"], waiting.draft(WORDS)))
    with office.session() as session:
        assert session.get_one(Device, waiting.device).state == "proved"


def test_the_late_draft_of_a_forgotten_phone_follows_that_of_a_lost_one_does_not(office: Office, phone: Phone, case: Case) -> None:
    fresh = new_phone(office, recovery_for(office))
    phone.send_snapshot(phone.snapshot(case["record"], phone.draft(WORDS)))
    office.press(lambda session, _, device, now: enrolment.request_bundle(session, device.id, now), fresh.device)
    office.work()
    assert answers_in(fresh) == [WORDS]
    lost = new_phone(office, recovery_for(office, reason="lost_phone"))
    fresh.send_snapshot(fresh.snapshot(case["record"], fresh.draft(MORE)))
    office.work()
    assert answers_in(lost) == [WORDS]


def test_one_of_the_two_releases_the_held_draft_of_a_lost_phone(office: Office, phone: Phone, case: Case) -> None:
    found = new_phone(office, recovery_for(office, reason="lost_phone"))
    phone.send_snapshot(phone.snapshot(case["record"], phone.draft(MORE)))
    office.work()
    assert answers_in(found) == []
    with office.session() as session:
        ben, amira, olu, maeve = (session.get_one(Account, office.cast[who]) for who in ("ben", "amira", "olu", "maeve"))
        (held,) = held_drafts.list_held(session, amira)
        row = recoveries.newest_by_two(session, amira)
        assert row is not None
        for other in (amira, olu):
            with pytest.raises(held_drafts.NotOneOfTheTwo):
                held_drafts.release(session, other, row, held, office.now())
        alone = Recovery(account_id=amira.id, opened_by_id=ben.id, approved_by_id=ben.id)
        with pytest.raises(recoveries.NotApproved):
            held_drafts.release(session, ben, alone, held, office.now())
        held_drafts.release(session, maeve, row, held, office.now())
        with pytest.raises(NotWaiting):
            held_drafts.release(session, maeve, row, held, office.now())
        assert session.scalar(select(func.count(AuditLine.number)).where(AuditLine.action == "snapshot.release", AuditLine.actor_id == maeve.id)) == 1
    office.work()
    assert answers_in(found) == [MORE]
    phone.send_snapshot(phone.snapshot(case["record"], phone.draft(WORDS)))
    with office.session() as session:  # what it sends after that is held again
        assert len(held_drafts.list_held(session, session.get_one(Account, office.cast["amira"]))) == 1


# Rehearsed before it is needed


def rehearse(office: Office) -> str:
    with office.session() as session:
        asked = rehearsals.ask(session, session.get_one(Account, office.cast["ben"]), office.now()).id
    office.work()
    with office.session() as session:
        return session.get_one(Rehearsal, asked).outcome


def test_a_rehearsal_goes_through_everything_and_leaves_nothing_but_its_outcome(office: Office) -> None:
    assert rehearse(office) == rehearsals.WORKED
    with office.session() as session:
        assert [session.scalar(select(func.count()).select_from(table)) for table in (Snapshot, Recovery, Device, Record)] == [0, 0, 0, 0]
        assert session.scalar(select(func.count()).where(Account.name == "owner")) == 0
        assert list(find_faults(session, {})) == []


def test_the_command_rehearses_and_says_what_came_of_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    run = office.app.test_cli_runner().invoke
    with office.session() as session:
        email = session.get_one(Account, office.cast["ben"]).email
    assert "There is no account" in run(args=["recovery", "rehearse", "nobody@wayside.example"]).output
    assert "The job worker has not done it yet" in run(args=["recovery", "rehearse", email, "--wait", "0"]).output
    monkeypatch.setattr(recovery_command.clock, "sleep", lambda _: office.work())  # the worker, while the command waits
    told = run(args=["recovery", "rehearse", email])
    assert (told.exit_code, "It worked" in told.output) == (0, True), told.output
    monkeypatch.setattr(recovery, "may_approve", lambda *_: True)
    told = run(args=["recovery", "rehearse", email])
    assert (told.exit_code, rehearsals.ONE_WAS_ENOUGH in told.output) == (1, True), told.output


def test_a_rehearsal_finds_that_one_person_is_enough_or_that_a_key_is_missing(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(recovery, "may_approve", lambda *_: True)
        assert rehearse(office) == rehearsals.ONE_WAS_ENOUGH
    monkeypatch.setattr(handing, "open_drafts", lambda *_: {"record": "", "taken": [], "drafts": []})
    assert rehearse(office) == rehearsals.NOT_THE_SAME
