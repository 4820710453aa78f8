"""Entries: chained, sealed for the organisation, and at the end of a record beyond this phone's own reach."""

import json
import secrets
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain import canonical
from rhi_app.domain.envelope import ENVELOPE, unpack
from rhi_app.models import Entry, Envelope, Record
from rhi_app.services.entries import list_entries
from tests.browser.site import Enrolled, Refused, core

pytestmark = pytest.mark.browser
ATTEMPT = {"attempt.how": "knocked", "attempt.to": "child", "attempt.outcome": "no_answer", "attempt.note": "Nobody in. Curtains \U0001f600."}
INTERVIEW = {"before.what_happened": "We had an argument.", "during.slept": {"unanswered": "did_not_want_to_say"}}
ENDED = {"visit.place": "home", "readback.done": "yes", "readback.way": "agreed_not_seen"}


@pytest.fixture
def enrolled(enrolled_for_all: Enrolled) -> Enrolled:
    """One phone for all of these; each has a case of its own on it."""
    case = enrolled_for_all.site.office.allocate()
    enrolled_for_all.site.office.work()
    enrolled_for_all.sync()
    return replace(enrolled_for_all, case=case)


def attempt(phone: Enrolled, **changes: Any) -> Any:
    return core(phone.page, "records.addEntry", phone.record, {"kind": "attempt", "form": "attempt", "answers": ATTEMPT, **changes})


def stored_entries(phone: Enrolled) -> list[dict[str, Any]]:
    """As the server has them, opened by Python."""
    phone.sync()
    phone.site.office.work()

    def read(session: Session) -> list[dict[str, Any]]:
        return list_entries(session, session.get_one(Record, phone.record))

    return list(phone.site.office.query(read))


def test_what_the_phone_seals_python_opens_unchanged(enrolled: Enrolled) -> None:
    entry = attempt(enrolled, happenedAt="2026-11-21T18:30:00.000Z")
    [stored] = stored_entries(enrolled)
    assert {name: stored[name] for name in entry} == entry
    assert stored["answers"] == ATTEMPT
    assert stored["happened_at"] == "2026-11-21T18:30:00.000Z"
    assert stored["digest"] == canonical.digest({name: value for name, value in entry.items() if name != "digest"})


def test_an_entry_says_who_made_it_with_what_and_by_which_clock(enrolled: Enrolled) -> None:
    entry = attempt(enrolled)
    episode = enrolled.case["episodes"][0]
    assert entry["author"] == enrolled.site.office.cast["amira"]
    assert entry["protocol"] == {"authority": "essex", "version": episode["protocol_version"]}
    assert entry["app"] == enrolled.page.evaluate("document.documentElement.dataset.version")
    assert entry["recorded_at"] == entry["happened_at"]
    assert abs(entry["offset_ms"]) < 5_000


def test_entries_of_a_record_are_counted_and_chained(enrolled: Enrolled) -> None:
    first, second = attempt(enrolled), attempt(enrolled)
    enrolled.phone.kill()
    enrolled.reopen()
    third = attempt(enrolled)
    assert [entry["number"] for entry in (first, second, third)] == [1, 2, 3]
    assert [entry["previous"] for entry in (first, second, third)] == ["", first["digest"], second["digest"]]


def stored_envelopes(phone: Enrolled) -> list[bytes]:
    """In the phone's own order."""
    phone.sync()
    return list(phone.site.office.query(lambda session: list(session.scalars(select(Envelope.bytes).order_by(Envelope.sequence)))))


def test_the_envelopes_of_a_phone_are_counted_and_chained_across_records(enrolled: Enrolled) -> None:
    before = len(stored_envelopes(enrolled))
    other = enrolled.site.office.allocate()
    enrolled.site.office.work()
    enrolled.sync()
    attempt(enrolled)
    core(enrolled.page, "records.addEntry", other["record"], {"kind": "attempt", "form": "attempt", "answers": ATTEMPT})
    stored = stored_envelopes(enrolled)
    headers = [unpack(ENVELOPE, data).header for data in stored]
    assert [header["sequence"] for header in headers] == list(range(1, before + 3))
    assert [header["previous"] for header in headers] == ["", *(canonical.hash_text(data) for data in stored[:-1])]


