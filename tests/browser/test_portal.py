"""The portal's pages in a real browser, on a narrow screen and at a desk: no fault that axe finds, no sideways scroll, nothing on the console."""

import os
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page, expect

from rhi_app.database import db
from rhi_app.models import Account, AccountRole
from rhi_app.services import demonstration, enrolment
from tests.browser.record_pages import begun_and_at_a_desk, put_details_right_by_keyboard
from tests.browser.site import Site
from tests.engines.browsers import MakePage
from tests.phone_simulator import Phone as PhoneWithoutScreen
from tests.phone_simulator import to_app
from tests.portal.cases import an_episode
from tests.portal.cast import moment, notice, signed_in

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NARROW, WIDE = 360, 1280
BUT_COLOURS = {"rules": {"color-contrast": {"enabled": False}}}  # no wider screen has others, and this is most of the work
PICTURES = os.environ.get("RHI_PICTURES", "")
ANSWERED = "status of 422"  # a page with something to look at; Chromium says so as well
Open = Callable[..., Page]


@pytest.fixture
def open_desk(site: Site, make_desk: MakePage) -> Iterator[Open]:
    said: list[str] = []

    def open_for(name: str, width: int = NARROW, **options: object) -> Page:
        page = make_desk(viewport={"width": width, "height": 900}, **options)
        page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") and ANSWERED not in message.text else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        sign_in(page, site, name)
        return page

    yield open_for
    assert said == [], "the console says nothing"


def sign_in(page: Page, site: Site, name: str) -> None:
    """With the cookie that the sign-in pages give; they have tests of their own."""
    office = site.office
    client = office.do(lambda: signed_in(office.app, office.cast[name], datetime.now(UTC))).client
    cookie = client.get_cookie("daybook")
    page.context.add_cookies([{"name": "daybook", "value": cookie.value, "url": site.url("/")}])
    page.goto(site.url("/"))
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def look(page: Page, name: str, folder: Path) -> None:
    """Every page is held to the same, on a narrow screen and on a wide one."""
    for width, options in ((WIDE, BUT_COLOURS), (NARROW, {})):
        page.set_viewport_size({"width": width, "height": 900})
        look_as_it_is(page, name, folder, options)


def look_as_it_is(page: Page, name: str, folder: Path, options: Mapping[str, Any] = MappingProxyType({})) -> None:
    found = Axe().run(page, options=dict(options))
    assert found.violations_count == 0, f"{name}: {found.generate_report()}"
    width, needed = page.evaluate("() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]")
    assert needed <= width, f"{name} scrolls sideways: {needed} in {width}"
    if PICTURES:
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = Path(PICTURES) if PICTURES else tmp_path / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def fill_in_the_notice(page: Page, site: Site) -> None:
    """As a person types it; the form's own names."""
    page.goto(site.url("/episodes/add"))
    page.get_by_role("button", name="Add another person").click()
    expect(page.locator('[name="contacts-1-name"]')).to_be_visible()
    told = notice(datetime.now(UTC), {"cerys": "", "dan": ""})
    for name, value in told.items():
        field = page.locator(f'[name="{name}"]')
        kind = field.first.evaluate("(one) => one.type")
        if kind in ("radio", "checkbox"):
            for one in value if isinstance(value, list) else [value]:
                page.locator(f'[name="{name}"][value="{one}"]').check(force=True)
        elif kind == "select-one":
            choose(page, name, value)
        else:
            field.fill(str(value))


def choose(page: Page, name: str, value: str) -> None:
    named = {"social_worker": "Cerys Vaughan, Essex children and families", "police_liaison": "Dan Whitlock, Essex Police"}
    field = page.locator(f'select[name="{name}"]')
    if name in named:
        field.select_option(label=named[name])
    else:
        field.select_option(value)


