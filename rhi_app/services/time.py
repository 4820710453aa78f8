"""The one place that asks the machine what time it is. Routes, jobs and commands ask here once for each decision and pass it on."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
