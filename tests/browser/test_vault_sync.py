"""Sending and fetching: nothing counts as received without the server's signature, one failure holds up no other, and nothing is lost."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from rhi_app.domain.canonical import hash_text
from rhi_app.domain.envelope import ENVELOPE, unpack
from rhi_app.models import Bundle, Envelope
from tests.browser.between import answering, in_json, problem, refusing
from tests.browser.site import Enrolled, core, core_later, until

pytestmark = pytest.mark.browser


def add(phone: Enrolled, kind: str = "attempt", *, urgent: bool = False) -> Any:
    return core(phone.page, "records.addEntry", phone.record, {"kind": kind, "form": kind, "urgent": urgent, "answers": {f"{kind}.note": kind}})


def add_unsent(phone: Enrolled) -> None:
    """What is sealed leaves at once: so that there is something to send later, nobody answers while it is made."""
    phone.site.stop()
    add(phone)
    phone.sync()
    phone.site.start()


def rows(phone: Enrolled) -> list[dict[str, Any]]:
    return list(core(phone.page, "outbox.allRows"))


def sequences(phone: Enrolled) -> list[int]:
    """As the server stored them, in the order in which they came."""
    stored = select(Envelope.sequence).order_by(Envelope.server_sequence)
    return list(phone.site.office.query(lambda session: list(session.scalars(stored))))


def undisturbed(app: Any) -> Any:
    return app


def test_what_is_sealed_leaves_by_itself_when_the_network_comes_back(enrolled: Enrolled) -> None:
    enrolled.site.stop()
    add(enrolled)
    enrolled.sync()
    assert core(enrolled.page, "sync.state")["network"] == "none"
    assert core(enrolled.page, "records.unsentCount")["count"] == 1
    enrolled.site.start()
    enrolled.page.evaluate("() => dispatchEvent(new Event('online'))")
    until(enrolled.page, UNSENT_IS_NONE)
    assert sequences(enrolled) == [1]


UNSENT_IS_NONE = """async () => {
  const app = document.querySelector('script[type="module"]').src;
  return (await (await import(new URL("./outbox.js", app).href)).unsentCount()).count === 0;
}"""


def test_what_is_sealed_leaves_as_soon_as_it_is_made(enrolled: Enrolled) -> None:
    add(enrolled)
    until(enrolled.page, UNSENT_IS_NONE)
    assert sequences(enrolled) == [1]


def test_urgent_goes_first_and_alone(enrolled: Enrolled) -> None:
    enrolled.site.stop()
    add(enrolled)
    add(enrolled)
    add(enrolled, "harm", urgent=True)
    enrolled.site.start()
    enrolled.sync()
    assert sequences(enrolled) == [3, 1, 2]
    stored = enrolled.site.office.query(lambda session: [unpack(ENVELOPE, data).header["urgent"] for data in session.scalars(select(Envelope.bytes))])
    assert sorted(stored) == [False, False, True]


def test_sent_received_and_processed_are_told_apart(enrolled: Enrolled) -> None:
    add_unsent(enrolled)
    assert steps(enrolled) == ["on_this_phone"]
    enrolled.sync()
    assert steps(enrolled) == ["on_this_phone", "sent", "received"]
    assert rows(enrolled)[0]["bytes"] is not None  # a receipt is not enough to let go
    enrolled.site.office.work()
    enrolled.sync()
    assert steps(enrolled) == ["on_this_phone", "sent", "received", "processed"]
    assert rows(enrolled)[0]["bytes"] is None


def steps(phone: Enrolled) -> list[str]:
    return [step["step"] for step in core(phone.page, "records.custody", phone.record)]


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


def test_one_that_the_server_cannot_take_is_kept_and_the_others_go(enrolled: Enrolled) -> None:
    enrolled.site.stop()
    for _ in range(3):
        add(enrolled)
    enrolled.sync()
    refused = [("409 Conflict", "envelope-differs"), ("400 Bad Request", "envelope-unreadable"), ("413 Too Large", "too-large")]
    for status, slug in refused:
        enrolled.site.put_between(refusing("/sync/envelopes", status, problem(slug), only=is_second))
        enrolled.site.restart()
        enrolled.sync()
        assert sequences(enrolled) == [1, 3]
        kept = rows(enrolled)[1]
        assert (kept["problem"], kept["receipt"], len(kept["bytes"]) > 0) == (slug, None, True)
        told = core(enrolled.page, "records.custody", enrolled.record)[-1]
        assert told["step"] == "being_looked_at"
        assert "kept" in told["detail"]["sentence"]
    enrolled.site.put_between(undisturbed)
    enrolled.sync()
    assert sequences(enrolled) == [1, 3, 2]
    assert rows(enrolled)[1]["problem"] is None


def is_second(sent: bytes) -> bool:
    return bool(unpack(ENVELOPE, sent).header["sequence"] == 2)


def test_any_other_answer_loses_nothing_and_is_a_sentence(enrolled: Enrolled) -> None:
    add_unsent(enrolled)
    for status in ("401 Unauthorized", "403 Forbidden", "500 Internal Server Error", "503 Service Unavailable", "302 Found"):
        enrolled.site.put_between(refusing("/sync/envelopes", status, b"<html>a proxy speaks</html>"))
        enrolled.sync()
        said = core(enrolled.page, "sync.state")["problem"].message
        assert "Nothing is lost" in said or "It is kept here" in said, status
        assert [(row["problem"], row["receipt"]) for row in rows(enrolled)] == [(None, None)]
    enrolled.site.put_between(undisturbed)
    enrolled.sync()
    assert sequences(enrolled) == [1]


def test_an_answer_that_was_lost_on_the_way_is_fetched_again_and_nothing_doubled(enrolled: Enrolled) -> None:
    add_unsent(enrolled)
    enrolled.site.put_between(answering("/sync/envelopes", lambda body: b"", status="502 Bad Gateway", times=1))
    enrolled.sync()
    assert core(enrolled.page, "records.unsentCount")["count"] == 1
    assert sequences(enrolled) == [1]
    enrolled.sync()
    assert core(enrolled.page, "records.unsentCount")["count"] == 0
    assert sequences(enrolled) == [1]


def test_a_server_that_was_restored_without_an_envelope_gets_it_again_byte_for_byte(enrolled: Enrolled) -> None:
    add(enrolled)
    enrolled.sync()
    before = enrolled.site.office.query(lambda session: session.scalar(select(Envelope.bytes)))
    enrolled.site.office.query(lambda session: session.execute(delete(Envelope)) and None)
    enrolled.sync()  # learns that it is gone
    enrolled.sync()
    assert enrolled.site.office.query(lambda session: session.scalar(select(Envelope.bytes))) == before


def test_a_phone_whose_storage_was_rolled_back_is_no_dead_end(enrolled: Enrolled, tmp_path: Path) -> None:
    enrolled.phone.close()
    shutil.copytree(enrolled.phone.profile, tmp_path / "older", symlinks=True)
    enrolled.reopen()
    add(enrolled)
    until(enrolled.page, UNSENT_IS_NONE)
    enrolled.phone.close()
    shutil.rmtree(enrolled.phone.profile)
    shutil.copytree(tmp_path / "older", enrolled.phone.profile, symlinks=True)
    enrolled.reopen()
    add(enrolled)  # under a number that the server has seen
    enrolled.sync()
    assert [row["problem"] for row in rows(enrolled)] == ["envelope-differs"]
    add(enrolled)
    enrolled.sync()
    assert [row["problem"] for row in rows(enrolled)] == ["envelope-differs", None]
    assert sequences(enrolled) == [1, 1002]


def test_a_locked_phone_still_sends_what_is_sealed(enrolled: Enrolled) -> None:
    enrolled.site.stop()
    add(enrolled)
    core_later(enrolled.page, "guard.lockNow")
    expect(enrolled.page.get_by_role("heading", name="Locked")).to_be_visible()
    enrolled.site.start()
    enrolled.sync()
    assert core(enrolled.page, "records.unsentCount")["count"] == 0
    assert sequences(enrolled) == [1]


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
    enrolled.site.office.allocate()
    enrolled.site.office.work()
    enrolled.site.put_between(answering("/sync/bundle", lambda body: body[:-100] + bytes([body[-100] ^ 1]) + body[-99:]))
    enrolled.sync()
    assert core(enrolled.page, "meta.readMeta", "bundle") == before
    assert len(core(enrolled.page, "records.listCases")) == 1
    enrolled.site.put_between(undisturbed)
    enrolled.sync()
    assert len(core(enrolled.page, "records.listCases")) == 2


def test_a_manifest_of_an_older_epoch_is_refused(enrolled: Enrolled) -> None:
    known = core(enrolled.page, "meta.readMeta", "manifest")
    newer = {**known, "manifest": {**known["manifest"], "epoch": known["manifest"]["epoch"] + 1}}
    core(enrolled.page, "meta.writeMeta", {"manifest": newer})
    enrolled.sync()
    assert "signature" in core(enrolled.page, "sync.state")["problem"].message
    assert core(enrolled.page, "meta.readMeta", "manifest") == newer


def test_the_clock_is_compared_on_the_way(enrolled: Enrolled) -> None:
    def fast(answer: Any) -> None:
        answer["server_time"] = "2030-01-01T00:00:00.000Z"

    enrolled.site.put_between(answering("/sync/status", in_json(fast)))
    enrolled.sync()
    assert core(enrolled.page, "sync.state")["offsetMs"] > 365 * 24 * 3_600_000
    assert core(enrolled.page, "network.offsetOf", "2026-11-21T21:02:33.120Z", 1_795_294_952_000, 1_795_294_954_000) == 120
