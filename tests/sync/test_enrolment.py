"""A phone comes in by a code, a proof and six words, and in no other way."""

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from rhi_app.domain import canonical, trust
from rhi_app.domain.sync_problems import CodeRefused, DeviceNotActive
from rhi_app.models import Account, AuditLine, Device, EnrolmentCode
from rhi_app.services import crypto, enrolment, throttle
from rhi_app.services.trust import refuse_unless_active
from rhi_app.settings import Settings
from tests.phone_simulator import Phone, Refused, to_app
from tests.sync.conftest import Office


def blank_phone(office: Office) -> Phone:
    return Phone(to_app(office.app))


def problem_of(action: Any, *arguments: Any) -> str:
    with pytest.raises(Refused) as refused:
        action(*arguments)
    return refused.value.problem


def state_of(office: Office, phone: Phone) -> str:
    with office.session() as session:
        return session.get_one(Device, phone.device).state


def test_a_phone_comes_in_step_by_step(office: Office) -> None:
    phone, code = blank_phone(office), office.issue_code("amira")
    answer = phone.claim(code)
    assert state_of(office, phone) == "claimed"
    assert (answer["account_name"], answer["user"]) == ("Amira Haddad", office.cast["amira"])
    assert answer["light_kdf"] is True  # the fixture's installation asks for it
    phone.prove(answer["challenge"])
    assert state_of(office, phone) == "proved"
    with office.session() as session:
        assert enrolment.six_words(office.settings, session.get_one(Device, phone.device)) == phone.six_words()
    office.press(enrolment.activate, phone.device)
    assert state_of(office, phone) == "active"
    with office.session() as session:
        told = session.scalars(select(AuditLine.action).where(AuditLine.device_id == phone.device).order_by(AuditLine.number)).all()
        assert told == ["phone.claim", "phone.prove", "phone.activate"]


def test_a_code_can_be_typed_in_any_way(office: Office) -> None:
    code = office.issue_code("amira")
    blank_phone(office).claim(f" {code.lower().replace('-', ' ')}\n")


def test_a_code_works_once(office: Office) -> None:
    code = office.issue_code("amira")
    blank_phone(office).claim(code)
    assert problem_of(blank_phone(office).claim, code) == "code-refused"


def test_the_same_phone_gets_its_lost_answer_again(office: Office) -> None:
    phone, code = blank_phone(office), office.issue_code("amira")
    first = phone.claim(code)
    again = phone.claim(code)
    assert again["enrolment"] == first["enrolment"]
    phone.prove(first["challenge"])
    assert phone.prove(again["challenge"]) == {"device": phone.device, "state": "proved"}


