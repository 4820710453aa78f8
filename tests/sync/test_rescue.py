"""A rescue file: what a phone cannot send, brought in as if it had been sent."""

from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import func, select

from rhi_app.domain import rescue
from rhi_app.models import Account, AuditLine, Envelope
from rhi_app.services import enrolment
from rhi_app.services.rescue import RescueUnreadable, Taken, take_in
from tests.phone_simulator import Phone, to_app
from tests.portal.cast import signed_in
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT, Case, entries_of


def sealed(phone: Phone, case: Case) -> bytes:
    return phone.seal(case, [phone.entry(case["record"], "attempt", ATTEMPT)])


def bring_in(office: Office, *envelopes: bytes) -> Taken:
    with office.session() as session:
        return take_in(session, office.settings, session.get_one(Account, office.cast["ben"]), rescue.pack(envelopes), office.now())


def test_a_file_is_all_of_its_envelopes_or_none() -> None:
    parts = [b"one", b"two" * 1000]
    whole = rescue.pack(parts)
    assert rescue.unpack(whole) == parts
    assert rescue.unpack(rescue.pack([])) == []
    for cut in range(len(whole)):
        if cut not in (len(rescue.pack([])), len(rescue.pack(parts[:1]))):  # a shorter file that is whole
            with pytest.raises(rescue.NotARescueFile):
                rescue.unpack(whole[:cut])
    with pytest.raises(rescue.NotARescueFile):
        rescue.unpack(whole + bytes(4))


def test_what_is_brought_in_counts_like_what_is_sent_and_once(office: Office, phone: Phone, case: Case) -> None:
    sent, *others = [sealed(phone, case) for _ in range(4)]
    receipt = phone.upload(sent)
    assert bring_in(office, sent, *others) == Taken(new=3, known=1, refused={})
    assert bring_in(office, sent, *others) == Taken(new=0, known=4, refused={})
    office.work()
    assert len(entries_of(office, case)) == 4
    assert phone.upload(sent) == receipt
    assert phone.upload(others[0])["server_sequence"] == 2  # the phone, back on the network, gets the receipt that was given then
    with office.session() as session:
        lines = session.scalars(select(AuditLine).where(AuditLine.action == "rescue.take_in").order_by(AuditLine.number)).all()
        assert [(line.actor_id, line.detail) for line in lines] == [
            (office.cast["ben"], "3 new, 1 known, 0 refused"), (office.cast["ben"], "0 new, 4 known, 0 refused"),
        ]  # fmt: skip


def test_what_is_not_well_sealed_is_refused_and_stops_nothing_else(office: Office, phone: Phone, case: Case) -> None:
    good, bad = sealed(phone, case), bytearray(sealed(phone, case))
    bad[-1] ^= 1
    nobody = Phone(to_app(office.app)).enrol(office.issue_code("amira"))
    taken = bring_in(office, bytes(bad), sealed(nobody, case), good)
    assert (taken.new, taken.known, sum(taken.refused.values()), len(taken.refused)) == (1, 0, 2, 2)
    with office.session() as session:
        assert session.scalar(select(func.count(Envelope.id))) == 1


def test_half_a_file_takes_in_nothing(office: Office, phone: Phone, case: Case) -> None:
    whole = rescue.pack([sealed(phone, case), sealed(phone, case)])
    for data in (b"", b"a picture", whole[:-1]):
        with office.session() as session, pytest.raises(RescueUnreadable):
            take_in(session, office.settings, None, data, office.now())
    with office.session() as session:
        assert session.scalar(select(func.count(Envelope.id))) == 0


def test_a_lost_phones_file_is_held_like_what_it_sends(office: Office, phone: Phone, case: Case) -> None:
    office.press(enrolment.revoke, phone.device)
    assert bring_in(office, sealed(phone, case)).new == 1
    office.work()
    assert entries_of(office, case) == []


def test_it_is_brought_in_on_the_page_also_when_larger_than_any_form(office: Office, phone: Phone, case: Case) -> None:
    browser = signed_in(office.app, office.cast["ben"], office.now())
    many = [sealed(phone, case)] + [bytes(2**20)] * 5  # five of them nobody's
    page = browser.get("/set-aside")
    token = next(value for form in page.forms if "rescue" in form.action for name, value in form.fields if name == "csrf_token")
    head = f'--x\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    body = head.encode() + rescue.pack(many) + b"\r\n--x--\r\n"  # by hand: the test client would leave a temporary file open
    text = browser.client.post("/set-aside/rescue", data=body, content_type="multipart/form-data; boundary=x").text
    assert "Taken in: 1 new." in text
    assert "5 not taken" in text
    browser.get("/set-aside")
    assert "no rescue file" in browser.send({"file": (BytesIO(b""), "sealed.bin")}, form="rescue", status=422).text


def test_it_is_brought_in_by_a_command(office: Office, phone: Phone, case: Case, tmp_path: Path) -> None:
    file = tmp_path / "sealed.bin"
    file.write_bytes(rescue.pack([sealed(phone, case)]))
    flask = office.app.test_cli_runner()
    assert flask.invoke(args=["rescue", "open", str(file)]).output == "1 new, 0 known.\n"
    file.write_bytes(b"a picture")
    refused = flask.invoke(args=["rescue", "open", str(file)])
    assert (refused.exit_code, "no rescue file" in refused.output) == (1, True)
