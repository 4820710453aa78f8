"""Numbers that rules read and the installation can count itself: what a person says of them in a correction stands before it."""

from typing import Any

from rhi_app.models import Episode

A_CHILDHOOD = 18 * 365  # days: who was never away before was never interviewed


def counted_facts(episode: Episode, others: list[Episode], previous: list[str] | None) -> dict[str, Any]:
    """`others` of the same child; `previous`: when each earlier absence began, also those that the notice only told of; None: not known."""
    return {**_awaiting(episode, others, previous), **_days_since(episode, others, previous)}


def _awaiting(episode: Episode, others: list[Episode], previous: list[str] | None) -> dict[str, Any]:
    """What the notice only told of may still wait somewhere else: then it is so many at least."""
    waiting = sum(1 for one in others if one.came_back is not False and not _is_over(one))
    stored = sum(1 for one in others if one.missing_from_at < episode.missing_from_at)
    if previous is not None and len(previous) <= stored:
        return {"episodes_awaiting_interview": waiting}
    return {"episodes_awaiting_interview": {"at_least": waiting}} if waiting else {}


def _days_since(episode: Episode, others: list[Episode], previous: list[str] | None) -> dict[str, Any]:
    """Up to this return; while there is none, up to when the child went missing."""
    held = [one.record.held_at for one in others if one.record and one.record.held_at and one.record_id != episode.record_id]
    if held:
        return {"days_since_last_interview": max(0, ((episode.returned_at or episode.missing_from_at) - max(held)).days)}
    return {"days_since_last_interview": {"at_least": A_CHILDHOOD}} if previous == [] else {}


def _is_over(episode: Episode) -> bool:
    record = episode.record
    return episode.satisfied_at is not None or (record is not None and (record.held_at is not None or record.outcome is not None))
