"""Bundles and statuses: for the phone that signs the request, about its own interviewer's work, and sealed to it."""

from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from rhi_app.domain import canonical
from rhi_app.domain.envelope import BUNDLE, unpack
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Account, Bundle, Delivery, Device, OutboxRow, Record, Synopsis
from rhi_app.services import accounts, crypto
from rhi_app.services.at_rest import seal_json
from rhi_app.services.entries import add_portal_entry
from tests.phone_simulator import Phone, Refused
from tests.sync.conftest import CANARY, Office
from tests.sync.readers import ATTEMPT

Case = dict[str, Any]


def bundle_of(office: Office, phone: Phone) -> dict[str, Any]:
    office.work()
    bundle = phone.fetch_bundle()
    assert bundle is not None
    return bundle


def refusal_of(phone: Phone, method: str, path: str, body: bytes = b"", **word: str) -> tuple[int, str]:
    with pytest.raises(Refused) as refused:
        phone.ask(method, path, body, **word)
    return refused.value.status, refused.value.problem


def test_a_bundle_holds_what_the_interviewer_needs_at_the_door(office: Office, phone: Phone, case: Case) -> None:
    bundle = bundle_of(office, phone)
    assert bundle["account"] == {"id": office.cast["amira"], "name": "Amira Haddad", "roles": ["interviewer"]}
    assert bundle["organisation"]["id"] == phone.organisation
    (told,) = bundle["cases"]
    assert (told["record"], told["reference"], told["state"], told["entries"]) == (case["record"], case["reference"], "open", [])
    assert told["child"]["name"] == f"Kofi {CANARY}"
    assert [contact["do_not_contact"] for contact in told["contacts"]] == [False, True]
    assert told["contacts"][1]["telephone"] == "01632 960002"  # carried, and flagged: the phone asks before it shows it
    (episode,) = told["episodes"]
    assert (episode["authority"], episode["number"], episode["age"] is not None, episode["due_at"] is not None) == ("essex", 1, True, True)
    assert told["social_worker"]["name"] == "Cerys Vaughan"
    assert [reader["kind"] for reader in told["recipients"]] == ["social_worker", "police_liaison"]
    assert {"essex", "england"} <= bundle["protocols"]["versions"].keys()
    assert bundle["numbers"]["childline"] == "0800 1111"
    assert bundle["bank_holidays"]


def test_where_a_child_is_placed_is_told_only_for_a_child_in_care(office: Office, phone: Phone) -> None:
    office.allocate()
    office.allocate(missing_from="care", legal_status="looked_after")
    at_home, in_care = bundle_of(office, phone)["cases"]
    assert "placement_address" not in at_home["child"]
    assert in_care["child"]["placement_address"]


def test_earlier_episodes_are_told_in_a_line_each(office: Office, phone: Phone, case: Case) -> None:
    from rhi_app.models import Episode
    from tests.sync.conftest import notice

    with office.session() as session:
        from datetime import timedelta

        from rhi_app.services import intake

        record = session.get_one(Record, case["record"])
        told = notice(office.now(), office.cast)
        months = timedelta(days=60)
        told |= {name: told[name] - months for name in ("missing_from_at", "reported_at", "found_at", "returned_at")}
        intake.add_episode_of(session, session.get_one(Account, office.cast["ben"]), record.child, told, office.now())
        assert len(session.scalars(select(Episode)).all()) == 2
    (told_case,) = bundle_of(office, phone)["cases"]
    assert [line["summary"] for line in told_case["earlier"]] == ["Missing from home for 12 hours: no interview recorded."]
    assert len(told_case["episodes"]) == 1


def test_nobody_elses_case_is_in_it(office: Office, phone: Phone, case: Case) -> None:
    with office.session() as session:
        ben = session.get_one(Account, office.cast["ben"])
        accounts.give_role(session, None, ben, ben.organisation, "interviewer", office.now())
    office.allocate("ben")
    assert [told["record"] for told in bundle_of(office, phone)["cases"]] == [case["record"]]


def test_what_the_desk_logs_travels_with_the_next_bundle(office: Office, phone: Phone, case: Case) -> None:
    from rhi_app.services.bundles import request_bundles

    bundle_of(office, phone)
    with office.session() as session:
        record, desk = session.get_one(Record, case["record"]), session.get_one(Account, office.cast["priya"])
        answers = {"consent.who": "parent", "consent.way": "indicated_not_seen", "consent.how": "telephone"}
        add_portal_entry(session, desk, record, "consent", "consent", 1, answers, office.now(), office.now())
        request_bundles(session, record, office.now())
    (told,) = bundle_of(office, phone)["cases"]
    (entry,) = told["entries"]
    assert (entry["author_name"], entry["device"], entry["sequence"], entry["answers"]["consent.who"]) == ("Priya Nair", None, 1, "parent")


def test_a_finished_case_leaves_the_phone(office: Office, phone: Phone, case: Case) -> None:
    phone.send_entry(case, "decline", {"decline.who": "child"}, state="declined")
    assert bundle_of(office, phone)["cases"] == []


def test_each_bundle_has_a_higher_number_and_an_old_one_is_not_given(office: Office, phone: Phone, case: Case) -> None:
    bundle_of(office, phone)
    first = phone.bundle_number
    assert phone.fetch_bundle() is None
    phone.send_entry(case, "attempt", ATTEMPT)
    bundle_of(office, phone)
    assert phone.bundle_number > first
    phone.bundle_number = 0
    assert phone.fetch_bundle() is not None


