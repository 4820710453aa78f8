"""Browsers: Chromium as a phone and as a desk, Firefox as a phone; WebKit is in webkit.py."""

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

# The first is the same browser without the windows that nobody sees: a third less work.
CHROMIUM = ("chromium-headless-shell", "chromium", "chromium-browser")
CHROMIUM_FLAGS = [
    "--no-sandbox",  # the tests may run as root, where Chromium's sandbox does not start
    "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-crash-restore-bubble",
]  # fmt: skip
PHONE: dict[str, object] = {
    "viewport": {"width": 360, "height": 800}, "device_scale_factor": 2, "is_mobile": True, "has_touch": True,
    "locale": "en-GB", "timezone_id": "Europe/London",
}  # fmt: skip
DESK: dict[str, object] = {"viewport": {"width": 1280, "height": 900}, "locale": "en-GB", "timezone_id": "Europe/London"}
# Firefox ESR knows no emulation of these; "null" keeps Playwright from asking for it.
FIREFOX_LEAVES_OUT = {"color_scheme": "null", "reduced_motion": "null", "forced_colors": "null"}
FIREFOX_AT_LEAST = 153  # older ones do not know what Playwright 1.64 says to them
SECONDS_FOR_A_STEP = 15
SECONDS_TO_DIE = 20


def find_program(*names: str) -> str:
    path = next((path for name in names if (path := shutil.which(name))), None)
    if path is None:
        pytest.skip(f"{names[0]} is not installed (apt: {names[0]})")
    return path


class Phone:
    """Chromium with a profile on disk, which survives being killed and opened again."""

    def __init__(self, playwright: Playwright, profile: Path) -> None:
        self._playwright = playwright
        self.profile = profile
        self._context: BrowserContext | None = None

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None, "the phone is off"
        return self._context

    @property
    def page(self) -> Page:
        return self.context.pages[0]

    def open(self, url: str = "about:blank", **options: object) -> Page:
        self._context = self._playwright.chromium.launch_persistent_context(
            self.profile, executable_path=find_program(*CHROMIUM), args=CHROMIUM_FLAGS,
            **(PHONE | options),  # type: ignore[arg-type]
        )  # fmt: skip
        self._context.set_default_timeout(SECONDS_FOR_A_STEP * 1000)
        self.page.goto(url)
        return self.page

    def close(self) -> None:
        if self._context is not None:
            with contextlib.suppress(Error):  # it may have been killed
                self._context.close()
            self._context = None

    def kill(self) -> None:
        """SIGKILL to the browser and all its processes: nothing is flushed, no page hears of it."""
        kill_all_of(self.profile)
        self.close()

    def set_network(self, is_on: bool) -> None:
        self.context.set_offline(not is_on)

    def slow_down(self, times: float) -> None:
        """The processor, as a cheap phone's; for this page."""
        self.context.new_cdp_session(self.page).send("Emulation.setCPUThrottlingRate", {"rate": times})


def kill_all_of(profile: Path) -> None:
    """Until none is left: one that waits for the disk holds the phone's records a while longer, and the next browser would find them taken."""
    for _ in range(SECONDS_TO_DIE * 50):
        groups = process_groups_of(profile)
        if not groups:
            return
        for group in groups:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(group, signal.SIGKILL)
        time.sleep(0.02)
    raise AssertionError("The browser is still there.")


def process_groups_of(profile: Path) -> set[int]:
    """Playwright starts each browser as a group of its own; ours is the one that was told this profile."""
    groups = set()
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"--user-data-dir={profile}".encode() in (folder / "cmdline").read_bytes().split(b"\0"):
                groups.add(os.getpgid(int(folder.name)))
    return groups - {os.getpgid(0)}


MakePhone = Callable[[], Phone]
MakePage = Callable[..., Page]


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """For one module: while it is started, an event loop is set in this thread, and the database layer refuses to run beside one."""
    with sync_playwright() as started:
        yield started


@pytest.fixture
def make_phone(playwright: Playwright, tmp_path: Path) -> Iterator[MakePhone]:
    """A new phone each time, switched off: `open(url)` it."""
    made: list[Phone] = []

    def make() -> Phone:
        made.append(Phone(playwright, tmp_path / f"phone-{len(made)}"))
        return made[-1]

    yield make
    for phone in made:
        phone.close()


@pytest.fixture
def phone(make_phone: MakePhone) -> Phone:
    return make_phone()


@pytest.fixture(scope="module")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(
        executable_path=find_program(*CHROMIUM), args=CHROMIUM_FLAGS
    )
    yield browser
    browser.close()


@pytest.fixture
def make_desk(chromium: Browser) -> Iterator[MakePage]:
    """A page at a desk; each has cookies of its own, so each person gets one. Options as for a Playwright context."""
    yield from _pages_of(chromium, DESK)


@pytest.fixture(scope="module")
def firefox(playwright: Playwright) -> Iterator[Browser]:
    program = find_program("firefox-esr", "firefox")
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    if int(re.findall(r"(\d+)\.", said)[0]) < FIREFOX_AT_LEAST:
        pytest.skip(f"{said.strip()} is too old to be driven; Debian's security updates bring {FIREFOX_AT_LEAST} or newer")
    browser = playwright.firefox.launch(channel="moz-firefox", executable_path=program)
    yield browser
    browser.close()


@pytest.fixture
def make_firefox_phone(firefox: Browser) -> Iterator[MakePage]:
    without = {name: value for name, value in PHONE.items() if name != "is_mobile"}  # Firefox has no such mode
    yield from _pages_of(firefox, without | FIREFOX_LEAVES_OUT)


def _pages_of(browser: Browser, options: dict[str, object]) -> Iterator[MakePage]:
    contexts: list[BrowserContext] = []

    def make(**more: object) -> Page:
        contexts.append(browser.new_context(**(options | more)))  # type: ignore[arg-type]
        contexts[-1].set_default_timeout(SECONDS_FOR_A_STEP * 1000)
        return contexts[-1].new_page()

    yield make
    for context in contexts:
        with contextlib.suppress(Error):
            context.close()
