"""Fixtures that every test may ask for: databases, running installations, browsers."""

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
