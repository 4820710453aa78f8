"""The clock of an episode: elapsed hours, one `now` per decision, always aware."""

from datetime import UTC, datetime, timedelta


def due_at(started_at: datetime, hours: int) -> datetime:
    """The moment that lies `hours` elapsed hours after the event that starts the clock (the protocol says which, and how many).

    Added in UTC: across the March change, London's wall clock would give one hour less.
    """
    return in_utc(started_at) + timedelta(hours=hours)


def hours_between(earlier: datetime, later: datetime) -> float:
    """Elapsed hours; negative when `later` is the earlier one."""
    return (in_utc(later) - in_utc(earlier)).total_seconds() / 3600


def in_utc(moment: datetime) -> datetime:
    if moment.tzinfo is None:
        raise ValueError("A time without a zone cannot be placed.")
    return moment.astimezone(UTC)


def write_moment(moment: datetime) -> str:
    """As it stands in JSON: 2026-11-21T21:02:33.120Z."""
    return in_utc(moment).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def read_moment(text: str) -> datetime:
    """The moment that JSON names; refuses a time without a zone."""
    return in_utc(datetime.fromisoformat(text))
