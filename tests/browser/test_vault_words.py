"""The server's signed words: without the right signature nothing counts as received, processed or sent by it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.domain.canonical import hash_text
from rhi_app.domain.envelope import ENVELOPE, SNAPSHOT, Format, unpack
from rhi_app.models import Bundle, Envelope, Snapshot
from tests.browser.between import answering, in_json, refusing
from tests.browser.sending import UNSENT_IS_NONE, add, add_unsent, rows, sequences, steps, undisturbed
from tests.browser.site import Backstage, Enrolled, core, until

pytestmark = pytest.mark.browser
FIELD = '#app [name="before.what_happened"]'


def test_a_receipt_that_was_changed_counts_for_nothing(enrolled: Enrolled) -> None:
    add_unsent(enrolled)
    for field in ("envelope", "hash", "device", "sequence", "received_at", "gaps"):
        enrolled.site.put_between(answering("/sync/envelopes", in_json(changing(field))))
        enrolled.sync()
        assert core(enrolled.page, "records.unsentCount")["count"] == 1, field
        assert "signature" in core(enrolled.page, "sync.state")["problem"].message
    enrolled.site.put_between(undisturbed)
    enrolled.sync()
    assert core(enrolled.page, "records.unsentCount")["count"] == 0
    assert sequences(enrolled) == [1]


def test_a_draft_is_safe_elsewhere_by_the_servers_signed_word_alone(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.saveDraft", enrolled.record, "interview", {"back.how": "by bus"})
    for field in ("slot", "hash", "number", "received_at"):
        enrolled.site.put_between(answering("/sync/drafts", in_json(changing(field))))
        core(enrolled.page, "snapshots.makeSnapshots")
        enrolled.sync()
        assert not core(enrolled.page, "snapshots.isSafe", enrolled.record), field
    enrolled.site.put_between(undisturbed)
    enrolled.sync()
    assert core(enrolled.page, "snapshots.isSafe", enrolled.record)


def changing(field: str) -> Callable[[Any], None]:
    def change(answer: Any) -> None:
        value = answer["receipt"][field]
        others = {int: lambda: value + 1, list: lambda: [*value, 1], str: lambda: value[:-1] + ("A" if value[-1] != "A" else "B")}
        answer["receipt"][field] = others[type(value)]()

    return change


def test_a_processed_word_that_was_forged_purges_nothing(enrolled: Enrolled) -> None:
    add(enrolled)
    enrolled.sync()
    [row] = rows(enrolled)

    def forge(answer: Any) -> None:
        word = {"v": 1, "envelope": row["id"], "hash": row["hash"], "record": enrolled.record, "state": "processed", "at": "2026-11-21T21:02:33.120Z"}
        answer["envelopes"][row["id"]] = {"processed": word, "key": row["receipt"]["key"], "signature": row["receipt"]["signature"]}

    enrolled.site.put_between(answering("/sync/status", in_json(forge)))
    enrolled.sync()
    [row] = rows(enrolled)
    assert (row["processed"], row["bytes"] is None) == (None, False)


def test_a_quarantined_envelope_is_being_looked_at_and_stays_on_the_phone(enrolled: Enrolled) -> None:
    add(enrolled)
    enrolled.sync()

    def spoil(session: Session) -> None:
        envelope = session.scalars(select(Envelope)).one()
        parts = bytearray(envelope.bytes)
        parts[-80] ^= 1
        envelope.bytes, envelope.hash = bytes(parts), hash_text(bytes(parts))  # as if it had come so

    enrolled.site.office.query(spoil)
    enrolled.site.office.work()
    enrolled.sync()
    [row] = rows(enrolled)
    assert (row["problem"], row["bytes"] is None) == ("envelope-unreadable", False)
    assert steps(enrolled)[-1] == "being_looked_at"
    held = core(enrolled.page, "outbox.custodyOf", [row], {}, {"who": "Ben Osei", "reason": "device-revoked", "outcome": ""})[-1]
    assert "after this phone was taken out of use" in held["detail"]["sentence"]


def test_an_older_bundle_is_refused(enrolled: Enrolled) -> None:
    number = core(enrolled.page, "meta.readMeta", "bundle")["number"]
    core(enrolled.page, "meta.writeMeta", {"bundle": {"number": number + 5, "at": "2026-11-21T21:02:33.120Z"}})
    kept = enrolled.site.office.query(lambda session: session.scalar(select(Bundle.bytes)))  # by somebody who cannot make one
    enrolled.site.put_between(refusing("/sync/bundle", "200 OK", kept))
    enrolled.sync()
    assert "older cases" in core(enrolled.page, "sync.state")["problem"].message
    assert core(enrolled.page, "meta.readMeta", "bundle")["number"] == number + 5


def test_a_bundle_that_was_changed_is_not_taken(enrolled: Enrolled) -> None:
    before = core(enrolled.page, "meta.readMeta", "bundle")
    enrolled.site.put_between(answering("/sync/bundle", lambda body: body[:-100] + bytes([body[-100] ^ 1]) + body[-99:] if body else body))
    enrolled.site.office.allocate()
    enrolled.site.office.work()
    enrolled.sync()
    assert core(enrolled.page, "meta.readMeta", "bundle") == before
    assert len(core(enrolled.page, "records.listCases")) == 1
    enrolled.site.put_between(undisturbed)
    enrolled.sync()
    assert len(core(enrolled.page, "records.listCases")) == 2


def test_a_phone_away_while_the_keys_were_renewed_twice_loses_nothing_and_never_goes_back(enrolled: Enrolled) -> None:
    """By the command of the README. What it sealed to the first key opens; what follows is sealed to the newest; older keys are not taken again."""
    page, office = enrolled.page, enrolled.site.office
    core(page, "screens/navigation.go", f"/app/case/{enrolled.record}/06a")
    enrolled.phone.set_network(False)
    add(enrolled)
    page.fill(FIELD, "By bus, alone.")
    expect(page.locator("#app [data-saving='saved']").first).to_be_visible()
    core(page, "snapshots.makeSnapshots")  # as half a minute later
    settings = office.app.config["SETTINGS"]
    [first], before = sealing_keys(enrolled), settings.manifest_file.read_bytes()
    newest = [renew(office) for _ in range(2)][-1]
    assert (sealing_keys(enrolled), core(page, "records.unsentCount")["count"]) == ([first], 1)
    enrolled.phone.set_network(True)
    until(page, UNSENT_IS_NONE)
    enrolled.sync()
    office.work()
    assert (sealing_keys(enrolled)[0], sealing_keys(enrolled)[2]) == (newest, first)
    assert office.query(keys_used) == ([first], [("read", first)])
    assert page.input_value(FIELD) == "By bus, alone."  # under the hand that wrote it
    add(enrolled)
    core(page, "snapshots.makeSnapshots")
    enrolled.sync()
    office.work()
    enrolled.sync()
    assert office.query(keys_used) == ([first, newest], [("read", newest)])
    assert [row["processed"]["processed"]["state"] for row in rows(enrolled)] == ["processed"] * 2
    renewed = settings.manifest_file.read_bytes()
    settings.manifest_file.write_bytes(before)  # a server that was put back, or somebody who wants the old key used
    enrolled.sync()
    core(page, "screens/navigation.go", "/app/phone")
    expect(page.get_by_text("The server named older keys than this phone knows. They were not taken.")).to_be_visible()
    assert sealing_keys(enrolled)[0] == newest
    settings.manifest_file.write_bytes(renewed)
    enrolled.sync()
    assert core(page, "sync.state")["problem"] is None


def sealing_keys(phone: Enrolled) -> list[str]:
    """As the phone knows them, the one to use first."""
    return [each["key"] for each in core(phone.page, "meta.readMeta", "manifest")["manifest"]["sealing"]]


def renew(office: Backstage) -> str:
    """The key that the command says it made."""
    told = office.do(lambda: office.app.test_cli_runner().invoke(args=["keys", "rotate"]))
    assert told.exit_code == 0, told.output
    return str(told.output.split()[-1].strip("."))


def keys_used(session: Session) -> tuple[list[str], list[tuple[str, str]]]:
    """Of the envelopes in the order in which they came; of the draft, with whether the worker could read it."""
    envelopes = session.scalars(select(Envelope.bytes).order_by(Envelope.server_sequence))
    drafts = session.scalars(select(Snapshot)).all()
    return [key_of(ENVELOPE, data) for data in envelopes], [(row.state, key_of(SNAPSHOT, row.sealed or b"")) for row in drafts]


def key_of(kind: Format, data: bytes) -> str:
    return str(unpack(kind, data).header["key"])


def test_the_clock_is_compared_on_the_way(enrolled: Enrolled) -> None:
    def fast(answer: Any) -> None:
        answer["server_time"] = "2030-01-01T00:00:00.000Z"

    enrolled.site.put_between(answering("/sync/status", in_json(fast)))
    enrolled.sync()
    assert core(enrolled.page, "sync.state")["offsetMs"] > 365 * 24 * 3_600_000
    assert core(enrolled.page, "network.offsetOf", "2026-11-21T21:02:33.120Z", 1_795_294_952_000, 1_795_294_954_000) == 120
