"""A phone in use, made once in a process and then copied: Chromium with the app, enrolled, with one case, and its office."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from playwright.sync_api import Page, Playwright, Route, sync_playwright

from rhi_app.modules import file_with
from tests.browser import site as sites
from tests.browser.site import Backstage, Enrolled, Site, Template, known_office, serving, unlock
from tests.engines.browsers import Phone, kill_all_of
from tests.faults import workplace

Change = Callable[[str], str]
PATIENCE_MS = 60_000  # the machine may be busy with other tests


@cache
def _kept() -> tempfile.TemporaryDirectory[str]:
    return tempfile.TemporaryDirectory(prefix="rhi-faults-phone-", ignore_cleanup_errors=True)


_made: list[Template] = []


def _template(playwright: Playwright) -> Template:
    if not _made:
        place = Path(_kept().name)
        empty = place / "empty.sqlite"
        empty.write_bytes(workplace.empty_database())
        _made.append(sites.set_up(playwright, empty, place / "enrolled"))
    return _made[0]


class BrokenPhone(Enrolled):
    """A phone, and what a broken build changes in one of the app's modules, by its name; nothing for the build as it is."""

    changes: Mapping[str, Change]

    def start(self, path: str) -> Page:
        """Opened and unlocked; each time with the same build."""
        page = self.stand_before(path)
        unlock(page, self.words)
        return page

    def stand_before(self, path: str) -> Page:
        """Whatever the door asks for."""
        options = {"service_workers": "block"} if self.changes else {}
        page = self.phone.open(**options)
        self.phone.context.set_default_timeout(PATIENCE_MS)
        for name, change in self.changes.items():
            self.phone.context.route(f"**/{file_with(f'js/{name}')}", answering(change))
        page.goto(self.site.url(path))
        return page

    def forget_shell(self) -> None:
        """The phone's own copy, which would answer in place of a changed build."""
        for name in ("Service Worker", "Cache", "Code Cache"):
            shutil.rmtree(self.phone.profile / "Default" / name, ignore_errors=True)


def answering(change: Change) -> Callable[[Route], None]:
    def answer(route: Route) -> None:
        response = route.fetch()
        before = response.text()
        after = change(before)
        assert after != before, f"the control changes nothing in {route.request.url}"
        route.fulfill(response=response, body=after)

    return answer


def replacing(old: str, new: str) -> Change:
    return lambda text: text.replace(old, new)


@contextmanager
def phone_in_use(changes: Mapping[str, Change] | None = None) -> Iterator[BrokenPhone]:
    """Switched off: `start` it. `changes`: the control's build."""
    with workplace.folder() as place, sync_playwright() as playwright:
        template = _template(playwright)
        for name in ("state", "phone"):
            workplace.copy_of(template.folder / name, place / name)
        site = Site(Backstage(lambda: known_office(place / "state", template.cast)))
        phone = BrokenPhone(site, Phone(playwright, place / "phone"), template.words, template.case)
        phone.changes = changes or {}
        if changes:
            phone.forget_shell()
        with serving(site):
            try:
                yield phone
            finally:
                phone.phone.close()


def kill(phone: Phone) -> None:
    """From any thread: no word to Playwright."""
    kill_all_of(phone.profile)

