"""The clock as a sentence. The phone says the same in static/js/clock.js; tests/vectors/clock_words.json holds both to it."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
HOUR = timedelta(hours=1)
SOON = timedelta(hours=12)
WEEKDAY_REACH = timedelta(days=6)  # further away, "Mon" could mean two Mondays
NO_DUE = {
    "return_not_known": ("No due time", "return not known"),
    "no_rule": ("No rule decides this.", "Ask a manager"),
}


@dataclass(frozen=True)
class ClockWords:
    """`strong` is printed bold, `rest` after it; `tone` and `icon` are names of the look; `share` is what is left, in percent of the whole."""

    strong: str
    rest: str
    tone: str = "ink"
    icon: str = "ring"
    share: int = 0

    @property
    def joiner(self) -> str:
        return " " if not self.rest or self.strong.endswith(".") else " · "

    @property
    def sentence(self) -> str:
        return f"{self.strong}{self.joiner}{self.rest}".strip()


def time_words(moment: datetime) -> str:
    """`21:02`, in London."""
    return moment.astimezone(LONDON).strftime("%H:%M")


def day_time_words(moment: datetime, now: datetime) -> str:
    """`Mon 06:30`; more than six days away the date instead of the weekday: `28 Nov 06:30`."""
    local = moment.astimezone(LONDON)
    far = abs(moment - now) > WEEKDAY_REACH
    day = f"{local.day} {MONTHS[local.month - 1]}" if far else DAYS[local.weekday()]
    return f"{day} {time_words(moment)}"


def date_words(moment: datetime) -> str:
    """`Mon 23 Nov`, in London."""
    local = moment.astimezone(LONDON)
    return f"{DAYS[local.weekday()]} {local.day} {MONTHS[local.month - 1]}"


def span_words(span: timedelta) -> str:
    """`33 h`, `25 min`, and past two days `3 days`; always rounded down, so that nobody is promised time that is gone."""
    if span < HOUR:
        return f"{int(span.total_seconds() // 60)} min"
    if span > 48 * HOUR:
        return f"{span.days} days"
    return f"{int(span // HOUR)} h"


def left_words(due_at: datetime, now: datetime, started_at: datetime | None) -> ClockWords:
    """Time that is left, in hours to the end, however many: 72 h says more than 3 days."""
    left = due_at - now
    tone = "ink" if left >= SOON else "wait"
    share = _share(left, due_at - started_at) if started_at else 0
    if left < HOUR:
        minutes = int(left.total_seconds() // 60)
        strong = f"{minutes} min left" if minutes else "Less than 1 min left"
        return ClockWords(strong, f"due {time_words(due_at)}", tone, share=share)
    return ClockWords(f"{int(left // HOUR)} h left", f"due {day_time_words(due_at, now)}", tone, share=share)


def past_words(due_at: datetime, now: datetime, *, in_list: bool) -> ClockWords:
    past = now - due_at
    strong = f"{span_words(past)} past due" if past >= timedelta(minutes=1) else "Just past due"
    return ClockWords(strong, f"{'due' if in_list else 'was due'} {day_time_words(due_at, now)}", "late", "warning")


def held_words(held_at: datetime, due_at: datetime | None, now: datetime, late_reason: str = "") -> ClockWords:
    """Whether the interview was held in time; without a due time only that it was held."""
    if due_at is None:
        return ClockWords("Held", day_time_words(held_at, now), "ok", "check")
    if held_at <= due_at:
        return ClockWords("Held in time", day_time_words(held_at, now), "ok", "check")
    late = span_words(held_at - due_at)
    return ClockWords("Held late", f"{late}, {late_reason}" if late_reason else late, "ink", "dash")


def clock_words(
    *,
    now: datetime,
    due_at: datetime | None = None,
    started_at: datetime | None = None,
    held_at: datetime | None = None,
    declined: bool = False,
    late_reason: str = "",
    why_not: str = "return_not_known",
    in_list: bool = False,
) -> ClockWords:
    """The one sentence for this record now; `why_not` says why there is no due time."""
    if declined:
        return ClockWords("Declined, recorded", "", "ink", "check")
    if held_at is not None:
        return held_words(held_at, due_at, now, late_reason)
    if due_at is None:
        strong, rest = NO_DUE[why_not]
        return ClockWords(strong, rest, "ink", "question")
    if now > due_at:
        return past_words(due_at, now, in_list=in_list)
    return left_words(due_at, now, started_at)


def quiet_words(due_at: datetime | None, now: datetime) -> str:
    """While the child is there: when it is due, and no count."""
    return f"due {day_time_words(due_at, now)}" if due_at else ""


def _share(left: timedelta, whole: timedelta) -> int:
    if whole <= timedelta(0):
        return 0
    return max(0, min(100, int(left * 100 // whole)))


def parse_moment(text: str) -> datetime:
    """A time as JSON carries it."""
    return datetime.fromisoformat(text.replace("Z", "+00:00")).astimezone(UTC)
