"""The same interviewer as last time is proposed; the young person may ask for another."""

from sqlalchemy.orm import Session

from rhi_app.models import Account, Episode, Record
from rhi_app.services.allocation import interviewers
from rhi_app.services.entries import list_entries


def proposed(session: Session, episode: Episode) -> tuple[Account | None, str]:
    """Whoever held the last interview with this child and still holds interviews, with the words for it; nobody where another was asked for."""
    last = last_held(episode)
    if asks_for_another(session, episode.record or last):
        return None, "The young person asked for somebody else."
    if last is None or last.interviewer is None or last.interviewer not in interviewers(session, episode):
        return None, ""
    return last.interviewer, f"{last.interviewer.name} talked with this young person last time."


def last_held(episode: Episode) -> Record | None:
    records = {other.record for other in episode.child.episodes if other.record is not None and other.record is not episode.record}
    held = [(record.held_at, record) for record in records if record.held_at is not None]
    return max(held, key=lambda one: one[0], default=(None, None))[1]


def asks_for_another(session: Session, record: Record | None) -> bool:
    """The newest wish that was told with an offer."""
    if record is None:
        return False
    wishes = [entry["answers"].get("offer.person") for entry in list_entries(session, record) if entry["kind"] == "offer"]
    return next((wish for wish in reversed(wishes) if wish), "") == "another"
