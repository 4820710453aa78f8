"""What could not be opened names a person on the phone; what cannot be sent is saved in a file and brought in at a desk; nothing is a dead end."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.models import SetAside
from rhi_app.services import crypto, key_files
from rhi_app.services.keys import KeyFolders
from tests.browser.between import answering
from tests.browser.sending import UNSENT_IS_NONE, add, rows, sequences, undisturbed
from tests.browser.site import Enrolled, core, core_later, unlock, until
from tests.browser.test_portal import sign_in
from tests.engines.browsers import MakePage

pytestmark = pytest.mark.browser


def desk_of(phone: Enrolled, make_desk: MakePage) -> Page:
    desk = make_desk()
    sign_in(desk, phone.site, "ben")
    return desk


def waiting(phone: Enrolled) -> list[tuple[str, str]]:
    def read(session: Session) -> list[tuple[str, str]]:
        lines = session.scalars(select(SetAside).where(SetAside.ended_at.is_(None)))
        return [(line.kind, line.reason) for line in lines]

    return list(phone.site.office.query(read))


def test_somebody_with_a_name_looks_at_what_could_not_be_opened_and_opens_it(enrolled: Enrolled, make_desk: MakePage) -> None:
    office = enrolled.site.office
    opening = KeyFolders.under(office.app.config["SETTINGS"].state).opening_file
    whole = opening.read_bytes()
    key_files.replace(opening, key_files.join_privates([crypto.make_private()]))
    add(enrolled)
    enrolled.sync()
    office.work()
    enrolled.sync()
    page = enrolled.page
    page.goto(enrolled.site.url(f"/app/case/{enrolled.record}/11"))
    unlock(page, enrolled.words)
    expect(page.get_by_text("Somebody is looking at it: Ben Osei.")).to_be_visible()
    assert len(rows(enrolled)[0]["bytes"]) > 0
    key_files.replace(opening, whole)
    desk = desk_of(enrolled, make_desk)
    desk.goto(enrolled.site.url("/set-aside"))
    desk.get_by_role("button", name="Try again").click()
    expect(desk.get_by_text("It is being opened once more")).to_be_visible()
    office.work()
    enrolled.sync()
    assert core(page, "records.custody", enrolled.record)[-1]["step"] == "processed"
    desk.reload()
    expect(desk.get_by_text("Nothing is set aside.")).to_be_visible()


def test_a_locked_phone_gives_a_file_that_is_brought_in_at_a_desk_and_counts_once(enrolled: Enrolled, make_desk: MakePage, tmp_path: Path) -> None:
    enrolled.site.stop()
    add(enrolled)
    add(enrolled, "harm", urgent=True)
    core_later(enrolled.page, "guard.lockNow")
    expect(enrolled.page.get_by_role("heading", name="Locked")).to_be_visible()
    enrolled.page.get_by_text("I can’t unlock").click()
    with enrolled.page.expect_download() as download:
        enrolled.page.get_by_role("button", name="Save a rescue file").click()
    expect(enrolled.page.get_by_text("Give the file to your coordinator.")).to_be_visible()
    assert download.value.suggested_filename == f"sealed-{datetime.now(UTC):%Y-%m-%d}.bin"
    download.value.save_as(tmp_path / "sealed.bin")
    enrolled.site.start()
    desk = desk_of(enrolled, make_desk)
    for said in ("Taken in: 2 new.", "Taken in: 0 new."):
        desk.goto(enrolled.site.url("/set-aside"))
        desk.get_by_label("The file").set_input_files(tmp_path / "sealed.bin")
        desk.get_by_role("button", name="Bring it in").click()
        expect(desk.get_by_text(said)).to_be_visible()
    enrolled.sync()  # the phone is back on the network: it gets the receipts that were given then
    assert [row["receipt"] is not None for row in rows(enrolled)] == [True, True]
    assert sequences(enrolled) == [1, 2]


def test_a_bundle_that_does_not_open_is_told_of_and_another_takes_its_place(enrolled: Enrolled) -> None:
    office = enrolled.site.office
    enrolled.site.put_between(answering("/sync/bundle", lambda body: body[:-1] + bytes([body[-1] ^ 1]) if body else body))
    more = office.allocate()
    office.work()
    enrolled.sync()
    enrolled.sync()
    assert waiting(enrolled) == [("bundle", "bundle-not-opened")]
    enrolled.site.put_between(undisturbed)
    office.work()
    enrolled.sync()
    enrolled.sync()
    assert more["record"] in [row["record"] for row in core(enrolled.page, "records.listCases")]
    assert waiting(enrolled) == []


SPOIL = """async ([store, record]) => {
  const database = await new Promise((resolve) => { const asked = indexedDB.open("rhi"); asked.onsuccess = () => resolve(asked.result); });
  const rows = database.transaction(store, "readwrite").objectStore(store);
  await new Promise((resolve) => { rows.openCursor().onsuccess = ({ target: { result: cursor } }) => {
    if (!cursor) return resolve();
    if (cursor.value.record === record) cursor.update({ ...cursor.value, sealed: cursor.value.sealed.map((byte) => byte ^ 1) });
    return cursor.continue();
  }; });
  database.close();
}"""


def test_what_is_stored_and_no_longer_opens_is_told_of_and_nobody_is_kept_from_writing(enrolled: Enrolled) -> None:
    page, record = enrolled.page, enrolled.record
    core(page, "records.saveDraft", record, "interview", {"back.how": "by bus"})
    page.evaluate(SPOIL, ["drafts", record])
    assert core(page, "records.loadDraft", record, "interview") is None
    core(page, "records.saveDraft", record, "interview", {"back.how": "by train"})
    assert core(page, "records.loadDraft", record, "interview")["answers"] == {"back.how": "by train"}
    page.evaluate(SPOIL, ["cases", record])
    assert core(page, "records.listCases")[0]["case"] is None
    enrolled.sync()
    assert waiting(enrolled) == [("item", "item-not-opened")] * 2


def test_a_phone_whose_storage_was_rolled_back_is_no_dead_end(enrolled: Enrolled, tmp_path: Path) -> None:
    """All that it seals is taken, also under a number that the server has seen; then it goes on above the highest. A draft too."""
    enrolled.phone.close()
    shutil.copytree(enrolled.phone.profile, tmp_path / "older", symlinks=True)
    enrolled.reopen()
    add(enrolled)
    add(enrolled)
    for _ in range(3):
        draft(enrolled, "by bus")
    until(enrolled.page, UNSENT_IS_NONE)
    enrolled.sync()
    enrolled.phone.close()
    shutil.rmtree(enrolled.phone.profile)
    shutil.copytree(tmp_path / "older", enrolled.phone.profile, symlinks=True)
    enrolled.reopen()
    add(enrolled)
    enrolled.sync()
    add(enrolled)
    enrolled.sync()
    assert [(row["problem"], row["receipt"] is not None) for row in rows(enrolled)] == [(None, True), (None, True)]
    assert sequences(enrolled) == [1, 2, 1, 3]
    for _ in range(2):  # the first is refused: the server has a third of this record
        draft(enrolled, "by train")
        enrolled.sync()
    assert core(enrolled.page, "snapshots.isSafe", enrolled.record)


def draft(phone: Enrolled, words: str) -> None:
    """Written, and half a minute gone."""
    core(phone.page, "records.saveDraft", phone.record, "interview", {"back.how": words})
    core(phone.page, "snapshots.makeSnapshots")
