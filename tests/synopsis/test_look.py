"""The inbox and the page in a real browser: valid HTML, nothing for axe to find, no sideways scroll, on a phone and at a desk, light and dark."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, sync_playwright
from sqlalchemy import select

from rhi_app.domain.identifiers import new_id
from rhi_app.models import Account, AccountRole, Invitation, ReaderChange, Record
from tests.engines.browsers import CHROMIUM, CHROMIUM_FLAGS, find_program
from tests.engines.html_validate import html_problems
from tests.portal.strict import Browser
from tests.synopsis import story
from tests.synopsis.conftest import Office, opened

Sign = Callable[[str], Browser]
STATIC = Path(__file__).parents[2] / "rhi_app" / "static"
ORIGIN = "http://localhost:1"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
# Colours do not change with the width, and nothing else with the colours.
RULES: dict[tuple[str, str], dict[str, Any]] = {
    ("light", "phone"): {}, ("dark", "phone"): {"runOnly": ["color-contrast"]}, ("light", "desk"): {"rules": {"color-contrast": {"enabled": False}}},
}  # fmt: skip
SIZES = {"phone": {"width": 360, "height": 800}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture
def pages(office: Office, as_person: Sign) -> dict[str, str]:
    """Every page of the inbox in each of its states, fetched before a browser starts."""
    long_word = "a" * 300
    found = {"empty": as_person("erin").get("/inbox").html} | directory_pages(office, as_person)
    office.take_in(story.declined_entries(), circumstances=long_word)
    office.work()
    cerys, dan, ben = (as_person(name) for name in ("cerys", "dan", "ben"))
    found["declined"] = opened(cerys, f"/inbox/{office.delivery_to('cerys')}").html
    office.take_in(story.held_entries(), circumstances=long_word)
    office.work()
    found["list"] = cerys.get("/inbox").html
    found["cover"] = cerys.get(f"/inbox/{office.delivery_to('cerys', is_urgent=False)}").html
    found["held"] = opened(cerys, f"/inbox/{office.delivery_to('cerys', is_urgent=False)}").html
    found["not-ticked"] = cerys.send(status=422).html
    found["acknowledged"] = cerys.send({"seen": ["yes"]}).html
    found["police"] = opened(dan, f"/inbox/{office.delivery_to('dan', is_urgent=False)}").html
    found["urgent"] = opened(ben, f"/inbox/{office.delivery_to('ben')}").html
    dan.send({"seen": ["yes"], "actions-0-what": long_word}, form="/acknowledge")
    found["what-came-of-it"] = dan.page.html  # type: ignore[union-attr]
    return found | desk_pages(office, ben)


def directory_pages(office: Office, as_person: Sign) -> dict[str, str]:
    with office.session() as session:
        priya = session.get_one(Account, office.cast["priya"])
        session.add(AccountRole(account_id=priya.id, organisation_id=priya.organisation_id, role="administrator"))
    priya_, found = as_person("priya"), {}
    add = next(link for link, _ in priya_.get("/directory").links if link.endswith("/people/add"))
    found["add-a-person"] = priya_.get(add).html
    found["directory"] = priya_.send({"person": "Farah Lindqvist", "email": "farah.lindqvist@camden.example", "role": "recipient"}).html
    found["a-desk"] = priya_.get(add.replace("people", "desks")).html
    priya_.get("/directory")
    found["invited"] = priya_.send(form="/invite").html
    with office.session() as session:
        invitation = session.scalars(select(Invitation)).one().id
    found["invitation"] = Browser(office.app).get(f"/invitations/{invitation}").html
    return found


def desk_pages(office: Office, ben: Browser) -> dict[str, str]:
    with office.session() as session:
        record = session.scalars(select(Record).order_by(Record.created_at.desc())).first()
        assert record is not None
        record.outcome, record.held_at, record.finished_at, episode = "held", office.time, office.time, record.episodes[-1]
        cerys, erin = office.cast["cerys"], office.cast["erin"]
        episode.social_worker_id, episode.authority, episode.protocol_version = erin, "hampshire", ""  # where a team reads, too
        session.add(ReaderChange(id=new_id(), episode_id=episode.id, kind="social_worker", before_id=cerys, after_id=erin, asked_at=office.time))
        path = f"/episodes/{episode.id}"
    found = {"sharing": ben.get(f"{path}/sharing").html, "case-note": ben.send(form="case-note").html}
    return found | {"reader": ben.get(f"{path}/readers/willow_team").html}


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_every_page_of_the_inbox_is_valid_html(pages: dict[str, str], tmp_path: Path):
    folder = tmp_path / "pages"
    folder.mkdir()
    assert html_problems(pages, folder) == []


@pytest.mark.browser
@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
def test_every_page_of_the_inbox_can_be_read_by_everyone(pages: dict[str, str]):
    """The browser starts when all pages are there: beside it, the database layer refuses to run in this thread."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_program(*CHROMIUM), args=CHROMIUM_FLAGS)
        assert [fault for scheme in ("light", "dark") for fault in faults_of(browser.new_page(color_scheme=scheme), pages, scheme)] == []
        browser.close()


def faults_of(page: Page, pages: dict[str, str], scheme: str) -> list[str]:
    faults: list[str] = []
    axe = Axe()
    page.on("console", lambda message: faults.append(message.text))
    page.route("**/*", lambda route: serve(route, pages))
    for name in pages:
        for size, viewport in SIZES.items() if scheme == "light" else [("phone", SIZES["phone"])]:
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            page.goto(f"{ORIGIN}/{name}")
            found = axe.run(page, options=RULES[scheme, size]).response["violations"]
            faults += [f"{name} {scheme} {size}: {one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                faults.append(f"{name} {scheme} {size}: sideways scroll")
    return faults


def serve(route: Route, pages: dict[str, str]) -> None:
    """The pages from memory, what they are dressed in from the folder."""
    path = route.request.url.removeprefix(f"{ORIGIN}/")
    if path in pages:
        route.fulfill(body=pages[path], content_type="text/html; charset=utf-8")
        return
    file = STATIC / re.sub(r"^static/[0-9a-f]{12}/", "", path)
    if file.is_file():
        route.fulfill(body=file.read_bytes(), content_type=TYPES.get(file.suffix, "application/octet-stream"))
    else:
        route.fulfill(status=404)
