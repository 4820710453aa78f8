"""Times as the protocols speak of them: elapsed hours in UTC, London's calendar for days that are worked on, rolling windows."""

from calendar import monthrange
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from rhi_app.domain.clock import read_moment
from rhi_app.domain.problems import HolidaysUnknown

LONDON = ZoneInfo("Europe/London")
UNITS = {"minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800}  # a day of absence is 24 elapsed hours


def to_seconds(value: Any) -> Any:
    """A duration such as {"hours": 72} as elapsed seconds; a bare number stays what it is."""
    if isinstance(value, dict):
        return sum(UNITS[unit] * number for unit, number in value.items())
    return value


def wall(text: str) -> datetime:
    """What a clock in London shows at that moment, without its zone."""
    return read_moment(text).astimezone(LONDON).replace(tzinfo=None)


def day_of(on: date | datetime | str) -> str:
    """The calendar day in London, as text."""
    if isinstance(on, str) and len(on) > 10:
        on = read_moment(on)
    if isinstance(on, datetime):
        return on.astimezone(LONDON).date().isoformat()
    return on if isinstance(on, str) else on.isoformat()


def months_before(moment: datetime, months: int) -> datetime:
    """The same reading of the clock `months` earlier; the last day of the month where that day does not exist."""
    year, month = divmod(moment.year * 12 + moment.month - 1 - months, 12)
    return moment.replace(year=year, month=month + 1, day=min(moment.day, monthrange(year, month + 1)[1]))


def is_in_window(start: str, latest: str, window: dict[str, int] | None) -> bool:
    """Counted back from the start of the latest episode, both ends included."""
    if window is None:
        return True
    if "months" in window:
        return wall(start) >= months_before(wall(latest), window["months"])
    if "calendar_months" in window:
        return wall(start) >= months_before(wall(latest).replace(day=1, hour=0, minute=0, second=0, microsecond=0), window["calendar_months"] - 1)
    length: int = to_seconds(window)
    return (read_moment(latest) - read_moment(start)).total_seconds() <= length


def is_worked_on(day: date, closed: set[str], horizon: tuple[str, str]) -> bool:
    if not horizon[0] <= day.isoformat() <= horizon[1]:
        # Past its horizon the data would call a holiday a working day, and a duty would be called late.
        raise HolidaysUnknown(day.isoformat())
    return day.weekday() < 5 and day.isoformat() not in closed


def after_working_days(text: str, number: int, holidays: Mapping[str, Any], division: str) -> datetime:
    """Weekends and bank holidays stop the clock: Friday 15:00 and one working day is Monday 15:00, Saturday and one is the end of Monday."""
    closed, horizon = set(holidays["divisions"][division]), (holidays["from"], holidays["until"])
    moment = wall(text)
    if not is_worked_on(moment.date(), closed, horizon):
        moment = next_worked_on(moment, closed, horizon).replace(hour=0, minute=0, second=0, microsecond=0)
    for _ in range(number):
        moment = next_worked_on(moment, closed, horizon)
    return moment.replace(tzinfo=LONDON).astimezone(UTC)


def next_worked_on(moment: datetime, closed: set[str], horizon: tuple[str, str]) -> datetime:
    moment += timedelta(days=1)
    while not is_worked_on(moment.date(), closed, horizon):
        moment += timedelta(days=1)
    return moment
