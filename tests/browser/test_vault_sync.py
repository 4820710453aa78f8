"""Sending and fetching: nothing counts as received without the server's signature, one failure holds up no other, and nothing is lost."""

import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Event

import pytest
from playwright.sync_api import expect
from sqlalchemy import delete, select

from rhi_app.domain.envelope import ENVELOPE, unpack
from rhi_app.models import Device, Envelope
from tests.browser.between import Wrap, answering, in_json, noting, problem, refusing
from tests.browser.sending import NO_TIMERS, UNSENT_IS_NONE, add, add_unsent, rows, sequences, steps, undisturbed
from tests.browser.site import Enrolled, Refused, core, core_later, until
from tests.browser.test_vault_cases import DAMAGE
from tests.phone_batches import TOGETHER

pytestmark = pytest.mark.browser
ALONE = "/sync/envelopes"
NOTE_DRAWN = """async () => {
  const app = document.querySelector('script[type="module"]').src;
  const [{ onNews }, { state }] = await Promise.all(["screens/news", "sync"].map((name) => import(new URL("./inside.js", app).href).then(({ $use }) => $use(`js/${name}.js`))));
  globalThis.drawnWhile = [];
  onNews(() => drawnWhile.push(state().network));
}"""
# A request ends after half a second instead of twenty, and tells how long it would have waited.
HASTY = """() => {
  [globalThis.patience, globalThis.waits] = [AbortSignal.timeout, []];
  AbortSignal.timeout = (ms) => waits.push(ms) && patience.call(AbortSignal, ms / 40);
}"""


def test_what_is_sealed_leaves_when_the_network_or_the_page_comes_back_or_somebody_presses(enrolled: Enrolled) -> None:
    page = enrolled.page
    comings: list[Callable[[], None]] = [
        lambda: page.evaluate("() => dispatchEvent(new Event('online'))"),
        lambda: page.evaluate("() => document.dispatchEvent(new Event('visibilitychange'))"),
        lambda: page.get_by_role("button", name="Send and fetch").click(),
    ]
    core(page, "screens/navigation.go", "/app/phone")
    for come in comings:
        enrolled.site.stop()
        add(enrolled)
        enrolled.sync()
        assert core(page, "sync.state")["network"] == "none"
        assert core(page, "records.unsentCount")["count"] == 1
        page.evaluate(NO_TIMERS)  # else it would try again by itself
        enrolled.site.start()
        come()
        until(page, UNSENT_IS_NONE)
    assert sequences(enrolled) == [1, 2, 3]


def test_what_is_sealed_leaves_as_soon_as_it_is_made(enrolled: Enrolled) -> None:
    add(enrolled)
    until(enrolled.page, UNSENT_IS_NONE)
    assert sequences(enrolled) == [1]


def test_urgent_goes_first_and_alone_and_many_others_together(enrolled: Enrolled) -> None:
    asked: list[str] = []
    enrolled.site.stop()
    enrolled.page.evaluate(NOTE_DRAWN)
    for _ in range(6):
        add(enrolled)
    add(enrolled, "harm", urgent=True)
    enrolled.sync()  # nothing is under way when the server comes back
    enrolled.site.put_between(noting(asked))
    enrolled.site.start()
    enrolled.sync()
    assert sequences(enrolled) == [7, 1, 2, 3, 4, 5, 6]
    drawn = enrolled.page.evaluate("drawnWhile")
    assert drawn
    assert "sending" not in drawn  # nothing is drawn anew in the middle of a round, whatever came to nothing before it
    assert [path for path in asked if path.startswith(ALONE)] == [ALONE, TOGETHER]
    stored = enrolled.site.office.query(lambda session: [unpack(ENVELOPE, data).header["urgent"] for data in session.scalars(select(Envelope.bytes))])
    assert sorted(stored) == [False] * 6 + [True]
    assert all(row["receipt"] and row["sentAt"] for row in rows(enrolled))


def test_sent_received_and_processed_are_told_apart(enrolled: Enrolled) -> None:
    add_unsent(enrolled)
    assert steps(enrolled) == ["on_this_phone"]
    enrolled.sync()
    assert steps(enrolled) == ["on_this_phone", "sent", "received"]
    assert rows(enrolled)[0]["bytes"] is not None  # a receipt is not enough to let go
    enrolled.site.office.work()
    enrolled.sync()
    assert steps(enrolled) == ["on_this_phone", "sent", "received", "processed"]
    assert rows(enrolled)[0]["bytes"] is not None  # a spare copy, for a server that has to be restored
    enrolled.site.stop()
    add(enrolled)
    sealed, *further = core(enrolled.page, "records.custody", enrolled.record)
    assert (sealed["detail"]["of"], sealed["at"] is not None) == (2, True)
    assert [(step["at"], step["detail"]["done"]) for step in further] == [(None, 1)] * 3  # what half of it has reached is not reached


