"""What a phone of any version ever given out holds opens, is written on, sent and rendered by this one (`python -m tests.golden` keeps the next)."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Playwright, expect
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from rhi_app.database import make_engine
from rhi_app.models import Entry, Record
from rhi_app.services import synopses
from rhi_app.services.synopsis_pdf import Renderer
from tests.browser.backstage import Backstage, known_office
from tests.browser.sending import rows
from tests.browser.site import Enrolled, Site, core, serving, unlock
from tests.engines.browsers import Phone
from tests.engines.databases import upgrade
from tests.golden.__main__ import ENDED, OPINION, SAID
from tests.golden.keeping import keep, put_phone, restore, versions


@pytest.mark.browser
@pytest.mark.parametrize("version", versions())
def test_a_phone_of_every_version_opens_sends_and_is_rendered(version: str, playwright: Playwright, tmp_path: Path) -> None:
    kept = restore(version, tmp_path)
    upgrade(f"sqlite:///{tmp_path / 'state/data/rhi.sqlite'}")
    site, phone = Site(Backstage(lambda: known_office(tmp_path / "state", kept.cast))), Phone(playwright, tmp_path / "phone")
    with serving(site):
        page = phone.open(site.url("/app/manifest.webmanifest"))
        put_phone(page, kept.phone)
        page.goto(site.url())
        unlock(page, kept.words)
        used = Enrolled(site, phone, kept.words, {"record": kept.records["open"]})
        finish_the_open_one(used)
        for _ in range(3):
            used.sync()
            site.office.work()
        used.sync()
        assert [row["processed"] is not None for row in rows(used)] == [True] * len(rows(used))
        for record in kept.records.values():
            flags, pdf = site.office.query(lambda session, record=record: rendered(session, record))
            assert (set(flags), pdf[:5]) == ({""}, b"%PDF-")
        phone.close()


def finish_the_open_one(used: Enrolled) -> None:
    """Everything that was on the phone is there; it goes on, and ends."""
    page, record = used.page, used.record
    case = core(page, "records.getCase", record)
    assert [entry["kind"] for entry in case["entries"]] == ["attempt", "harm", "consent", "consent"]
    assert core(page, "records.loadDraft", record, "analysis")["answers"] == OPINION
    core(page, "screens/navigation.go", f"/app/case/{record}/06a")
    expect(page.locator('[name="before.what_happened"]')).to_have_value(SAID["before.what_happened"].replace("\r", ""))
    core(page, "records.endVisit", record, ENDED)
    core(page, "records.finishRecord", record, {})


def rendered(session: Session, record: str) -> tuple[list[str], bytes]:
    """What the server found to look at in its entries; the first synopsis on paper."""
    flags = list(session.scalars(select(Entry.flag).where(Entry.record_id == record)))
    made = synopses.make_synopses(session, session.get_one(Record, record), datetime.now(UTC))
    content = synopses.content_to_print(session, made[0], "Daybook")
    assert "We argued" in json.dumps(content)
    renderer = Renderer()
    try:
        return flags, renderer.render(content)
    finally:
        renderer.close()


@pytest.mark.parametrize("version", versions())
def test_the_database_of_every_version_takes_the_newest_shape_with_its_rows(version: str, tmp_path: Path) -> None:
    restore(version, tmp_path)
    url = f"sqlite:///{tmp_path / 'state/data/rhi.sqlite'}"
    upgrade(url)
    engine = make_engine(url)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
        assert connection.exec_driver_sql("SELECT count(*) FROM envelopes").scalar() == 1
        with pytest.raises(IntegrityError):  # and rows are held to each other again
            connection.exec_driver_sql("DELETE FROM devices")
    engine.dispose()


def test_what_is_kept_is_never_written_over(tmp_path: Path) -> None:
    kept: Any = restore(versions()[0], tmp_path)
    with pytest.raises(FileExistsError):
        keep(versions()[0], kept, tmp_path / "state")
