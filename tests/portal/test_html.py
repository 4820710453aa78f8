"""Every page of the portal is valid HTML, in each state that it has."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask, template_rendered
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Account, AccountRole, Device, Invitation
from rhi_app.services import demonstration, quarantine
from tests.engines.html_validate import html_problems
from tests.portal.cases import an_episode
from tests.portal.cast import moment
from tests.portal.strict import Browser
from tests.portal.test_directory import propose
from tests.portal.test_ending import hold
from tests.portal.test_endings import HELD, allocated, write
from tests.portal.test_matching import begin
from tests.portal.test_people_and_phones import proved_phone
from tests.portal.test_story import allocate, episode_path, take_in

Sign = Callable[[str], Browser]


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_every_page_is_valid_html(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    shown: set[str] = set()
    with template_rendered.connected_to(lambda sender, template, **_: shown.add(template.name), app):
        pages = walk(app, as_person, now, cast) | of_records(app, as_person, now, cast) | invited(app, as_person, cast)
    assert html_problems(pages, folder) == []
    own = {one for one in app.jinja_env.list_templates() if one.startswith(("portal/", "directory/")) and not one.rsplit("/", 1)[1].startswith("_")}
    assert own - shown == {"portal/set_aside_words.html"}, "a page that nobody has looked at; that one is words alone"


def walk(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]) -> dict[str, str]:
    """All pages, by a name for each."""
    ben, priya, amira = as_person("ben"), as_person("priya"), as_person("amira")
    pages = {"work-list-empty": ben.get("/episodes").html, "add": ben.get("/episodes/add").html}
    pages["add-wrong"] = ben.send({"returned_at-day": "40", "contacts-0-do_not_contact": "yes"}, status=422).html
    pages["episode"] = take_in(ben, now, cast, **{"born_on-year": str(now.year - 9)}).html
    path = episode_path(ben)
    for name in ("allocate", "correct", "why/offer/offer", "why/deadlines/held", "why/consent/parent"):
        pages[name.replace("/", "-")] = ben.get(f"{path}/{name}").html
    ben.get(path)
    allocate(ben, cast)
    priya.get("/agreements")
    pages["agreement"] = priya.send(form="/ask").html
    pages["agreement-wrong"] = priya.send({"way": "not_asked_harm"}, status=422).html
    hold(app, cast, now, with_mother=False)
    pages |= {name: ben.get(f"{path}/{name}").html for name in ("agreement", "record", "sharing", "duties", "log")}
    pages |= {"overview": ben.get(path).html, "people": ben.send(form="/people").html, "details": ben.send(form="/people/correct").html}
    pages["details-wrong"] = ben.send({"child_name": "Another Name"}, status=422).html
    pages |= {"work-list": ben.get("/episodes").html, "agreements": priya.get("/agreements").html}
    pages |= {"records": amira.get("/records").html, "record-read": amira.send(form="/records/").html, "my-phone": amira.get("/my-phone").html}
    pages |= {"protocols": ben.get("/protocols").html, "protocol": ben.get("/protocols/essex/1").html}
    pages["decision"] = ben.get(f"{path}/decision/offer/offer").html
    pages["decision-wrong"] = ben.send({}, status=422).html
    return pages | still_missing(ben, now, cast) | protocols(app, as_person, cast) | phones(app, ben, cast)


def of_records(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str]) -> dict[str, str]:
    """What a record comes by that does not run straight; the directory, and what was set aside."""
    with app.app_context():
        done, at_desk, declined, held_back = (allocated(cast, now, legal_status=status) for status in ("looked_after", "looked_after", "none", "none"))
        write(cast, done, now, *HELD)
        write(cast, at_desk, now, *HELD[:3], ("to_desk", {}))
        write(cast, declined, now, ("decline", {"decline.who": "child"}))
        write(cast, held_back, now, *HELD[1:])
        begin(cast, now)
        [phone] = db.session.scalars(select(Device).limit(1))
        line = quarantine.note(db.session, phone, quarantine.BUNDLE, new_id(), "unreadable", now).id
        at = {name: f"/episodes/{record.episodes[0].id}" for name, record in (("done", done), ("declined", declined), ("held_back", held_back))}
        at["camden"] = f"/episodes/{an_episode(cast, now, 'camden').id}"
        desk, read = f"/records/{at_desk.id}/desk", f"/records/{done.id}"
        db.session.commit()
    ben, amira, cerys = as_person("ben"), as_person("amira"), as_person("cerys")
    names = {"take-up": f"{at['declined']}/take-up", "release": f"{at['held_back']}/release", "join": f"{at['done']}/join", "set-aside": "/set-aside"}
    names |= {"settle": f"/set-aside/{line}/settle", "reader": f"{at['camden']}/readers/mash_manager", "directory": "/directory", "organisation": "/directory/organisations/add"}
    pages = {name: ben.get(path).html for name, path in names.items()}
    ben.get(f"{at['done']}/sharing")
    pages["note"] = ben.send(form="/case-note").html
    ben.get("/episodes")
    pages |= {"match": ben.send(form="/begun/").html, "match-wrong": ben.send({}, form="/begun/", status=422).html}
    amira.get("/records")
    amira.send(form=read)
    pages["amendment"] = amira.send(form="/amendment", button=("question", "before.what_happened")).html
    pages["amendment-wrong"] = amira.send({}, form="/amendment/save", status=422).html
    pages |= {"desk": amira.get(desk).html, "desk-part": amira.send(form="/analysis/open").html, "inbox": cerys.get("/inbox").html}
    amira.get(desk)
    return pages | {"desk-sharing": amira.send(form="/desk/sharing").html}


def invited(app: Flask, as_person: Sign, cast: dict[str, str]) -> dict[str, str]:
    """By two administrators, the first of them from `protocols`."""
    with app.app_context():
        priya = db.session.get_one(Account, cast["priya"])
        db.session.add(AccountRole(account_id=priya.id, organisation_id=priya.organisation_id, role="administrator"))
        db.session.commit()
    propose(as_person("ben"))
    second, door = as_person("priya"), Browser(app)
    pages = {"directory-waits": second.get("/directory").html, "invited": second.send(form="/confirm").html}
    with app.app_context():
        path = f"/invitations/{db.session.scalars(select(Invitation.id)).one()}"
    pages |= {"invitation": door.get(path).html, "invitation-wrong": door.send({"code": "four other small words"}, status=422).html}
    door.get(path)
    return pages | {"come-in": door.send({"code": pages["invited"].split('rhi-code--words"')[1].split(">")[1].split("<")[0]}).html}


def still_missing(ben: Browser, now: datetime, cast: dict[str, str]) -> dict[str, str]:
    blank = {f"{name}-{part}": "" for name in ("returned_at", "found_at") for part in ("day", "month", "year", "time")}
    pages = {"missing": take_in(ben, now, cast, came_back="no", legal_status="looked_after", **blank).html}
    path = episode_path(ben)
    pages |= {f"missing-{name.replace('/', '-')}": ben.get(f"{path}/{name}").html for name in ("return", "duties", "duties/essex/carer-notifies-absence")}
    pages["ticked"] = ben.send({"by": "The carer", **moment("at", now)}, form="/essex/").html
    pages["tick"] = ben.get(f"{path}/duties/essex/carer-notifies-absence").html
    pages["missing-list"] = ben.get("/episodes").html
    ben.get(f"{path}/return")
    return pages | {"return-wrong": ben.send({}, status=422).html, "correct-wrong": ben.get(f"{path}/correct") and ben.send(OUT_OF_ORDER, status=422).html}


OUT_OF_ORDER = {"found_at-day": "31", "found_at-month": "2"}


def protocols(app: Flask, as_person: Sign, cast: dict[str, str]) -> dict[str, str]:
    """As an administrator sees them."""
    with app.app_context():
        demonstration.propose(db.session, datetime.now(UTC))
        ben = db.session.get_one(Account, cast["ben"])
        db.session.add(AccountRole(account_id=ben.id, organisation_id=ben.organisation_id, role="administrator"))
        db.session.commit()
    browser = as_person("ben")
    pages = {"protocols-proposed": browser.get("/protocols").html, "numbers": browser.get("/protocols/essex/numbers").html}
    pages["numbers-wrong"] = browser.send({"role_duty_desk": "ring Bob"}, status=422).html
    pages["proposed"] = browser.get("/protocols/port-anywhere/2027-a/proposed").html
    return pages | {"confirmed": browser.send({}, form="/confirm").html}


def phones(app: Flask, ben: Browser, cast: dict[str, str]) -> dict[str, str]:
    pages = {"phones": ben.get("/phones").html, "code": ben.send(form=f"{cast['amira']}/code").html}
    device = proved_phone(app, pages["code"].split('class="rhi-code" translate="no">')[1].split("<")[0])
    pages |= {name: ben.get(f"/phones/{device}/{name}").html for name in ("compare", "revoke")}
    pages["recovery-ask"] = ben.get(f"/phones/{cast['amira']}/recovery").html
    pages["recovery"] = ben.send({"reason": "forgotten_words"}).html
    pages["wipe"] = ben.get(f"/phones/{device}/wipe").html
    return pages | {"phones-waiting": ben.get("/phones").html}