def test_a_draft_that_cannot_be_sealed_does_not_keep_the_phone_sending(enrolled: Enrolled) -> None:
    """News brings the screen anew, leaving a screen seals drafts, and what is sealed is sent: the ring is open where one fails."""
    page = enrolled.page
    core(page, "records.saveDraft", enrolled.record, "interview", {"back.how": "bus"})
    page.evaluate(DAMAGE, ["index", enrolled.record])
    core(page, "screens/navigation.go", "/app/phone")
    core(page, "screens/navigation.go", "/app/")
    enrolled.sync()
    rounds = core(page, "sync.state")["rounds"]
    page.wait_for_timeout(1_000)
    assert core(page, "sync.state")["rounds"] <= rounds + 1


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
    assert enrolled.site.office.query(lambda session: session.scalar(select(Device.unsent_count))) == 1
    oldest = {"receipt": None, "sealedAt": (datetime.now(UTC) - timedelta(hours=2)).isoformat()}
    assert core(enrolled.page, "said.ofItself", [oldest])["oldest_s"] // 60 in (120, 121)
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
    over = Event()
    enrolled.page.evaluate(HASTY)
    enrolled.site.put_between(refusing(ALONE, "503 Service Unavailable", only=lambda _: over.wait(60)))  # takes the bytes, and never says a word
    enrolled.sync()
    assert "Server does not answer" in core(enrolled.page, "sync.state")["problem"].message
    over.set()
    with pytest.raises(Refused):
        core(enrolled.page, "network.request", "/sync/nowhere", {"method": "POST", "body": {"length": 400_000}})
    assert enrolled.page.evaluate("waits.at(-1)") == 120_000  # what is large would else be begun again and again over a poor network
    enrolled.page.evaluate("() => { AbortSignal.timeout = patience; }")
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


def test_of_many_in_one_request_each_has_its_own_end_and_where_it_fails_they_go_one_by_one(enrolled: Enrolled) -> None:
    forged = in_json(lambda told: told["answers"][1]["receipt"].update(hash="A" * 43))
    refused = in_json(lambda told: told["answers"].__setitem__(3, {"problem": "envelope-unreadable", "sentence": "", "try_again": False}))
    assert asked_while(enrolled, answering(TOGETHER, lambda body: refused(forged(body)))) == [TOGETHER, ALONE, ALONE]  # the two without a receipt
    assert asked_while(enrolled, answering(TOGETHER, lambda body: b"", status="502 Bad Gateway")) == [TOGETHER, *[ALONE] * 5]
    # What is large goes in pieces: a connection that breaks costs one.
    assert asked_while(enrolled, undisturbed, note=secrets.token_hex(16_000)) == [ALONE] * 5
    assert sequences(enrolled) == list(range(1, 16))


def asked_while(phone: Enrolled, disturbed: Wrap, note: str = "") -> list[str]:
    """Where five envelopes that waited were sent, until each had its receipt."""
    asked: list[str] = []
    phone.site.stop()
    for _ in range(5):
        add(phone, note=note)
    phone.sync()
    phone.site.put_between(lambda app: noting(asked)(disturbed(app)))
    phone.site.start()
    for _ in range(2):
        phone.sync()
    assert all(row["receipt"] and row["problem"] is None for row in rows(phone))
    return [path for path in asked if path.startswith(ALONE)]


def processed_days_ago(phone: Enrolled, days: int) -> None:
    [row] = rows(phone)
    at = (datetime.now(UTC) - timedelta(days=days)).isoformat()
    core(phone.page, "outbox.mark", row["id"], {"processedAt": at})


def test_a_week_after_it_was_processed_the_spare_copy_goes(enrolled: Enrolled) -> None:
    core(enrolled.page, "records.finishRecord", enrolled.record, {})
    enrolled.sync()
    enrolled.site.office.work()
    enrolled.sync()
    before = enrolled.site.office.query(lambda session: session.scalar(select(Envelope.bytes)))
    processed_days_ago(enrolled, 6)
    enrolled.site.office.query(lambda session: session.execute(delete(Envelope)) and None)  # restored from a backup of last week
    enrolled.sync()  # learns that it is gone
    enrolled.sync()
    assert enrolled.site.office.query(lambda session: session.scalar(select(Envelope.bytes))) == before
    enrolled.site.office.work()
    enrolled.sync()
    processed_days_ago(enrolled, 6)  # its week begins anew
    enrolled.sync()
    assert rows(enrolled)[0]["bytes"] is not None
    processed_days_ago(enrolled, 8)
    core(enrolled.page, "outbox.dropSpare", [])  # the server was not asked for it this time
    assert rows(enrolled)[0]["bytes"] is not None
    enrolled.sync()
    assert (rows(enrolled)[0]["bytes"], steps(enrolled)[3]) == (None, "processed")


def test_a_server_that_was_restored_without_an_envelope_gets_it_again_byte_for_byte(enrolled: Enrolled) -> None:
    add(enrolled)
    enrolled.sync()
    before = enrolled.site.office.query(lambda session: session.scalar(select(Envelope.bytes)))
    enrolled.site.office.query(lambda session: session.execute(delete(Envelope)) and None)
    enrolled.sync()  # learns that it is gone
    enrolled.sync()
    assert enrolled.site.office.query(lambda session: session.scalar(select(Envelope.bytes))) == before


def test_a_locked_phone_still_sends_what_is_sealed(enrolled: Enrolled) -> None:
    enrolled.site.stop()
    add(enrolled)
    core_later(enrolled.page, "guard.lockNow")
    expect(enrolled.page.get_by_role("heading", name="Locked")).to_be_visible()
    enrolled.site.start()
    enrolled.sync()
    assert core(enrolled.page, "records.unsentCount")["count"] == 0
    assert sequences(enrolled) == [1]