def test_of_many_phones_with_one_code_one_gets_in(office: Office) -> None:
    code, told = office.issue_code("amira"), []

    def try_it() -> None:
        try:
            told.append(blank_phone(office).claim(code)["enrolment"])
        except Refused as refused:
            told.append(refused.problem)

    threads = [threading.Thread(target=try_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len([each for each in told if each not in ("code-refused", "too-soon")]) == 1


def test_a_code_ends_after_ten_minutes_and_when_a_new_one_is_made(office: Office) -> None:
    first, second = office.issue_code("amira"), office.issue_code("amira")
    assert problem_of(blank_phone(office).claim, first) == "code-refused"
    with office.session() as session:
        past = office.now() - timedelta(seconds=1)
        session.execute(update(EnrolmentCode).values(expires_at=past))
    assert problem_of(blank_phone(office).claim, second) == "code-refused"


def test_a_code_is_kept_as_a_hash(office: Office) -> None:
    code = office.issue_code("amira")
    with office.session() as session:
        row = session.scalars(select(EnrolmentCode)).one()
        assert enrolment.clean_code(code) not in json.dumps([row.code_hash, row.id])


def test_guessing_gets_slower_and_does_not_hinder_others(office: Office) -> None:
    code = office.issue_code("amira")
    wrong = code[:5] + "2222-2222"
    told = [problem_of(blank_phone(office).claim, wrong) for _ in range(6)]
    assert told[:3] == ["code-refused"] * 3
    assert told[-1] == "too-soon"
    blank_phone(office).claim(office.issue_code("ben"))
    assert len(throttle.WAITS) > 3


def test_somebody_of_another_organisation_gets_no_phone(office: Office) -> None:
    assert problem_of(blank_phone(office).claim, office.issue_code("erin")) == "code-refused"


def test_a_disabled_account_gets_no_phone(office: Office) -> None:
    code = office.issue_code("amira")
    with office.session() as session:
        session.get_one(Account, office.cast["amira"]).is_active = False
    assert problem_of(blank_phone(office).claim, code) == "code-refused"


def test_a_body_of_another_shape_is_unreadable(office: Office) -> None:
    bodies = (b"", b"[]", b"{}", b'{"code":1,"signing":"","agreement":""}', b'{"code":"x","signing":"AA","agreement":"AA","more":1}')
    for body in bodies:
        answer = to_app(office.app)("POST", "/sync/enrolments", body, {"Content-Type": "application/json"})
        assert (answer.status, answer.json["problem"]) == (400, "unreadable-request")


def test_what_is_no_public_key_is_refused_and_uses_up_no_code(office: Office) -> None:
    good = canonical.to_text(crypto.public_point(crypto.make_private()))
    for points in (("", good), (good, "BA"), ("!", good), (good, "B" * 87), (good, good)):
        body = json.dumps({"code": office.issue_code("amira"), "signing": points[0], "agreement": points[1]}).encode()
        assert to_app(office.app)("POST", "/sync/enrolments", body, {}).json["problem"] == "unreadable-request"
    with office.session() as session:
        assert set(session.scalars(select(EnrolmentCode.used_at))) == {None}


def test_who_does_not_hold_both_private_keys_proves_nothing(office: Office) -> None:
    phone, code = blank_phone(office), office.issue_code("amira")
    answer = phone.claim(code)
    thief = Phone(phone.send, signing=crypto.make_private(), agreement=phone.agreement, device=phone.device)
    with pytest.raises(crypto.NotOpened):
        thief.prove(answer["challenge"])
    for signature in ("", "AA", canonical.to_text(bytes(64)), canonical.to_text(crypto.sign(phone.signing, trust.ENROL, b"without the challenge"))):
        body = json.dumps({"signature": signature}).encode()
        told = phone.send("POST", f"/sync/enrolments/{phone.device}/proof", body, {})
        assert (told.status, told.json["problem"]) == (400, "proof-refused")
    assert state_of(office, phone) == "claimed"


def test_a_proof_for_nothing_is_refused(office: Office) -> None:
    body = json.dumps({"signature": canonical.to_text(bytes(64))}).encode()
    for enrolment_id in (office.cast["amira"], office.new_phone().device):
        assert to_app(office.app)("POST", f"/sync/enrolments/{enrolment_id}/proof", body, {}).json["problem"] == "proof-refused"


def test_a_phone_that_was_not_proved_cannot_be_activated(office: Office) -> None:
    phone = blank_phone(office)
    phone.claim(office.issue_code("amira"))
    with pytest.raises(Exception, match="not waiting"):
        office.press(enrolment.activate, phone.device)
    assert state_of(office, phone) == "claimed"


def test_another_key_or_root_gives_other_words(office: Office) -> None:
    phone = office.new_phone()
    words = phone.six_words()
    phone.root = crypto.public_point(crypto.make_private())
    assert phone.six_words() != words


def test_a_revoked_phone_reads_nothing_more(office: Office, case: dict[str, Any]) -> None:
    phone = office.new_phone()
    office.work()
    assert phone.fetch_bundle() is not None
    office.press(enrolment.revoke, phone.device)
    phone.bundle_number = 0
    assert problem_of(phone.fetch_bundle) == "device-revoked"
    office.work()
    with office.session() as session:
        from rhi_app.models import Bundle

        assert session.get(Bundle, phone.device) is None


def test_light_parameters_are_for_an_installation_that_asks_for_them(office: Office) -> None:
    settings = Settings(**office.settings.__dict__ | {"light_kdf": False})
    points = [crypto.public_point(crypto.make_private()) for _ in range(2)]
    with office.session() as session:
        code = enrolment.issue_code(session, *[session.get_one(Account, office.cast[who]) for who in ("ben", "amira")], office.now())
        assert "light_kdf" not in enrolment.claim(session, settings, code, points[0], points[1], office.now())


def test_the_demonstrations_people_get_no_phone_elsewhere(office: Office, phone: Phone) -> None:
    settings = Settings(**office.settings.__dict__ | {"demo": False})
    with office.session() as session:
        code = enrolment.issue_code(session, *[session.get_one(Account, office.cast[who]) for who in ("ben", "amira")], office.now())
        points = [crypto.public_point(crypto.make_private()) for _ in range(2)]
        with pytest.raises(CodeRefused):
            enrolment.claim(session, settings, code, points[0], points[1], office.now())
        with pytest.raises(DeviceNotActive):
            refuse_unless_active(session.get_one(Device, phone.device), settings)
