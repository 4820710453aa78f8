"""Forgotten words, a phone that is gone, a record that goes to somebody else: in Chromium, with the real server."""

from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select

from rhi_app.models import Account, Device, Envelope, Snapshot
from rhi_app.services import accounts, enrolment, lost_phones, recoveries
from rhi_app.services.allocation import allocate
from rhi_app.services.records import get_record
from tests.browser.sending import add_unsent
from tests.browser.site import Enrolled, Refused, Site, core, core_later, proposed, unlock
from tests.engines.browsers import Phone

pytestmark = pytest.mark.browser
SAID = {"back.how": "By bus, alone."}


def recovery_code(site: Site, *, approved_by: str | None = "maeve") -> str:
    def make(session: Any) -> str:
        office, now = site.office, site.office._office.now()
        ben, amira = (session.get_one(Account, office.cast[who]) for who in ("ben", "amira"))
        row = recoveries.open_recovery(session, ben, amira, "forgotten_words", now)
        if approved_by is not None and row.approved_at is None:
            recoveries.approve(session, session.get_one(Account, office.cast[approved_by]), row, now)
        return enrolment.issue_code(session, ben, amira, now, row)

    return str(site.office.query(make))


def press(phone: Enrolled, action: Any, who: str) -> None:
    def pressed(session: Any) -> None:
        device = session.scalar(select(Device).where(Device.account_id == phone.site.office.cast["amira"]))
        action(session, session.get_one(Account, phone.site.office.cast[who]), device, phone.site.office._office.now())

    phone.site.office.query(pressed)
    phone.site.office.work()


def snapshots(phone: Enrolled) -> list[Any]:
    found = select(Snapshot.number, Snapshot.state).order_by(Snapshot.received_at)
    return [tuple(row) for row in phone.site.office.query(lambda session: session.execute(found).all())]


def lock(phone: Enrolled) -> None:
    phone.page.evaluate("() => { window.isOld = true; }")
    core(phone.page, "guard.lockNow")
    phone.page.wait_for_function("() => !window.isOld")
    expect(phone.page.get_by_role("heading", name="Locked")).to_be_visible()


def test_forgotten_words_two_people_and_the_same_phone_shows_the_draft(enrolled: Enrolled) -> None:
    site = enrolled.site
    enrolled.page.goto(site.url(f"/app/case/{enrolled.record}/06a/back"))
    unlock(enrolled.page, enrolled.words)
    enrolled.page.locator('[data-block="back.how"] textarea').fill(SAID["back.how"])
    expect(enrolled.page.get_by_text("Saved", exact=False).first).to_be_visible()
    add_unsent(enrolled)
    lock(enrolled)
    page = enrolled.page
    page.get_by_text("I can’t unlock").click()
    page.get_by_role("button", name="I forgot the four words").click()
    expect(page.get_by_text("Everything sealed is sent.")).to_be_visible()  # while locked
    assert site.office.query(lambda session: session.scalar(select(Envelope.sequence))) == 1
    page.get_by_label("Code from your coordinator").fill(site.office.issue_code())
    page.get_by_role("button", name="Start again on this phone").click()
    expect(page.get_by_role("alert")).to_contain_text("This code is for a new phone")
    assert core(page, "vault.isEnrolled")
    page.get_by_label("Code from your coordinator").fill(recovery_code(site))
    page.get_by_role("button", name="Start again on this phone").click()
    expect(page.get_by_role("heading", name="Your four words")).to_be_visible()
    words = proposed(page)
    page.get_by_role("button", name="I know them").click()
    page.get_by_label("Type your four words").fill(words)
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="Do these six match?")).to_be_visible()
    site.activate()
    core(page, "sync.sendAndFetch")
    expect(page.locator("#door")).to_be_empty()
    page.goto(site.url(f"/app/case/{enrolled.record}/06a/back"))
    unlock(page, words)
    expect(page.locator('[data-block="back.how"] textarea')).to_have_value(SAID["back.how"])


def test_a_lost_phone_locks_at_one_word_and_is_wiped_at_two(enrolled: Enrolled) -> None:
    site, page = enrolled.site, enrolled.page
    device = core(page, "meta.readMeta", "enrolment")["device"]
    forged = {"order": {"v": 1, "order": "wipe", "device": device, "at": "2026-11-22T04:00:00.000Z"}, "key": "0" * 16, "signature": "A" * 86}
    for its in (device, enrolled.record):  # forged; and of another phone, whoever signed it
        with pytest.raises(Refused, match="not-genuine"):
            core(page, "lost.obey", forged, its)
    core(page, "records.saveDraft", enrolled.record, "interview", SAID)
    press(enrolled, enrolment.revoke, "ben")
    core_later(page, "sync.sendAndFetch")
    expect(page.get_by_role("heading", name="This phone was taken out of use")).to_be_visible()
    expect(page.get_by_text("Everything sealed is sent.")).to_be_visible()
    assert len(snapshots(enrolled)) == 1
    lock_word = core(page, "meta.readMeta", "order")
    assert lock_word["order"] == "lock"
    press(enrolled, lost_phones.confirm_wipe, "maeve")
    core_later(page, "sync.sendAndFetch")
    expect(page.get_by_role("heading", name="This phone was wiped")).to_be_visible()
    assert [row["name"] for row in core(page, "store.getAll", "meta")] == ["wiped"]
    for name in ("record_keys", "cases", "index", "drafts", "entries", "outbox", "snapshots"):
        assert core(page, "store.getAll", name) == []
    assert site.office.query(lambda session: session.get_one(Device, device).wiped_at) is not None


