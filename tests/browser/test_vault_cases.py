"""Cases come and go with the server's word; what is unsent on the phone stays, whatever was sent."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import expect
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
    [row] = rows(enrolled)  # the line that says so stays for some days
    assert (row["takenBack"], row["case"]) == (True, None)
    with pytest.raises(Refused, match="with-someone-else"):
        core(enrolled.page, "records.getCase", enrolled.record)
    assert core(enrolled.page, "store.getAll", "record_keys") == []


def test_what_this_phone_finished_is_shown_until_it_was_read(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.finishRecord", enrolled.record, {})
    enrolled.sync()
    enrolled.site.office.work()
    readers = (("social_worker", True), ("social_worker", False), ("police_liaison", False))
    first, *both = [{"kind": kind, "urgent": urgent, "at": "2026-11-21T21:02:33.120Z"} for kind, urgent in readers]
    reached = {"made": [first, *both], "delivered": [first, *both], "opened": both, "acknowledged": [first, both[0]]}

    def tell(answer: Any) -> None:
        answer["records"][enrolled.record] = reached

    enrolled.site.put_between(answering("/sync/status", in_json(tell)))
    enrolled.sync()
    [row] = rows(enrolled)
    assert (row["state"], row["case"]) == ("finished", None)
    steps = core(enrolled.page, "records.custody", enrolled.record)
    assert [step["step"] for step in steps] == ["on_this_phone", "sent", "received", "processed", "delivered", "opened", "acknowledged"]
    assert [step["at"] is not None for step in steps[4:]] == [True, True, False], "one of two has acknowledged: half done, and it says who"
    assert steps[-1]["detail"] == {"by": reached["acknowledged"]}


def test_an_older_word_of_the_server_does_not_undo_the_end_of_a_visit(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.endVisit", enrolled.record, {"visit.place": "home"})
    enrolled.site.office.allocate()  # a newer bundle, made before the envelope arrived
    enrolled.site.office.work()
    core(enrolled.page, "sync.sendAndFetch")
    assert {row["state"] for row in rows(enrolled) if row["record"] == enrolled.record} == {"visit_ended"}


def test_out_of_contact_for_a_week_closes_what_has_nothing_unsent(enrolled: Enrolled) -> None:
    other, third = (enrolled.site.office.allocate()["record"] for _ in range(2))
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
    opens_for_a_child(enrolled, other)
    opens_for_harm(enrolled, third)
    enrolled.site.start()
    enrolled.sync()
    assert core(enrolled.page, "records.getCase", other)


def opens_for_a_child(phone: Enrolled, record: str) -> None:
    """A phone cannot tell a clock that jumped from absence: whoever has the child there goes on, and the record says so."""
    go(phone, record, "06")
    expect(phone.page.get_by_role("heading", name="Closed until there is contact")).to_be_visible()
    phone.page.get_by_role("button", name="The young person is with me: open it").click()
    expect(phone.page.get_by_role("heading", name="Sections")).to_be_visible()
    assert went_on(phone, record) == ["no_contact"]


def opens_for_harm(phone: Enrolled, record: str) -> None:
    """From Today, with nothing asked in between."""
    core(phone.page, "screens/navigation.go", "/app/")
    phone.page.get_by_role("link", name="Harm").click()
    phone.page.get_by_role("link", name="Closed until there is contact").click()
    expect(phone.page.get_by_role("heading", name="Harm disclosed")).to_be_visible()
    assert went_on(phone, record) == ["no_contact"]


def go(phone: Enrolled, record: str, screen: str) -> None:
    core(phone.page, "screens/navigation.go", f"/app/case/{record}/{screen}")


def went_on(phone: Enrolled, record: str) -> list[str]:
    return [entry["answers"]["went_on.because"] for entry in core(phone.page, "records.getCase", record)["entries"] if entry["kind"] == "went_on"]


def test_a_real_interview_waits_for_a_phone_that_keeps_it_and_a_child_never_does(enrolled: Enrolled) -> None:
    page, record = enrolled.page, enrolled.record
    go(enrolled, record, "05")
    expect(page.get_by_role("heading", name="must agree")).to_be_visible()  # the demonstration goes on all the same
    page.evaluate("delete document.documentElement.dataset.demonstration")
    go(enrolled, record, "03")
    expect(page.get_by_role("heading", name="People")).to_be_visible()  # the case can be read
    page.get_by_role("button", name="Start the visit").click()
    expect(page.get_by_role("heading", name="This phone may clear what you write")).to_be_visible()
    page.get_by_role("button", name="Ask the phone to keep it").click()  # a headless browser says no
    expect(page.get_by_text("The phone said no just now. Put the app on the home screen")).to_be_visible()
    page.get_by_role("link", name="Harm").click()
    expect(page.get_by_role("heading", name="Harm disclosed")).to_be_visible()
    go(enrolled, record, "04c")
    page.get_by_role("button", name="I have no other phone: go on").click()
    expect(page.get_by_role("heading", name="Offer")).to_be_visible()
    go(enrolled, record, "06")
    expect(page.get_by_role("heading", name="Sections")).to_be_visible()  # said once, it is said
    assert went_on(enrolled, record) == ["not_kept"]
    go(enrolled, record, "03")
    expect(page.get_by_text("Went on with a phone that was not ready")).to_be_visible()
    core(page, "screens/navigation.go", "/app/phone")
    expect(page.get_by_text("Not ready.")).to_be_visible()
    other = enrolled.site.office.allocate()["record"]
    enrolled.site.office.work()
    enrolled.sync()
    page.evaluate("navigator.storage.persisted = async () => true")
    go(enrolled, other, "06")
    expect(page.get_by_role("heading", name="Sections")).to_be_visible()


def test_damaged_rows_keep_no_bundle_out_and_their_cases_heal(enrolled: Enrolled) -> None:
    initials = {enrolled.record: enrolled.case["initials"]}
    for case in (enrolled.site.office.allocate() for _ in range(3)):
        initials[case["record"]] = case["initials"]
    enrolled.site.office.work()
    enrolled.sync()
    for record, damaged in zip(initials, ("cases", "index", "record_keys", "heads"), strict=True):
        core(enrolled.page, "records.addEntry", record, ATTEMPT)
        enrolled.page.evaluate(DAMAGE, [damaged, record])
    other = enrolled.site.office.allocate()["record"]
    enrolled.sync()
    enrolled.site.office.work()
    enrolled.reopen()
    enrolled.sync()
    assert core(enrolled.page, "records.getCase", other)["record"] == other
    for record, theirs in initials.items():
        assert core(enrolled.page, "records.getCase", record)["initials"] == theirs
        assert core(enrolled.page, "records.addEntry", record, ATTEMPT)["kind"] == "attempt"  # and can be written on


DAMAGE = """async ([name, record]) => {
  const app = document.querySelector('script[type="module"]').src;
  const store = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/store.js"));
  const row = await store.get(name, record);
  const bytes = row.sealed ?? row.wrapped;
  bytes[bytes.length - 1] ^= 1;
  await store.write([name], (stores) => stores[name].put(row));
}"""
