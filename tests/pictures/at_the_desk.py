"""The portal at a desk's width, and the papers that come of it."""

from datetime import UTC, datetime
from pathlib import Path

from tests.browser.desks import Desk, Office
from tests.pictures.camera import Camera
from tests.portal.cast import notice


def log_that_the_mother_agreed(priya: Desk, camera: Camera) -> None:
    priya.go("/agreements")
    priya.press("Log an answer for K.M.")
    priya.page.get_by_label("Joanna Marlow").check(force=True)
    priya.fill({"way": "indicated_not_seen", "how": "telephone", "read": "yes", "said": "Yes, he can talk to you."})
    camera.take_wide(priya.page, "portal-log-agreement")
    priya.press("Save, and send it to the phone")
    priya.says("It is on its way to the interviewer’s phone")


def enter_a_notice(ben: Desk, camera: Camera) -> None:
    """Of another child, whom nobody has been given yet."""
    ben.go("/episodes/add")
    ben.press("Add another person")
    now = datetime.now(UTC).replace(second=0, microsecond=0)
    told = {"child_name": "Jonah Pell", "contacts-0-name": "Maria Pell", "contacts-1-name": "Gareth Stone"}
    ben.fill(notice(now, {"cerys": "Cerys Vaughan", "dan": "Dan Whitlock"}, **told))
    ben.page.evaluate("scrollTo(0, 0)")
    camera.take(ben.page, "portal-add-an-episode")
    ben.press("Save, and see what is required")
    ben.says("A missing chat must be offered")


def look_at_the_work(ben: Desk, camera: Camera) -> None:
    ben.go("/episodes")
    camera.take_wide(ben.page, "14-work-list")
    ben.page.locator("tr").filter(has_text="K.M.").get_by_role("link").first.click()
    ben.says("What has happened")
    camera.take_wide(ben.page, "15-episode")
    ben.page.get_by_role("link", name="Why? england 32").first.click()
    ben.says("What would change it")
    camera.take_wide(ben.page, "17-why")


def read(office: Office, camera: Camera, folder: Path) -> None:
    cerys, dan = office("cerys"), office("dan")
    for desk, paper in ((cerys, "18-synopsis-social-worker"), (dan, "19-synopsis-police")):
        _open(desk, "K.M.", "synopsis for the")
        _print(desk, camera, folder, paper)
        if desk is cerys:
            camera.take_wide(desk.page, "16-synopsis")
    _open(cerys, "L.O.", "")
    _print(cerys, camera, folder, "20-decline")
    _open(cerys, "K.M.", "synopsis for the")
    cerys.page.get_by_label("I have seen and read this").check(force=True)
    cerys.press("Acknowledge")
    cerys.says("Acknowledged")


def _open(desk: Desk, initials: str, words: str) -> None:
    """From the inbox, as one who has come by themselves and not by a mail."""
    desk.go("/inbox")
    rows = desk.page.locator("tr, li").filter(has_text=initials)
    for index in range(rows.count()):
        rows.nth(index).get_by_role("link").first.click()
        if desk.page.get_by_role("button", name="Open it").count():
            desk.press("Open it")
        if words in desk.text() and desk.page.get_by_role("link", name="Download the PDF").count():
            return
        desk.go("/inbox")
    raise AssertionError(f"Nothing of {initials} to read.")


def _print(desk: Desk, camera: Camera, folder: Path, name: str) -> None:
    with desk.page.expect_download() as waiting:
        desk.follow("Download the PDF")
    waiting.value.save_as(folder / f"{name}.pdf")
    camera.take_paper(folder / f"{name}.pdf", name)
