"""Where the hours of the clock went: who had them, from the event that starts it until now."""

from dataclasses import dataclass
from datetime import datetime, timedelta


@dataclass(frozen=True)
class Stretch:
    label: str
    length: timedelta
    percent: int  # where it ends on the bar is the sum so far
    starts_at: int


STEPS = (("referred", "Notice"), ("allocated", "Allocation"), ("offered", "To the offer"), ("held", "Offer to the visit"))


def where_the_hours_went(
    started: datetime | None, due: datetime | None, events: dict[str, datetime | None], now: datetime
) -> list[Stretch]:
    """In order, each until the next event; what has not happened runs until now. Empty while the clock has not started."""
    if started is None or due is None or due <= started:
        return []
    whole, at, parts = max(due, min(now, events.get("held") or now)) - started, started, []
    for name, label in STEPS:
        event = events.get(name)
        end = min(max(at, event or now), now)
        if end > at:
            parts.append((label if event else f"{label}, until now", end - at))
        at = end
        if event is None:
            break
    if events.get("held") is None and due > at:
        parts.append(("Left", due - at))
    return _stretches(parts, whole)


def _stretches(parts: list[tuple[str, timedelta]], whole: timedelta) -> list[Stretch]:
    stretches: list[Stretch] = []
    for label, length in parts:
        starts_at = sum(one.percent for one in stretches)
        stretches.append(Stretch(label, length, min(round(100 * (length / whole)), 100 - starts_at), starts_at))
    return stretches
