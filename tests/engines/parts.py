"""The order of the tests, and the seconds that each part took beside its budget. Nothing fails on it: machines differ."""

from collections import Counter
from pathlib import PurePosixPath

import pytest

# Seconds of both workers together, on two cores that have nothing else to do: 1,695, so 14 minutes of the clock.
BUDGET = {
    "browser": 800, "faults": 270, "synopsis": 190, "sync": 115, "portal": 95, "server": 75, "domain": 70, "demo": 40, "tools": 35, "shell": 10,
    "forms": 10,
}  # fmt: skip
LONGEST_FILES = ["test_browser_faults.py", "test_server_faults.py", "test_story.py", "test_portal.py", "test_vault_updates.py", "test_firefox_journey.py"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files with long tests first: two workers end together only if no long one begins last."""
    longest = {item.path: 2 for item in items if item.get_closest_marker("browser")}
    longest |= {item.path: 3 for item in items if item.get_closest_marker("slow")}
    longest |= {item.path: 4 + len(LONGEST_FILES) - LONGEST_FILES.index(item.path.name) for item in items if item.path.name in LONGEST_FILES}
    items.sort(key=lambda item: -longest.get(item.path, 0))


def part_of(node: str) -> str:
    """tests/sync/test_receipts.py::test_… belongs to "sync"."""
    folders = PurePosixPath(node.split("::")[0]).parts[:-1]
    return folders[1] if len(folders) > 1 else "the whole"


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    seconds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if isinstance(report, pytest.TestReport):
                seconds[part_of(report.nodeid)] += report.duration  # type: ignore[assignment]
    if len(seconds) > 1:
        terminalreporter.section("seconds by part, all workers together, and the budget of the whole of it")
        for part, taken in seconds.most_common():
            terminalreporter.write_line(f"{taken:8.1f} {BUDGET.get(part, '–'):>6}  {part}")