def test_from_the_notice_to_the_mothers_agreement(open_desk: Open, site: Site, pictures: Path) -> None:
    ben = open_desk("ben")
    expect(ben.get_by_role("heading", name="Work list", exact=True)).to_be_visible()
    look(ben, "14-work-list-empty", pictures)
    fill_in_the_notice(ben, site)
    look(ben, "add-an-episode", pictures)
    ben.get_by_role("button", name="Save, and see what is required").click()
    expect(ben.get_by_role("heading", name="K.M., episode 1")).to_be_visible()
    look(ben, "15-episode-new", pictures)
    episode = ben.url.split("?")[0]
    ben.get_by_role("link", name="Allocate").first.click()
    ben.get_by_label("Amira Haddad").check(force=True)
    look(ben, "allocate", pictures)
    ben.get_by_role("button", name="Allocate").click()
    expect(ben.get_by_text("To Amira Haddad.")).to_be_visible()

    priya = open_desk("priya")
    expect(priya.get_by_role("heading", name="Agreements")).to_be_visible()
    look(priya, "agreements", pictures)
    priya.get_by_role("button", name="Log an answer").click()
    priya.get_by_label("Joanna Marlow").check(force=True)
    priya.get_by_label("Said yes, not seen").check(force=True)
    priya.get_by_label("By telephone").check(force=True)
    priya.get_by_role("button", name="Save, and send it").click()
    expect(priya.get_by_role("alert")).to_contain_text("There is something to look at")
    look(priya, "agreement-half", pictures)
    priya.get_by_label("The person heard or read exactly these words").check(force=True)
    priya.get_by_role("button", name="Save, and send it").click()
    # the form that is being left says the same words
    expect(priya).to_have_url(re.compile("saved="))
    expect(priya.get_by_text("Said yes, not seen")).to_be_visible()
    look(priya, "agreements-after", pictures)

    ben.goto(episode)
    look(ben, "15-episode", pictures)
    ben.get_by_role("button", name="Show name and address").click()
    look(ben, "people", pictures)
    ben.get_by_role("button", name="Put details right").click()
    look(ben, "details", pictures)
    put_details_right_by_keyboard(ben)
    for section in ("agreement", "record", "sharing", "duties", "log"):
        ben.goto(f"{episode}/{section}")
        look(ben, f"episode-{section}", pictures)
    ben.goto(f"{episode}/why/deadlines/held")
    look(ben, "17-why", pictures)
    ben.goto(f"{episode}/correct")
    look(ben, "correct", pictures)
    ben.goto(site.url("/episodes"))
    look(ben, "14-work-list", pictures)


def test_an_error_takes_the_focus_and_its_link_leads_into_the_field(open_desk: Open, site: Site, pictures: Path) -> None:
    ben = open_desk("ben")
    fill_in_the_notice(ben, site)
    ben.locator('[name="returned_at-year"]').fill("2099")
    ben.get_by_role("button", name="Save, and see what is required").click()
    summary = ben.locator(".govuk-error-summary")
    expect(summary).to_be_focused()
    look(ben, "notice-wrong", pictures)
    summary.get_by_role("link", name="The return is in the future. Check the date.").click()
    expect(ben.locator('[name="returned_at-day"]')).to_be_focused()
    assert ben.locator('[name="child_name"]').input_value() == "Kofi Marlow"


def test_a_phone_is_brought_in_at_a_desk(open_desk: Open, site: Site, pictures: Path) -> None:
    ben = open_desk("ben")
    ben.goto(site.url("/phones"))
    look(ben, "phones", pictures)
    ben.get_by_role("button", name="Bring in a phone").click()
    expect(ben.locator(".rhi-code")).to_be_visible()
    look(ben, "phone-code", pictures)
    code = ben.locator(".rhi-code").inner_text()
    site.office.do(lambda: PhoneWithoutScreen(to_app(site.office.app)).enrol(code))
    site.office.press(enrolment.activate)
    recover(ben, open_desk("maeve"), site, pictures)
    amira = open_desk("amira")
    look(amira, "my-records", pictures)
    amira.goto(site.url("/my-phone"))
    look(amira, "my-phone", pictures)


