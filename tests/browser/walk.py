"""Walks the interviewer's screens as a thumb does, looks at each as axe does, and keeps a picture of it."""

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, expect

from rhi_app.models import Account
from rhi_app.services import intake
from rhi_app.services.allocation import allocate
from rhi_app.services.demonstration_children import kofi, leo, tia
from tests.browser.glass import draw, too_small
from tests.browser.site import WORDS, Enrolled, core
from tests.sync.conftest import Office

Notice = Callable[[datetime], dict[str, Any]]
CHILDREN: dict[str, Notice] = {"kofi": kofi, "tia": tia, "leo": leo}
OFFLINE = "ERR_INTERNET_DISCONNECTED"  # the browser says so of each request; the screen says it once
BAR = "(place) => { const bar = document.querySelector('.rhi-thumb'); if (bar) bar.style.position = place; }"


def _allocate(office: Office, child: Notice) -> str:
    readers = {"social_worker_id": office.cast["cerys"], "police_liaison_id": office.cast["dan"]}
    with office.session() as session:
        ben, amira = (session.get_one(Account, office.cast[name]) for name in ("ben", "amira"))
        episode = intake.add_episode(session, ben, child(office.now()) | readers, office.now())
        return allocate(session, ben, episode, amira, office.now()).id


def pictures() -> Path | None:
    """Where `bin/pictures` wants them; None: not asked for."""
    folder = os.environ.get("RHI_PICTURES")
    return Path(folder) if folder else None


class Walk:
    def __init__(self, enrolled: Enrolled) -> None:
        self.enrolled, self.axe = enrolled, Axe()

    @property
    def page(self) -> Page:
        """The phone may have been killed and opened again meanwhile."""
        return self.enrolled.page

    def now(self) -> datetime:
        return datetime.now(UTC)

    def allocate(self, child: "str | Notice") -> str:
        """One of the demonstration's children, or a notice of the test's own, fetched to the phone; gives the record."""
        office = self.enrolled.site.office
        notice = CHILDREN[child] if isinstance(child, str) else child
        self._as_at_first()
        record = str(office.do(lambda: _allocate(office._office, notice)))
        office.work()
        core(self.page, "sync.sendAndFetch")
        return record

    def _as_at_first(self) -> None:
        """The phone is shared: what the test before turned is turned back."""
        self.page.context.set_offline(False)
        self.page.set_viewport_size({"width": 360, "height": 800})
        self.page.emulate_media(color_scheme="light", forced_colors="none")
        self.page.evaluate("document.documentElement.style.fontSize = ''")

    def open(self, record: str, *parts: str) -> None:
        """As a deep link does, without a new page: that would lock."""
        path = "/".join(["/app/case", record, *parts]) if record else "/app/"
        self.page.evaluate(
            "async (path) => { const app = document.querySelector('script[type=module]').src; const { go } = await import(new URL('./inside.js', app).href).then(({ $use }) => $use('js/screens/navigation.js')); await go(path); }",
            path,
        )
        expect(self.page.locator("#app h1")).to_be_visible()

    def agree(self, record: str) -> None:
        """What the desk and the door brought: both have agreed."""
        for who in ("parent", "child"):
            answers = {"consent.who": who, "consent.way": "indicated_not_seen", "consent.how": "telephone", "consent.understood": "yes"}
            core(self.page, "records.addEntry", record, {"kind": "consent", "form": "consent", "answers": answers})

    def tap(self, name: str, role: str = "button") -> None:
        self.page.get_by_role(role, name=name, exact=True).first.click()  # type: ignore[arg-type]

    def tile(self, name: str) -> None:
        """The words of a tile; the input over them takes the tap."""
        tile = self.page.locator("#app .govuk-radios__item, #app .govuk-checkboxes__item").filter(has_text=name).first.locator("input")
        tile.evaluate("(node) => node.scrollIntoView({ block: 'center' })")  # off the bars
        tile.click(force=True)

    def tile_in(self, question: str, name: str) -> None:
        """A tile of one question."""
        tile = self.page.locator(f'#app [data-block="{question}"] .govuk-radios__item').filter(has_text=name).last.locator("input")
        tile.evaluate("(node) => node.scrollIntoView({ block: 'center' })")  # off the bars
        tile.click(force=True)

    def tried(self, record: str, whom: str = "Joanna") -> None:
        """An attempt, in three taps."""
        self.open(record, "04")
        for name in ("Rang", whom, "No answer"):
            self.tile(name)
        expect(self.page.get_by_role("heading", name="Attempts")).to_be_visible()

    def unlock(self) -> None:
        self.page.locator(WORDS).fill(self.enrolled.words)
        self.tap("Unlock")
        expect(self.page.locator("#door")).to_be_empty()

    def give_back(self) -> None:
        """The sign screen has a button of the same name, which is gone while it is pressed."""
        expect(self.page.get_by_role("heading", name="Thank you")).to_be_visible()
        self.tap("Give it back")
        self.unlock()

    def write(self, record: str, words: str) -> None:
        """The first answer of the talk."""
        self.open(record, "06a", "before")
        self.page.get_by_label("What was going on before you left?").fill(words)
        self.saved()

    def saved(self) -> None:
        expect(self.page.locator(".rhi-saving--saved")).to_be_visible()

    def entries(self, record: str, kind: str) -> list[dict[str, Any]]:
        return [entry for entry in core(self.page, "records.getCase", record)["entries"] if entry["kind"] == kind]

    def next(self) -> Locator:
        return self.page.locator("[data-next]")

    def draw(self) -> None:
        draw(self.page)

    def look(self, name: str) -> None:
        """Light and dark: no sideways scroll, no finding of axe, every target for a thumb; and a picture of each."""
        for scheme in ("light", "dark"):
            self.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert self.page.evaluate("document.documentElement.scrollWidth") <= 360, f"{name} scrolls sideways"
            self._picture(f"{name}-{scheme}" if scheme == "dark" else name)
            rules = None if scheme == "light" else {"runOnly": ["color-contrast"]}  # the rest does not change with the colours
            found = self.axe.run(self.page, options=rules).response["violations"]
            assert not found, f"{name} {scheme}: {_told(found)}"
        self.page.emulate_media(color_scheme="light")
        assert too_small(self.page, "#app, .rhi-blank") == [], name

    def _picture(self, name: str) -> None:
        folder = pictures()
        if folder:
            folder.mkdir(parents=True, exist_ok=True)
            self.page.screenshot(path=folder / f"{name}.png")
            self.page.evaluate(BAR, "static")
            self.page.screenshot(path=folder / f"{name}-whole.png", full_page=True)
            self.page.evaluate(BAR, "")


def _told(found: list[dict[str, Any]]) -> str:
    return json.dumps(
        [{"id": one["id"], "nodes": [(node["target"], node.get("failureSummary")) for node in one["nodes"]][:3]} for one in found], indent=1
    )


def quiet(page: Page) -> list[str]:
    """What the page complains of, gathered."""
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" and OFFLINE not in message.text else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints
