"""The order of the tests, and the seconds that each part took: the README gives each part a budget."""

from collections import Counter
from pathlib import PurePosixPath

import pytest


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files with long tests first: two workers end together only if no long one begins last."""
    longest = {item.path: 2 for item in items if item.get_closest_marker("browser")}
    longest |= {item.path: 3 for item in items if item.get_closest_marker("slow")}
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
        terminalreporter.section("seconds by part, all workers together")
        for part, taken in seconds.most_common():
            terminalreporter.write_line(f"{taken:8.1f}  {part}")