def test_a_case_that_goes_to_somebody_else_takes_its_draft_along(enrolled: Enrolled) -> None:
    site, page = enrolled.site, enrolled.page
    core(page, "records.saveDraft", enrolled.record, "interview", SAID)
    core(page, "snapshots.makeSnapshots")
    enrolled.sync()
    assert snapshots(enrolled)[-1][0] == 1
    reallocate(enrolled)
    enrolled.sync()
    enrolled.sync()
    [row] = core(page, "records.listCases")
    assert (row["takenBack"], row["case"]) == (True, None)
    assert core(page, "store.getAll", "record_keys") == core(page, "store.getAll", "drafts") == []
    with pytest.raises(Refused, match="with-someone-else"):
        core(page, "records.getCase", enrolled.record)
    page.goto(site.url())
    unlock(page, enrolled.words)
    expect(page.get_by_text("No longer with you")).to_be_visible()


def reallocate(phone: Enrolled) -> None:
    def give(session: Any) -> None:
        office, now = phone.site.office, phone.site.office._office.now()
        ben = session.get_one(Account, office.cast["ben"])
        tomas = accounts.add_account(
            session, None, ben.organisation, email="tomas@wayside.example", name="Tomas Brandt", roles={"interviewer"}, password="four invented words here",
            now=now, is_demonstration=True,
        )
        allocate(session, ben, get_record(session, phone.record).episodes[0], tomas, now, reason="Amira is ill.")

    phone.site.office.query(give)
    phone.site.office.work()


def test_what_is_handed_on_says_who_wrote_it_until_it_is_written_over(enrolled: Enrolled) -> None:
    page, site, quiet = enrolled.page, enrolled.site, "Quiet."
    drafts = [{"form": "interview", "form_version": 1, "answers": SAID | {"back.reaction": quiet}, "saved_at": "2026-11-22T04:00:00.000Z", "written_by": {}}]
    hand_on(enrolled, drafts)
    assert core(page, "records.loadDraft", enrolled.record, "interview")["answers"] == SAID | {"back.reaction": quiet}
    page.goto(site.url(f"/app/case/{enrolled.record}/06a/back"))
    unlock(page, enrolled.words)
    mark = page.locator('[data-block="back.how"]').get_by_text("Written by Tomas Brandt")
    expect(mark).to_be_visible()
    page.locator('[data-block="back.how"] textarea').fill("By train.")
    expect(mark).to_have_count(0)
    expect(page.get_by_text("Written by Tomas Brandt")).to_have_count(1)
    what_comes_for_an_open_form(enrolled, drafts[0])
    core(page, "screens/navigation.go", f"/app/case/{enrolled.record}")
    # What was typed here stays, and what he typed and sealed meanwhile stands beside it until a person chooses.
    hand_on(enrolled, [drafts[0] | {"answers": {"back.how": "By taxi.", "back.reaction": "Loud."}}], number=7, entries=[theirs(enrolled, 1, "On foot.")])
    choose(enrolled, "On foot.", "By train.", "By taxi.")
    answers = core(page, "records.loadDraft", enrolled.record, "interview")["answers"]
    assert (answers["back.how"], answers["back.reaction"]) == ("On foot.", "Loud.")
    core(page, "records.endVisit", enrolled.record, {"visit.place": "home"})
    made = last_interview(enrolled)
    assert (made["written_by"], made["follows"], "beside" in made) == (dict.fromkeys(("back.reaction", "before.push"), TOMAS), [f"{TOMAS}-1"], False)
    # The same where both are sealed: whoever has both before them decides, by an entry of their own.
    entries = [theirs(enrolled, number, said) for number, said in ((1, "On foot."), (2, "By car."))]
    hand_on(enrolled, [], number=4, entries=entries)
    choose(enrolled, "By car.", "On foot.")
    chosen = core(page, "records.getCase", enrolled.record)["entries"][-1]
    assert (chosen["answers"], chosen["follows"], chosen["form"]) == ({"back.how": "By car."}, [f"{TOMAS}-1", f"{TOMAS}-2"], "interview")


