"""Fixtures that every test may ask for: databases, running installations, browsers."""

import gc

gc.set_threshold(100_000, 50, 50)  # thousands of small applications: looking for circles so often takes a tenth of the time

pytest_plugins = [
    "pytester",
    "tests.engines.databases",
    "tests.engines.offices",
    "tests.engines.installations",
    "tests.engines.browsers",
    "tests.engines.webkit",
    "tests.engines.light",
    "tests.engines.parts",
]
