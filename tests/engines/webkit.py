"""WebKitGTK's own little browser, driven through WebDriver on a screen that nobody sees. It is not iOS Safari."""

import os
import shutil
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from selenium import webdriver
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

SECONDS_FOR_A_STEP = 20


@pytest.fixture(scope="session")
def hidden_screen() -> Iterator[str]:
    """The name of a display of our own, like ":7"."""
    if shutil.which("Xvfb") is None:
        pytest.skip("Xvfb is not installed (apt: xvfb)")
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", "Xvfb", "-displayfd", str(writing), "-screen", "0", "1280x1024x24", "-nolisten", "tcp"],
        pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    yield f":{number}"
    server.terminate()
    server.wait()


@pytest.fixture
def webkit(hidden_screen: str, tmp_path: Path) -> Iterator[webdriver.WebKitGTK]:
    """No screenshots (they hang), no offline switch (stop the web process instead), at least 447 wide."""
    driver_file = shutil.which("WebKitWebDriver")
    browser_file = next(Path("/usr/lib").glob("*/webkit2gtk-4.*/MiniBrowser"), None)
    if driver_file is None or browser_file is None:
        pytest.skip("WebKitGTK is not installed (apt: webkit2gtk-driver)")
    options = Options()
    options.binary_location = str(browser_file)
    options.add_argument("--automation")
    # its sandbox needs rights that a container does not give; software drawing, as there is no screen
    environment = os.environ | {
        "DISPLAY": hidden_screen, "HOME": str(tmp_path), "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1",
        "LIBGL_ALWAYS_SOFTWARE": "1", "NO_AT_BRIDGE": "1",
    }  # fmt: skip
    with warnings.catch_warnings():
        # Selenium's driver for WebKitGTK uses what Selenium itself calls deprecated
        warnings.simplefilter("ignore", DeprecationWarning)
        driver = webdriver.WebKitGTK(options=options, service=Service(driver_file, env=environment))
    driver.set_page_load_timeout(SECONDS_FOR_A_STEP)
    driver.set_script_timeout(SECONDS_FOR_A_STEP)
    yield driver
    driver.quit()