def recover(ben: Page, maeve: Page, site: Site, pictures: Path) -> None:
    """Two people for a recovery, two for a wipe."""
    ben.goto(site.url("/phones"))
    ben.get_by_role("link", name="Recover").click()
    ben.get_by_label("The phone is lost or stolen").check(force=True)
    look(ben, "recovery-ask", pictures)
    ben.get_by_role("button", name="Open the recovery").click()
    expect(ben.get_by_text("Waits for a second person")).to_be_visible()
    look(ben, "recovery-waits", pictures)
    maeve.goto(ben.url)
    maeve.get_by_role("button", name="Approve").click()
    expect(maeve.get_by_role("button", name="Show a code")).to_be_visible()
    look(maeve, "recovery-approved", pictures)
    site.office.press(enrolment.revoke)
    maeve.goto(site.url("/phones"))
    look(maeve, "phones-in-use", pictures)
    maeve.get_by_role("link", name="Wipe this phone").click()
    expect(maeve.get_by_role("button", name="Wipe it")).to_be_visible()
    look(maeve, "phone-wipe", pictures)


def test_from_still_missing_to_the_return_and_what_administrators_see(open_desk: Open, site: Site, pictures: Path) -> None:
    """One walk at 360 px: the pages that the journey above does not come by."""
    office = site.office
    missing_id, young_id = office.do(lambda: _prepared(office.app, office.cast))
    ben = open_desk("ben")
    for name in ("", "/duties", "/duties/essex/carer-notifies-absence", "/return"):
        ben.goto(site.url(f"/episodes/{missing_id}{name}"))
        look_as_it_is(ben, f"missing{name.replace('/', '-')}", pictures)
    fill_moment(ben, "returned_at", datetime.now(UTC) - timedelta(hours=1))
    ben.get_by_role("button", name="Save the return").click()
    expect(ben).not_to_have_url(re.compile("/return$"))
    expect(ben.get_by_role("link", name="Allocate").first).to_be_visible()
    ben.goto(site.url("/episodes?show=away&show=needs&duty=due"))
    look_as_it_is(ben, "work-list-duties", pictures)
    ben.goto(site.url(f"/episodes/{young_id}/decision/offer/offer"))
    look_as_it_is(ben, "decision", pictures)
    begun_and_at_a_desk(open_desk, site, lambda page, name: look_as_it_is(page, name, pictures))
    olu = open_desk("olu")
    for name in ("", "/essex/1", "/essex/numbers", "/port-anywhere/2027-a/proposed"):
        olu.goto(site.url(f"/protocols{name}"))
        look_as_it_is(olu, f"protocols{name.replace('/', '-')}", pictures)


def _prepared(app: Flask, cast: dict[str, str]) -> tuple[str, str]:
    """A child who is away and one of nine; an administrator, and a protocol to confirm."""
    now = datetime.now(UTC)
    away: dict[str, Any] = {"came_back": False, "returned_at": None, "legal_status": "looked_after", "missing_from": "care"}
    with app.app_context():
        missing_id, young_id = an_episode(cast, now, "essex", **away).id, an_episode(cast, now, "essex", years=9).id
        olu = db.session.get_one(Account, cast["olu"])
        db.session.add(AccountRole(account_id=olu.id, organisation_id=olu.organisation_id, role="administrator"))
        demonstration.propose(db.session, now)
        db.session.commit()
    return missing_id, young_id


def fill_moment(page: Page, name: str, at: datetime) -> None:
    for field, value in moment(name, at).items():
        page.locator(f'[name="{field}"]').fill(value)


@pytest.mark.parametrize("options", [{"color_scheme": "dark"}, {"forced_colors": "active"}], ids=["dark", "forced"])
def test_dark_and_forced_colours_keep_everything_readable(open_desk: Open, site: Site, pictures: Path, options: dict[str, str]) -> None:
    ben = open_desk("ben", WIDE, **options)
    fill_in_the_notice(ben, site)
    ben.get_by_role("button", name="Save, and see what is required").click()
    expect(ben.get_by_role("heading", name="K.M., episode 1")).to_be_visible()
    look_as_it_is(ben, f"episode-{next(iter(options))}", pictures)
    ben.get_by_role("link", name="Why? england 32").first.click()
    look_as_it_is(ben, f"why-{next(iter(options))}", pictures)
