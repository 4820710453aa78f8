"""How well a time is proved, and what may rest on it. Mirrored in static/js/time-proof.js.

Three degrees: what somebody said; a phone's clock, put right by the offset that was last measured; the server's own, which a receipt carries.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rhi_app.domain.clock import read_moment
from rhi_app.domain.synopsis_words import FAST_ENOUGH_TO_SAY_MS, offset_words

SAID, SERVERS, PHONES = "as it was said", "server’s time", "phone’s time"


def proof_of_time(entry: Mapping[str, Any]) -> str:
    """Two or three words beside the time at which an entry happened."""
    if is_said(read_moment(entry["happened_at"]), read_moment(entry["recorded_at"])):
        return SAID
    if entry.get("device") is None:
        return SERVERS
    offset = entry.get("offset_ms")
    if offset is None:
        return f"{PHONES}, never compared"
    return PHONES if abs(offset) < FAST_ENOUGH_TO_SAY_MS else f"{PHONES}, {offset_words(offset)}"


def is_said(happened_at: datetime, recorded_at: datetime) -> bool:
    """Typed, to the minute: paper caught up, a call of an hour ago. What a tap noted a while before its entry was made is the phone's clock."""
    return happened_at != recorded_at and (happened_at.second, happened_at.microsecond) == (0, 0)


def proved_at(happened_at: datetime, recorded_at: datetime, offset_ms: int | None, received_at: datetime | None) -> datetime:
    """No deadline rests on a phone's word alone: its clock is put right by what was measured; never measured, the receipt counts. And
    nothing is later than its receipt."""
    measured = happened_at if is_said(happened_at, recorded_at) else _measured(happened_at, offset_ms) or received_at or happened_at
    return min(measured, received_at or measured)


def proved_time_of(entry: Mapping[str, Any]) -> datetime:
    received = entry.get("received_at")
    moments = read_moment(entry["happened_at"]), read_moment(entry["recorded_at"])
    return proved_at(*moments, entry.get("offset_ms"), read_moment(received) if received else None)


def _measured(happened_at: datetime, offset_ms: int | None) -> datetime | None:
    try:
        return None if offset_ms is None else happened_at + timedelta(milliseconds=offset_ms)
    except OverflowError:  # an offset of centuries
        return None
