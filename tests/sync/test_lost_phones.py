"""A lost phone: locked by one person's word, wiped by a second one's, told in words that the worker signed."""

from typing import Any

import pytest

from rhi_app.domain import canonical, trust
from rhi_app.models import Account, Device, OutboxRow
from rhi_app.services import crypto, enrolment, lost_phones
from tests.phone_simulator import Phone
from tests.sync.conftest import Office


def order_of(phone: Phone) -> dict[str, Any] | None:
    """As a locked phone hears it: without its word. Its signature is the worker's."""
    answer = phone.send("GET", f"/sync/orders/{phone.device}", b"", {})
    if answer.status == 204:
        return None
    said = answer.json
    point = trust.points_of(phone.manifest, "worker")[said["key"]]
    crypto.verify(point, trust.ORDER, canonical.write(said["order"]), canonical.from_text(said["signature"]))
    assert said["order"]["device"] == phone.device
    return said


def confirm(office: Office, phone: Phone, who: str) -> None:
    with office.session() as session:
        person, device = session.get_one(Account, office.cast[who]), session.get_one(Device, phone.device)
        lost_phones.confirm_wipe(session, person, device, office.now())
    office.work()


def take_out(office: Office, phone: Phone) -> None:
    office.press(enrolment.revoke, phone.device)
    office.work()


def wiped_at(office: Office, phone: Phone) -> Any:
    with office.session() as session:
        return session.get_one(Device, phone.device).wiped_at


def test_one_person_locks_a_phone_and_a_second_one_wipes_it(office: Office, phone: Phone) -> None:
    other = office.new_phone()
    assert order_of(phone) is None
    take_out(office, phone)
    assert order_of(other) is None
    said = order_of(phone)
    assert said is not None
    assert said["order"]["order"] == "lock"
    confirm(office, phone, "maeve")
    said = order_of(phone)
    assert said is not None
    assert said["order"]["order"] == "wipe"


def test_who_took_it_out_does_not_wipe_it_nor_does_its_owner(office: Office, phone: Phone) -> None:
    with pytest.raises(lost_phones.NotWaiting):
        confirm(office, phone, "maeve")  # it is in use
    take_out(office, phone)
    for who in ("ben", "amira"):
        with pytest.raises(lost_phones.SomebodyElse):
            confirm(office, phone, who)
    assert order_of(phone)["order"]["order"] == "lock"  # type: ignore[index]
    # Nor does the worker sign one that somebody alone wrote into the table.
    with office.session() as session:
        device = session.get_one(Device, phone.device)
        device.wipe_confirmed_by_id = office.cast["ben"]
        session.add(OutboxRow(id=phone.device, kind="sign_order", payload={"device": phone.device}, created_at=office.now(), due_at=office.now()))
    office.work()
    assert order_of(phone)["order"]["order"] == "lock"  # type: ignore[index]


def test_the_phone_says_that_it_is_wiped_with_the_word_that_it_heard(office: Office, phone: Phone) -> None:
    take_out(office, phone)
    lock = order_of(phone)
    path = f"/sync/orders/{phone.device}/wiped"
    for signature in (lock["signature"], "x"):  # type: ignore[index]
        assert phone.send("POST", path, f'{{"signature":"{signature}"}}'.encode(), {}).status == 409
    confirm(office, phone, "maeve")
    word = order_of(phone)
    assert wiped_at(office, phone) is None
    assert phone.send("POST", path, f'{{"signature":"{word["signature"]}"}}'.encode(), {}).status == 204  # type: ignore[index]
    assert wiped_at(office, phone) is not None
