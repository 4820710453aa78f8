"""Two people recover a phone, two people wipe one, and everybody sees when it was last rehearsed: through the pages."""

from collections.abc import Callable

from flask import Flask

from rhi_app.database import db
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Account, Device, Snapshot
from rhi_app.services import enrolment, rehearsals
from rhi_app.services.time import now
from tests.portal.strict import Browser
from tests.portal.test_people_and_phones import proved_phone, token_of

Sign = Callable[[str], Browser]


def phone_in_use(app: Flask, ben: Browser, amira: str) -> str:
    ben.get("/phones")
    page = ben.send(form=f"{amira}/code")
    device = proved_phone(app, page.html.split('class="rhi-code" translate="no">')[1].split("<")[0])
    ben.get(f"/phones/{device}/compare")
    ben.send(form="/activate")
    return device


def test_one_opens_a_recovery_and_another_approves_it(app: Flask, as_person: Sign, cast: dict[str, str]) -> None:
    ben, maeve = as_person("ben"), as_person("maeve")
    device = phone_in_use(app, ben, cast["amira"])
    with app.app_context():
        kept = {"slot": "slot", "number": 1, "hash": "hash", "sealed": b"sealed", "received_at": now(), "receipt": {}, "state": "read", "is_held": True}
        db.session.add(Snapshot(id=new_id(), device_id=device, **kept))
        db.session.commit()
    assert "1 draft of a lost phone is held. Two people can release it: open a recovery." in ben.get("/phones").text
    ben.get(f"/phones/{cast['amira']}/recovery")
    assert "Choose what happened." in ben.send(status=422).text
    page = ben.send({"reason": "forgotten_words"})
    assert "Waits for a second person" in page.text
    assert "Approve</button>" not in page.html
    assert 'class="rhi-code"' not in page.html
    recovery = page.html.split("/recoveries/")[1].split("/")[0].split('"')[0]
    maeve.get("/phones")
    assert "Recovery for Amira Haddad" in maeve.get("/phones").text
    maeve.get(f"/recoveries/{recovery}")
    assert "Approved by Maeve Ridley" in " ".join(maeve.send(form="/approve").text.split())
    ben.get(f"/recoveries/{recovery}")
    page = ben.send(form="/code")
    assert 'class="rhi-code"' in page.html
    assert "1 draft of a lost phone is held. Look at the recovery" in ben.get("/phones").text
    ben.get(f"/recoveries/{recovery}")
    page = ben.send(form="/release")
    assert "It is released." in page.text
    assert "Held drafts" not in page.text


def test_the_pages_refuse_who_opened_it_and_whom_it_is_about(app: Flask, as_person: Sign, cast: dict[str, str]) -> None:
    ben = as_person("ben")
    ben.get(f"/phones/{cast['amira']}/recovery")
    page = ben.send({"reason": "broken_phone"})
    recovery = page.html.split("/recoveries/")[1].split("/")[0].split('"')[0]
    for action, slug in (("approve", "A second person has to approve it"), ("code", "A second person has not approved it yet")):
        answer = ben.client.post(f"/recoveries/{recovery}/{action}", data={"csrf_token": token_of(ben)})
        assert answer.status_code == 409
        assert slug in answer.get_data(as_text=True)
    for name in ("amira", "priya", "olu"):
        other = as_person(name)
        other.get("/protocols")
        assert other.client.post(f"/recoveries/{recovery}/approve", data={"csrf_token": token_of(other)}).status_code in (403, 404)


def test_a_phone_is_wiped_by_a_second_person_who_sees_what_is_on_it(app: Flask, as_person: Sign, cast: dict[str, str]) -> None:
    ben, maeve = as_person("ben"), as_person("maeve")
    device = phone_in_use(app, ben, cast["amira"])
    with app.app_context():
        row = db.session.get_one(Device, device)
        row.unsent_count, row.unsent_since, row.last_seen_at = 2, now(), now()
        enrolment.revoke(db.session, db.session.get_one(Account, cast["ben"]), row, now())
        db.session.commit()
    page = ben.get(f"/phones/{device}/wipe")
    assert "A second person has to confirm it" in page.text
    assert "Wipe it</button>" not in page.html
    page = maeve.get(f"/phones/{device}/wipe")
    assert "2, the oldest since" in " ".join(page.text.split())
    assert "Wipes at its next contact" in maeve.send(form="/wipe").text


def test_everybody_sees_when_a_recovery_was_last_rehearsed(app: Flask, as_person: Sign, cast: dict[str, str]) -> None:
    ben = as_person("ben")
    assert "Not rehearsed yet" in ben.get("/phones").text
    assert "Load this page again" in ben.send(form="/rehearsal").text
    with app.app_context():
        row = rehearsals.newest(db.session, db.session.get_one(Account, cast["ben"]).organisation_id)
        assert row is not None
        row.ended_at, row.outcome = now(), rehearsals.WORKED
        db.session.commit()
    assert "It worked" in ben.get("/phones").text
