"""The directory of those who read: a second administrator for each address, desks, and the door for somebody who is invited."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.models import Account, AccountRole, Desk, Invitation, OutboxRow
from rhi_app.services import directory, invitations, second_factor
from rhi_app.services.mail import find_letter
from tests.portal.cases import an_episode
from tests.portal.strict import Browser

Sign = Callable[[str], Browser]


@pytest.fixture
def administrators(app: Flask, cast: dict[str, str], as_person: Sign) -> tuple[Browser, Browser]:
    with app.app_context():
        for name in ("ben", "priya"):
            account = db.session.get_one(Account, cast[name])
            db.session.add(AccountRole(account_id=account.id, organisation_id=account.organisation_id, role="administrator"))
        db.session.commit()
    return as_person("ben"), as_person("priya")


def propose(first: Browser, name: str = "Farah Lindqvist", email: str = "farah.lindqvist@essex.example") -> None:
    page = first.get("/directory")
    first.get(next(link for link, _ in page.links if link.endswith("/people/add") and link in essex(page.html)))
    assert "Waits for a second administrator" in first.send({"person": name, "email": email, "role": "recipient"}).text


def essex(html: str) -> str:
    return html[html.index("Essex children and families") :]


def test_a_new_address_is_used_once_a_second_administrator_has_seen_it(app: Flask, administrators: tuple[Browser, Browser]):
    first, second = administrators
    propose(first)
    assert "Confirm" not in first.get("/directory").text
    with app.app_context():
        assert db.session.query(Account).filter_by(email="farah.lindqvist@essex.example").all() == []
    second.get("/directory")
    page = second.send(form="/confirm")
    code = re.search(r'rhi-code--words"[^>]*>([a-z ]+)<', page.html)
    assert code is not None
    with app.app_context():
        invitation = db.session.query(Invitation).one()
        row = db.session.query(OutboxRow).filter_by(kind="send_mail").one()
        assert code.group(1) not in str(row.payload)
        letter = find_letter(db.session, row.payload, app.config["SETTINGS"])
        assert letter is not None
        assert letter.link.endswith(f"/invitations/{invitation.id}")
        assert "farah" not in letter.link
    assert_the_door_opens(app, letter.link, code.group(1))


def assert_the_door_opens(app: Flask, link: str, code: str) -> None:
    """The link and the code together, once; what is shown then signs in."""
    browser, path = Browser(app), "/invitations/" + link.rsplit("/", 1)[1]
    browser.get(path)
    assert "That is not the code" in browser.send({"code": "four other small words"}, status=422).text
    browser.get(path)
    page = browser.send({"code": f"  {code.upper()} "})
    password = re.search(r'rhi-code--words"[^>]*>([a-z ]+)<', page.html)
    assert password is not None
    browser.get(path, status=410)
    door = Browser(app)
    door.get("/sign-in")
    door.send({"email": "farah.lindqvist@essex.example", "password": password.group(1)})
    with app.app_context():
        account = db.session.query(Account).filter_by(email="farah.lindqvist@essex.example").one()
        from rhi_app.services.time import now

        typed, _ = second_factor.code_to_use(db.session, account, now())
    assert "Nothing to read" in door.send({"code": typed}).text


def test_a_changed_address_waits_too_and_nobody_confirms_their_own(app: Flask, cast: dict[str, str], administrators: tuple[Browser, Browser]):
    first, second = administrators
    first.get(f"/directory/people/{cast['cerys']}/address")
    first.send({"email": "c.vaughan@essex.example"})
    token = next(value for name, value in first.page.forms[-1].fields if name == "csrf_token")  # type: ignore[union-attr]
    change = re.search(r"/directory/changes/([\w-]+)/refuse", first.page.html)  # type: ignore[union-attr]
    assert change is not None
    alone = first.client.post(f"/directory/changes/{change.group(1)}/confirm", data={"csrf_token": token})
    assert alone.status_code == 409
    with app.app_context():
        assert db.session.get_one(Account, cast["cerys"]).email == "cerys@essex.example"
    second.get("/directory")
    second.send(form="/confirm")
    with app.app_context():
        assert db.session.get_one(Account, cast["cerys"]).email == "c.vaughan@essex.example"


def test_a_desk_has_people_of_the_directory_and_the_role_of_its_authoritys_protocol(app: Flask, cast: dict[str, str], administrators: tuple[Browser, Browser]):
    first, _ = administrators
    page = first.get("/directory")
    camden = page.html[page.html.index("Camden children and families") :]
    first.get(next(link for link, _ in page.links if link.endswith("/desks/add") and link in camden))
    assert "MASH manager" in first.page.text  # type: ignore[union-attr]
    assert "at least one" in first.send({"desk": "Front door", "role": "mash_manager"}, status=422).text
    first.send({"desk": "Front door", "role": "mash_manager", "members": [cast["erin"]]})
    with app.app_context():
        desk = db.session.query(Desk).one()
        assert (desk.role, [one.name for one in desk.members]) == ("mash_manager", ["Erin Castell"])
    first.send(form="/close")
    assert "Front door" not in first.get("/directory").text


def test_nobody_else_opens_the_directory_and_of_the_providers_people_it_has_the_address_alone(cast: dict[str, str], as_person: Sign, administrators: tuple[Browser, Browser]):
    for name in ("cerys", "amira", "olu"):
        assert as_person(name).client.get("/directory").status_code == 403
    assert "Amira Haddad" in administrators[0].get("/directory").text.split("Our own people")[1]
    administrators[0].get(f"/directory/people/{cast['amira']}/address")


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)  # SQLite has one at a time
def test_what_one_took_back_in_the_same_moment_nobody_confirms(app: Flask, administrators: tuple[Browser, Browser], cast: dict[str, str], now: datetime):
    propose(administrators[0])
    with app.app_context(), db.sessionmaker() as one, db.sessionmaker() as other:
        [seen] = directory.waiting(other)
        [change] = directory.waiting(one)
        directory.refuse(one, one.get_one(Account, cast["ben"]), change, now)
        one.commit()
        with pytest.raises(directory.DecidedAlready):
            directory.confirm(other, other.get_one(Account, cast["priya"]), seen, now)


@pytest.mark.parametrize("database_engine", ["postgresql"], indirect=True)
def test_an_invitation_lets_one_in_also_where_two_come_in_the_same_moment(app: Flask, cast: dict[str, str], now: datetime):
    with app.app_context(), db.sessionmaker() as one, db.sessionmaker() as other:
        ben, cerys = (one.get_one(Account, cast[name]) for name in ("ben", "cerys"))
        code = invitations.invite(one, ben, cerys, now)
        one.commit()
        [seen], [invitation] = (list(session.scalars(select(Invitation))) for session in (other, one))
        invitations.accept(one, invitation, code, now)
        one.commit()
        with pytest.raises(invitations.InvitationEnded):
            invitations.accept(other, seen, code, now)


@pytest.mark.parametrize("address", ["no address", "two@a.example,b@c.example", "x@y.example\nBcc: z@z.example"])
def test_what_is_no_address_is_said(administrators: tuple[Browser, Browser], cast: dict[str, str], address: str):
    first, _ = administrators
    first.get(f"/directory/people/{cast['cerys']}/address")
    assert "Enter a mail address" in first.send({"email": address}, status=422).text


def test_who_reads_is_named_for_a_recipient_of_the_protocol_and_for_nothing_else(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime):
    with app.app_context():
        path = f"/episodes/{an_episode(cast, now, 'camden').id}"
        db.session.commit()
    ben = as_person("ben")
    ben.get(f"{path}/readers/mash_manager")
    assert "MASH manager: Erin Castell" in ben.send({"reader": f"account:{cast['erin']}"}).text
    token = ben.get(f"{path}/readers/mash_manager").html.split('name="csrf_token" value="')[1].split('"')[0]
    for other in ("essex_team", "x" * 300):
        answers = [ben.client.get(f"{path}/readers/{other}"), ben.client.post(f"{path}/readers/{other}", data={"reader": "", "csrf_token": token})]
        assert [answer.status_code for answer in answers] == [404, 404]
