"""Cases come and go with the server's word; what is unsent on the phone stays, whatever was sent."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.models import Device, Record
from rhi_app.services.outbox import put
from tests.browser.between import answering, in_json
from tests.browser.site import Enrolled, Refused, core

pytestmark = pytest.mark.browser
EIGHT_DAYS_AGO = 8 * 24 * 3600 * 1000
ATTEMPT = {"kind": "attempt", "form": "attempt", "answers": {"attempt.how": "rang"}}


def give_to_ben(phone: Enrolled) -> None:
    """The case is somebody else's now, and the phone's next bundle does not hold it."""

    def give(session: Session) -> None:
        session.get_one(Record, phone.record).interviewer_id = phone.site.office.cast["ben"]
        put(session, "make_bundle", {"device": session.scalar(select(Device.id))}, datetime.now(UTC))

    phone.site.office.query(give)
    phone.site.office.work()
    phone.sync()


def rows(phone: Enrolled) -> list[dict[str, Any]]:
    return list(core(phone.page, "records.listCases"))


def test_a_case_carries_what_the_door_needs(enrolled: Enrolled) -> None:
    case = core(enrolled.page, "records.getCase", enrolled.record)
    assert case["child"]["name"] == enrolled.case["child"]["name"]
    assert [contact["do_not_contact"] for contact in case["contacts"]] == [False, True]
    common = core(enrolled.page, "records.common")
    assert common["account"]["name"] == "Amira Haddad"
    assert set(common) >= {"organisation", "account", "server_time", "protocols", "bank_holidays", "numbers"}


def test_a_case_that_was_given_away_leaves_the_phone_with_its_key(enrolled: Enrolled) -> None:
    give_to_ben(enrolled)
    assert rows(enrolled) == []
    with pytest.raises(Refused, match="unknown-record"):
        core(enrolled.page, "records.getCase", enrolled.record)
    assert core(enrolled.page, "store.getAll", "record_keys") == []


def test_what_is_typed_keeps_a_case_that_was_given_away(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.saveDraft", enrolled.record, "interview", {"back.how": "typed before"})
    give_to_ben(enrolled)
    [row] = rows(enrolled)
    assert row["takenBack"] is True
    assert core(enrolled.page, "records.loadDraft", enrolled.record, "interview")["answers"] == {"back.how": "typed before"}
    core(enrolled.page, "records.endVisit", enrolled.record, {"visit.place": "home"})
    enrolled.sync()
    enrolled.site.office.work()
    enrolled.sync()
    assert core(enrolled.page, "records.unsentCount")["count"] == 0


def test_what_this_phone_finished_is_shown_until_it_was_read(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.finishRecord", enrolled.record, {})
    enrolled.sync()
    enrolled.site.office.work()
    reached = {"delivered": [{"kind": "social_worker", "at": "2026-11-21T21:02:33.120Z"}], "opened": [], "acknowledged": []}

    def tell(answer: Any) -> None:
        answer["records"][enrolled.record] = reached

    enrolled.site.put_between(answering("/sync/status", in_json(tell)))
    enrolled.sync()
    [row] = rows(enrolled)
    assert (row["state"], row["case"]) == ("finished", None)
    steps = core(enrolled.page, "records.custody", enrolled.record)
    assert [step["step"] for step in steps] == ["on_this_phone", "sent", "received", "processed", "delivered"]
    assert steps[-1]["detail"] == {"by": reached["delivered"]}


def test_an_older_word_of_the_server_does_not_undo_the_end_of_a_visit(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.endVisit", enrolled.record, {"visit.place": "home"})
    enrolled.site.office.allocate()  # a newer bundle, made before the envelope arrived
    enrolled.site.office.work()
    core(enrolled.page, "sync.sendAndFetch")
    assert {row["state"] for row in rows(enrolled) if row["record"] == enrolled.record} == {"visit_ended"}


def test_out_of_contact_for_a_week_closes_what_has_nothing_unsent(enrolled: Enrolled) -> None:
    other = enrolled.site.office.allocate()["record"]
    enrolled.site.office.work()
    enrolled.sync()
    core(enrolled.page, "records.saveDraft", enrolled.record, "interview", {"back.how": "typed"})
    enrolled.site.stop()
    long_ago = enrolled.page.evaluate(f"() => new Date(Date.now() - {EIGHT_DAYS_AGO}).toISOString()")
    core(enrolled.page, "meta.writeMeta", {"contact": {"lastAt": long_ago, "offsetMs": 0}})
    with pytest.raises(Refused, match="out-of-contact") as refused:
        core(enrolled.page, "records.getCase", other)
    assert refused.value.said.startswith("7 days without contact.")
    assert core(enrolled.page, "records.getCase", enrolled.record)
    core(enrolled.page, "records.addEntry", enrolled.record, ATTEMPT)
    assert core(enrolled.page, "records.getCase", enrolled.record)["entries"]
    enrolled.site.start()
    enrolled.sync()
    assert core(enrolled.page, "records.getCase", other)


@pytest.mark.parametrize("damaged", ["cases", "index", "record_keys", "heads"])
def test_one_damaged_row_keeps_no_bundle_out_and_the_case_heals(enrolled: Enrolled, damaged: str) -> None:
    core(enrolled.page, "records.addEntry", enrolled.record, ATTEMPT)
    enrolled.page.evaluate(DAMAGE, [damaged, enrolled.record])
    other = enrolled.site.office.allocate()["record"]
    enrolled.sync()
    enrolled.site.office.work()
    enrolled.reopen()
    enrolled.sync()
    assert core(enrolled.page, "records.getCase", other)["record"] == other
    assert core(enrolled.page, "records.getCase", enrolled.record)["initials"] == enrolled.case["initials"]
    assert core(enrolled.page, "records.addEntry", enrolled.record, ATTEMPT)["kind"] == "attempt"  # and can be written on


DAMAGE = """async ([name, record]) => {
  const app = document.querySelector('script[type="module"]').src;
  const store = await import(new URL("./store.js", app).href);
  const row = await store.get(name, record);
  const bytes = row.sealed ?? row.wrapped;
  bytes[bytes.length - 1] ^= 1;
  await store.write([name], (stores) => stores[name].put(row));
}"""