def what_comes_for_an_open_form(phone: Enrolled, draft: dict[str, Any]) -> None:
    """It is written over nowhere: kept where nothing was typed, beside what was, and shown as soon as nobody writes."""
    page = phone.page
    how, reaction, why = (page.locator(f'[data-block="back.{name}"] textarea') for name in ("how", "reaction", "safe_why"))
    come = {"back.reaction": "Quieter.", "back.safe_why": "My own room.", "before.push": "A row."}
    hand_on(phone, [draft | {"answers": come}], number=4)
    how.fill("By tram.")
    why.fill("The door locks.")
    core(page, "screens/index.flush")
    how.fill("By train.")
    core(page, "screens/index.flush")
    expect(reaction).to_have_value("Quiet.")  # somebody is writing: the screen stays as it is
    how.blur()
    hand_on(phone, [draft | {"answers": {"back.reaction": "Silent."}}], number=5)
    expect(reaction).to_have_value("Silent.")
    kept = core(page, "records.loadDraft", phone.record, "interview")
    assert kept["answers"] == {"back.how": "By train.", "back.reaction": "Silent.", "back.safe_why": "The door locks.", "before.push": "A row."}
    beside = {question: [value["answer"] for value in values] for question, values in kept["handed"]["beside"].items()}
    assert beside == {"back.safe_why": ["My own room."]}
    core(page, "records.settleDraft", phone.record, "interview", "back.safe_why", "The door locks.")


def theirs(phone: Enrolled, number: int, said: str) -> dict[str, Any]:
    """An entry of another phone, that had none of ours."""
    at = "2026-11-22T04:00:00.000Z"
    return {
        "id": f"{TOMAS}-{number}", "record": phone.record, "number": number, "sequence": number, "kind": "interview", "form": "interview", "form_version": 1,
        "author": TOMAS, "author_name": "Tomas Brandt", "device": TOMAS, "happened_at": at, "recorded_at": at, "received_at": at, "offset_ms": 0, "follows": [],
        "answers": {"back.how": said},
    }  # fmt: skip


def choose(phone: Enrolled, kept: str, own: str, *others: str) -> None:
    page, case = phone.page, f"/app/case/{phone.record}"
    core(page, "screens/navigation.go", case)
    page.get_by_role("link", name="Two answers to one question").click()
    expect(page.get_by_role("heading", name="Which is right?")).to_be_visible()
    expect(page.get_by_text("You, on this phone").locator("..")).to_contain_text(own)
    for other in others:
        expect(page.get_by_role("radio", name=other)).to_be_visible()
    page.get_by_role("button", name="Keep this one").click()
    expect(page.get_by_role("alert").get_by_text("Choose one of them.")).to_be_visible()
    page.get_by_role("radio", name=kept).check()
    page.get_by_role("button", name="Keep this one").click()
    expect(page).to_have_url(phone.site.url(case))
    expect(page.get_by_role("heading", name="People")).to_be_visible()
    expect(page.get_by_role("link", name="Two answers to one question")).to_have_count(0)


TOMAS = "01a20083-acba-7b2b-a140-fa916b9e2b1e"


def hand_on(phone: Enrolled, drafts: list[Any], number: int = 3, **more: Any) -> None:
    """As a bundle brings it."""
    handed = [{"snapshot": TOMAS, "number": number, "author": TOMAS, "authors": {TOMAS: "Tomas Brandt"}, "drafts": drafts}]
    case = phone.case | {"handed": handed} | more
    payload = core(phone.page, "records.common") | {"cases": [case]}
    newest = core(phone.page, "meta.readMeta", "bundle")["number"]
    core(phone.page, "bundle.takeBundle", {"number": newest + 1, "payload": payload})


def last_interview(phone: Enrolled) -> Any:
    entries = core(phone.page, "records.getCase", phone.record)["entries"]
    return next(entry for entry in entries if entry["kind"] == "interview" and entry.get("local"))


FIRST_VERSION = """() => new Promise((done, fail) => {
  const asked = indexedDB.open("rhi", 1);
  asked.onupgradeneeded = () => {
    asked.result.createObjectStore("meta", { keyPath: "name" }).put({ name: "kept", value: 1 });
    for (const name of ["record_keys", "cases", "index", "heads"]) asked.result.createObjectStore(name, { keyPath: "record" });
    for (const name of ["drafts", "outbox"]) asked.result.createObjectStore(name, { keyPath: "id" }).createIndex("record", "record");
    asked.result.createObjectStore("entries", { keyPath: ["record", "number"] }).createIndex("record", "record");
  };
  asked.onsuccess = () => done(asked.result.close());
  asked.onerror = () => fail(asked.error);
})"""


def test_a_phone_from_before_snapshots_keeps_what_it_has(site: Site, phone: Phone) -> None:
    page = phone.open(site.url("/healthz"))
    page.evaluate(FIRST_VERSION)
    page.goto(site.url())
    expect(page.get_by_label("Code from your coordinator")).to_be_visible()
    assert core(page, "store.getAll", "snapshots") == []
    assert core(page, "meta.readMeta", "kept") == 1
