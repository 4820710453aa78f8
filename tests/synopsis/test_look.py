"""The inbox and the page in a real browser: valid HTML, nothing for axe to find, no sideways scroll, on a phone and at a desk, light and dark."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, Route, sync_playwright

from tests.engines.browsers import CHROMIUM_FLAGS, find_program
from tests.engines.html_validate import html_problems
from tests.portal.strict import Browser
from tests.synopsis import story
from tests.synopsis.conftest import Office, opened

Sign = Callable[[str], Browser]
STATIC = Path(__file__).parents[2] / "rhi_app" / "static"
ORIGIN = "http://localhost:1"
TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
SIZES = {"phone": {"width": 360, "height": 800}, "desk": {"width": 1280, "height": 900}}


@pytest.fixture
def pages(office: Office, as_person: Sign) -> dict[str, str]:
    """Every page of the inbox in each of its states, fetched before a browser starts."""
    long_word = "a" * 300
    found = {"empty": as_person("erin").get("/inbox").html}
    office.take_in(story.declined_entries(), circumstances=long_word)
    office.work()
    cerys, dan, ben = (as_person(name) for name in ("cerys", "dan", "ben"))
    found["declined"] = opened(cerys, f"/inbox/{office.delivery_to('cerys')}").html
    office.take_in(story.held_entries(), circumstances=long_word)
    office.work()
    found["list"] = cerys.get("/inbox").html
    found["held"] = opened(cerys, f"/inbox/{office.delivery_to('cerys', is_urgent=False)}").html
    found["not-ticked"] = cerys.send(status=422).html
    found["acknowledged"] = cerys.send({"seen": ["yes"]}).html
    found["police"] = opened(dan, f"/inbox/{office.delivery_to('dan', is_urgent=False)}").html
    found["urgent"] = opened(ben, f"/inbox/{office.delivery_to('ben')}").html
    return found


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
        browser = playwright.chromium.launch(executable_path=find_program("chromium", "chromium-browser"), args=CHROMIUM_FLAGS)
        assert [fault for scheme in ("light", "dark") for fault in faults_of(browser.new_page(color_scheme=scheme), pages, scheme)] == []
        browser.close()


def faults_of(page: Page, pages: dict[str, str], scheme: str) -> list[str]:
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.route("**/*", lambda route: serve(route, pages))
    for name in pages:
        for size, viewport in SIZES.items() if scheme == "light" else [("phone", SIZES["phone"])]:
            page.set_viewport_size(viewport)  # type: ignore[arg-type]
            page.goto(f"{ORIGIN}/{name}")
            found = Axe().run(page).response["violations"]
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