def test_two_entries_at_once_do_not_overtake_each_other(enrolled: Enrolled) -> None:
    enrolled.page.evaluate("""async (record) => {
      const app = document.querySelector('script[type="module"]').src;
      const { addEntry } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/records.js"));
      const added = { kind: "attempt", form: "attempt", answers: { "attempt.how": "rang" } };
      await Promise.all(Array.from({ length: 6 }, () => addEntry(record, added)));
    }""", enrolled.record)  # fmt: skip
    assert [entry["number"] for entry in stored_entries(enrolled)] == [1, 2, 3, 4, 5, 6]


def test_half_a_character_stops_nothing(enrolled: Enrolled) -> None:
    entry = enrolled.page.evaluate("""async (record) => {
      const app = document.querySelector('script[type="module"]').src;
      const { addEntry } = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/records.js"));
      return addEntry(record, { kind: "attempt", form: "attempt", answers: { "attempt.note": "cut \\ud83d" } });
    }""", enrolled.record)  # fmt: skip
    assert entry["answers"] == {"attempt.note": "cut �"}


def test_the_draft_of_a_form_goes_with_its_entry_and_no_other_does(enrolled: Enrolled) -> None:
    for form in ("attempt", "interview"):
        core(enrolled.page, "records.saveDraft", enrolled.record, form, {"x.y": "typed"})
    attempt(enrolled)
    assert core(enrolled.page, "records.loadDraft", enrolled.record, "attempt") is None
    assert core(enrolled.page, "records.loadDraft", enrolled.record, "interview")["answers"] == {"x.y": "typed"}


