"""What an entry does to its record: held, declined, finished, withdrawn. The first visit that ended is the one that counts."""

from dataclasses import dataclass, replace
from datetime import datetime

HELD = "held"
DECLINED = "declined"
ENDS = frozenset({"record_finished", "decline"})
CHANGES_STATE = frozenset({"visit_ended", "record_finished", "decline", "taken_up", "withdrawal"})


@dataclass(frozen=True)
class RecordState:
    """The columns of a record that entries decide."""

    held_at: datetime | None = None
    finished_at: datetime | None = None
    outcome: str | None = None
    is_withdrawn: bool = False


def after_entry(state: RecordState, kind: str, happened_at: datetime, received_at: datetime) -> RecordState:
    """No time is taken from a phone's clock beyond the moment when the server had it in hand."""
    at = min(happened_at, received_at)
    if kind == "visit_ended":
        is_taken_up = state.outcome == DECLINED  # the offer was declined, and taken up later
        return replace(state, held_at=state.held_at or at, outcome=HELD, finished_at=None if is_taken_up else state.finished_at)
    if kind == "record_finished":
        return replace(state, finished_at=state.finished_at or at, outcome=HELD if state.held_at else state.outcome)
    if kind == "decline":
        return replace(state, finished_at=state.finished_at or at, outcome=HELD if state.held_at else DECLINED)
    if kind == "taken_up" and state.outcome == DECLINED:
        return replace(state, finished_at=None, outcome=None)
    if kind == "withdrawal":
        return replace(state, is_withdrawn=True)
    return state


def state_word(state: RecordState) -> str:
    """How phone and portal call it."""
    if state.finished_at is not None:
        return "declined" if state.outcome == DECLINED else "finished"
    return "visit_ended" if state.held_at is not None else "open"
