"""A recipient without an account: the invitation, and then what waits for them."""

import re
from urllib.parse import urlsplit

from rhi_app.models import Account
from rhi_app.services import accounts, invitations, second_factor
from rhi_app.services.time import now
from tests.portal.strict import Browser
from tests.synopsis import story
from tests.synopsis.conftest import Office


def test_whoever_has_no_account_is_invited_and_reads_what_waits_for_them(office: Office):
    with office.session() as session:
        ben, cerys = (session.get_one(Account, office.cast[name]) for name in ("ben", "cerys"))
        password = accounts.propose_password()  # nobody is told
        farah = accounts.add_account(
            session, ben, cerys.organisation, email="farah@essex.example", name="Farah Lindqvist", roles={"social_worker"}, password=password, now=office.time
        )  # fmt: skip
        code, farah_id = invitations.invite(session, ben, farah, office.time), farah.id
    office.take_in([entry for entry in story.held_entries() if entry["kind"] != "harm"], social_worker_id=farah_id)
    office.work()
    invitation, mail = (urlsplit(letter.link).path for letter in office.letterbox.letters if letter.to.startswith("farah"))
    door = Browser(office.app)
    door.get(invitation)
    shown = re.search(r'rhi-code--words"[^>]*>([a-z ]+)<', door.send({"code": code}).html)
    assert shown is not None
    door.get(mail, status=401)
    door.send({"email": "farah@essex.example", "password": shown.group(1)})
    with office.session() as session:
        typed, _ = second_factor.code_to_use(session, session.get_one(Account, farah_id), now())
    assert "Open it" in door.send({"code": typed}).text, "the link that was followed is where the sign-in leads"
    assert "They were shouting again" in door.send(form="/open").text
