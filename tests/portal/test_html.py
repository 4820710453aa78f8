"""Every page of the portal is valid HTML, in each state that it has."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask import Flask

from rhi_app.database import db
from rhi_app.models import Account, AccountRole
from rhi_app.services import demonstration
from tests.engines.html_validate import html_problems
from tests.portal.cast import moment
from tests.portal.strict import Browser
from tests.portal.test_ending import hold
from tests.portal.test_people_and_phones import proved_phone
from tests.portal.test_story import allocate, episode_path, take_in

Sign = Callable[[str], Browser]


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_every_page_is_valid_html(app: Flask, as_person: Sign, now: datetime, cast: dict[str, str], tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    assert html_problems(walk(app, as_person, now, cast), folder) == []


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
