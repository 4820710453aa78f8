"""Walks the story in a new installation and takes a picture of each screen and each printed page."""

import re
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, Playwright, expect, sync_playwright

from tests.browser.desks import Office
from tests.browser.visits import SECONDS_TO_COME
from tests.engines.browsers import CHROMIUM, CHROMIUM_FLAGS, DESK, Phone, find_program
from tests.engines.installations import Installation, new_installation
from tests.pictures import at_the_desk
from tests.pictures.at_the_door import Pictured, Unhurried
from tests.pictures.camera import Camera

MAILS = {"cerys": 3, "dan": 2}  # both: harm and the synopsis; she also the decline
SECONDS_FOR_THE_PAPERS = 120
LEAST = 30  # fewer, and something was left out

expect.set_options(timeout=15_000)  # the machine may be busy


def main() -> None:
    camera = Camera()
    before = {file.name for file in camera.folder.glob("*.png")}
    with tempfile.TemporaryDirectory() as folder, running(Path(folder)) as installation, sync_playwright() as playwright:
        walk(playwright, installation, camera, Path(folder))
    taken = {file.name for file in camera.taken}
    assert len(taken) >= LEAST, sorted(taken)
    for name in before - taken:
        (camera.folder / name).unlink()  # of a screen that is no more
    print(f"{len(taken)} pictures, {sum(file.stat().st_size for file in camera.taken) // 1024} KiB, in {camera.folder}")


@contextmanager
def running(folder: Path) -> Iterator[Installation]:
    installation = new_installation(folder / "state")
    installation.prepare()
    installation.start()
    try:
        yield installation
    finally:
        installation.stop()


def walk(playwright: Playwright, installation: Installation, camera: Camera, folder: Path) -> None:
    with ExitStack() as left_open:
        browser = playwright.chromium.launch(executable_path=find_program(*CHROMIUM), args=CHROMIUM_FLAGS)
        left_open.callback(browser.close)
        phone = Phone(playwright, folder / "phone")
        left_open.callback(phone.close)
        office = Office(installation, lambda **_: desk_page(browser))
        story(installation, office, Pictured(Unhurried(installation, phone), camera), folder)


def desk_page(browser: Browser) -> Page:
    return browser.new_context(**DESK).new_page()  # type: ignore[arg-type]


def story(installation: Installation, office: Office, pictured: Pictured, folder: Path) -> None:
    visit, camera = pictured.visit, pictured.camera
    at_the_desk.log_that_the_mother_agreed(office("priya"), camera)
    visit.enrol(office("ben"))
    at_the_desk.enter_a_notice(office("ben"), camera)
    visit.opened_at("/app/phone")
    visit.next()
    visit.says("Network", SECONDS_TO_COME)
    pictured.take("12-this-phone")
    installation.stop_web()
    visit.page.goto(f"{installation.base_url}/app/")
    pictured.take("01-locked")
    visit.unlocked()
    record = pictured.before_the_visit()
    pictured.agreement()
    pictured.interview()
    pictured.read_back()
    pictured.own_part(record)
    pictured.decline()
    installation.start_web()
    visit.opened_at(f"/app/case/{record}/11")
    expect(visit.page.locator("#app")).to_contain_text(re.compile(r"Social worker .*\sPolice ", re.S), timeout=SECONDS_TO_COME)
    for name, mails in MAILS.items():
        installation.wait_for_mails(mails, office(name).person["email"], seconds=SECONDS_FOR_THE_PAPERS)
    at_the_desk.look_at_the_work(office("ben"), camera)
    at_the_desk.read(office, camera, folder)
    visit.opened_at(f"/app/case/{record}/11")
    visit.says("Acknowledged", SECONDS_TO_COME)
    pictured.take("11-where-it-is")


if __name__ == "__main__":
    main()