def test_many_requests_are_answered_by_one_bundle(office: Office, phone: Phone, case: Case) -> None:
    bundle_of(office, phone)
    before = phone.bundle_number
    for _ in range(5):
        phone.send_entry(case, "attempt", ATTEMPT)
    bundle = bundle_of(office, phone)
    assert phone.bundle_number == before + 1
    assert len(bundle["cases"][0]["entries"]) == 5
    with office.session() as session:
        assert session.scalars(select(OutboxRow.id).where(OutboxRow.done_at.is_(None))).all() == []


def test_only_its_own_phone_opens_a_bundle(office: Office, phone: Phone, case: Case) -> None:
    other = office.new_phone()
    office.work()
    with office.session() as session:
        data = session.get_one(Bundle, phone.device).bytes
    assert CANARY.encode() not in data
    parts = unpack(BUNDLE, data)
    from rhi_app.domain.envelope import seal_info

    for key in (other.agreement, phone.signing):
        with pytest.raises(crypto.NotOpened):
            crypto.open_sealed(key, seal_info(BUNDLE, parts.header_bytes), parts.ciphertext)
    assert phone.open_bundle(data)["cases"]


def test_a_request_needs_this_phones_signature_over_exactly_this_request(office: Office, phone: Phone) -> None:
    other, path = office.new_phone(), "/sync/bundle?after=0"
    word = phone.word("GET", path, b"")
    for changes in ({"device": other.device}, {"device": new_id()}, {"time": "2026-01-01T00:00:00.000Z"}, {"signature": "A" * 86}):
        assert refusal_of(phone, "GET", path, **changes) == (403, "word-not-genuine")
    for authorization in ("", "RHI", "Basic abc", str(word) + ", more=1", str(word).replace('"', "")):
        assert phone.send("GET", path, b"", {"Authorization": authorization}).json["problem"] == "word-not-genuine"
    assert phone.send("GET", "/sync/bundle?after=1", b"", {"Authorization": str(word)}).status == 403
    assert phone.send("GET", path, b"", {"Authorization": str(word)}).status in (200, 204)
    assert phone.send("GET", path, b"", {}).status == 403


def test_a_wrong_clock_does_not_shut_a_phone_out(office: Office) -> None:
    from datetime import UTC, datetime

    phone = office.new_phone(now=lambda: datetime(2038, 1, 19, 4, tzinfo=UTC))
    office.work()
    assert phone.fetch_bundle() is not None


def test_nonsense_after_a_number_is_no_error(office: Office, phone: Phone) -> None:
    office.work()
    for after in ("", "-1", "x", "99999999999999999999", quote("٣"), "1&after=2"):
        assert phone.ask("GET", f"/sync/bundle?after={after}").status in (200, 204)


def test_the_status_tells_each_envelope_apart(office: Office, phone: Phone, case: Case) -> None:
    first = phone.send_entry(case, "attempt", ATTEMPT)["envelope"]
    office.work()
    second = phone.send_entry(case, "attempt", ATTEMPT)["envelope"]
    told = phone.status(first, second, new_id(), unsent=3)
    assert told["envelopes"][first]["processed"]["state"] == "processed"
    assert told["envelopes"][first]["processed"]["record"] == case["record"]
    assert told["envelopes"][second] is None
    assert len(told["envelopes"]) == 2  # one that the server does not have is left out: send it again
    with office.session() as session:
        device = session.get_one(Device, phone.device)
        assert (device.unsent_count, device.last_seen_at is not None) == (3, True)


def test_another_phones_envelopes_are_as_good_as_unknown(office: Office, phone: Phone, case: Case) -> None:
    envelope = phone.send_entry(case, "attempt", ATTEMPT)["envelope"]
    assert office.new_phone().status(envelope)["envelopes"] == {}


def test_the_status_tells_who_has_got_and_read_the_synopsis(office: Office, phone: Phone, case: Case) -> None:
    with office.session() as session:
        for kind, who, is_urgent in (("social_worker", "cerys", False), ("police_liaison", "dan", True)):
            synopsis = Synopsis(
                id=new_id(), record_id=case["record"], recipient_kind=kind, is_urgent=is_urgent, version=1, created_at=office.now(),
                content=seal_json(session, "record", case["record"], "synopses", new_id(), "content", {}),
            )  # fmt: skip
            times = dict.fromkeys(("created_at", "mailed_at", "open_until"), office.now())
            delivery = Delivery(id=new_id(), synopsis=synopsis, account_id=office.cast[who], **times)
            delivery.opened_at = None if is_urgent else office.now()
            session.add(delivery)
    told = phone.status()["records"][case["record"]]
    assert [each["kind"] for each in told["made"]] == ["social_worker", "police_liaison"]
    assert [(each["kind"], each["urgent"]) for each in told["delivered"]] == [("social_worker", False), ("police_liaison", True)]
    assert [each["kind"] for each in told["opened"]] == ["social_worker"]
    assert told["acknowledged"] == []
    assert office.new_phone("ben").status()["records"] == {}


def test_a_status_question_of_another_shape_is_unreadable(phone: Phone) -> None:
    for body in (b"", b"{}", b'{"envelopes":[1],"unsent":0}', b'{"envelopes":[],"unsent":-1}', b'{"envelopes":[],"unsent":true}'):
        assert refusal_of(phone, "POST", "/sync/status", body) == (400, "unreadable-request")


def test_a_bundle_does_not_grow_letter_by_letter(office: Office, phone: Phone, case: Case) -> None:
    office.work()
    with office.session() as session:
        parts = unpack(BUNDLE, session.get_one(Bundle, phone.device).bytes)
    assert (len(parts.ciphertext) - 81) % 256 == 0
    assert canonical.read(parts.header_bytes)["length"] == len(parts.ciphertext)