def test_the_end_of_the_visit_freezes_what_was_said(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.saveDraft", enrolled.record, "interview", INTERVIEW)
    text = core(enrolled.page, "records.readBackText", enrolled.record)
    core(enrolled.page, "records.endVisit", enrolled.record, ENDED)
    assert [(entry["kind"], entry["answers"]) for entry in stored_entries(enrolled)] == [("interview", INTERVIEW), ("visit_ended", ENDED)]
    assert core(enrolled.page, "records.readBackText", enrolled.record) == text
    assert json.loads(text)["answers"] == INTERVIEW
    assert len(core(enrolled.page, "outbox.rowsOf", enrolled.record)) == 1  # both in one envelope
    assert core(enrolled.page, "records.getCase", enrolled.record)["state"] == "visit_ended"


def finish(phone: Enrolled) -> None:
    core(phone.page, "records.saveDraft", phone.record, "interview", INTERVIEW)
    core(phone.page, "records.endVisit", phone.record, ENDED)
    core(phone.page, "records.saveDraft", phone.record, "analysis", {"analysis.opinion": "Calm by the end."})
    core(phone.page, "records.finishRecord", phone.record, {"finish.interviewer_role": "Interviewer"})


def test_a_finished_record_cannot_be_opened_by_the_phone_that_made_it(enrolled: Enrolled) -> None:
    finish(enrolled)
    enrolled.reopen()
    for function in ("getCase", "readBackText"):
        with pytest.raises(Refused, match="record-sealed") as refused:
            core(enrolled.page, f"records.{function}", enrolled.record)
        assert refused.value.said == "This phone can no longer open it. You can read it in the portal."
    with pytest.raises(Refused, match="record-sealed"):
        attempt(enrolled)
    with pytest.raises(Refused, match="record-sealed"):
        core(enrolled.page, "records.saveDraft", enrolled.record, "interview", INTERVIEW)
    left = enrolled.page.evaluate("""async (record) => {
      const app = document.querySelector('script[type="module"]').src;
      const store = await import(new URL("./inside.js", app).href).then(({ $use }) => $use("js/store.js"));
      const names = ["record_keys", "cases", "heads", "entries", "drafts"];
      return (await Promise.all(names.map((name) => store.getAll(name)))).flat().filter((row) => row.record === record).length;
    }""", enrolled.record)  # fmt: skip
    assert left == 0


def test_the_end_of_a_record_takes_along_what_was_still_drafted(enrolled: Enrolled) -> None:
    finish(enrolled)
    stored = stored_entries(enrolled)
    assert [(entry["kind"], entry["form"]) for entry in stored] == [
        ("interview", "interview"), ("visit_ended", "visit_ended"), ("interview", "analysis"), ("record_finished", "record_finished"),
    ]  # fmt: skip
    state = enrolled.site.office.query(lambda session: session.get_one(Record, enrolled.record).finished_at is not None)
    assert state


def test_an_event_that_was_begun_is_not_sent_and_not_destroyed_by_the_finish(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.saveDraft", enrolled.record, "attempt", {"attempt.note": "half written"})
    with pytest.raises(Refused, match="draft-left") as refused:
        core(enrolled.page, "records.finishRecord", enrolled.record, {})
    assert refused.value.more["forms"] == ["attempt"]
    assert core(enrolled.page, "records.loadDraft", enrolled.record, "attempt")["answers"] == {"attempt.note": "half written"}
    core(enrolled.page, "records.discardDraft", enrolled.record, "attempt")
    core(enrolled.page, "records.finishRecord", enrolled.record, {})


def test_a_decline_ends_a_record_too(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.finishDecline", enrolled.record, {"decline.who": "child", "decline.words": "No thanks."})
    assert [entry["kind"] for entry in stored_entries(enrolled)] == ["decline"]
    [row] = [row for row in core(enrolled.page, "records.listCases") if row["record"] == enrolled.record]
    assert (row["state"], row["case"], row["initials"]) == ("declined", None, enrolled.case["initials"])


def test_a_finish_that_cannot_be_written_changes_nothing(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.saveDraft", enrolled.record, "interview", INTERVIEW)
    enrolled.page.evaluate("""() => {
      const remove = IDBObjectStore.prototype.delete;
      globalThis.mend = () => { IDBObjectStore.prototype.delete = remove; };
      IDBObjectStore.prototype.delete = () => { throw new DOMException("broken", "UnknownError"); };
    }""")
    with pytest.raises(Refused, match="not-saved"):
        core(enrolled.page, "records.finishRecord", enrolled.record, {})
    enrolled.page.evaluate("mend()")
    assert core(enrolled.page, "records.getCase", enrolled.record)["state"] == "open"
    assert core(enrolled.page, "outbox.rowsOf", enrolled.record) == []
    assert core(enrolled.page, "records.loadDraft", enrolled.record, "interview")["answers"] == INTERVIEW
    core(enrolled.page, "records.finishRecord", enrolled.record, {})


def test_what_is_too_long_for_one_envelope_stays_whole_on_the_phone(enrolled: Enrolled) -> None:
    long = secrets.token_hex(4_300_000)
    core(enrolled.page, "records.saveDraft", enrolled.record, "attempt", {"attempt.note": long})
    with pytest.raises(Refused, match="too-long"):
        core(enrolled.page, "records.addEntry", enrolled.record, {"kind": "attempt", "form": "attempt", "answers": {"attempt.note": long}})
    assert core(enrolled.page, "records.loadDraft", enrolled.record, "attempt")["answers"]["attempt.note"] == long


def test_case_entries_come_from_server_and_phone_once_each(enrolled: Enrolled) -> None:
    enrolled.site.stop()
    attempt(enrolled)
    [own] = core(enrolled.page, "records.getCase", enrolled.record)["entries"]
    assert (own["local"], own["custody"]) == (True, "on_this_phone")
    enrolled.site.start()
    enrolled.sync()
    [own] = core(enrolled.page, "records.getCase", enrolled.record)["entries"]
    assert own["custody"] == "received"
    enrolled.site.office.work()
    enrolled.sync()
    attempt(enrolled)
    first, second = core(enrolled.page, "records.getCase", enrolled.record)["entries"]
    assert (first["sequence"], first.get("local"), second["local"]) == (1, None, True)
    assert first["id"] == own["id"]
    stored = select(Entry.id).where(Entry.record_id == enrolled.record, Entry.id == own["id"])
    assert enrolled.site.office.query(lambda session: len(list(session.scalars(stored)))) == 1
