"""What people decided of an episode: in codes for lists, the engine's page and the phone; who and why under the child's key."""

from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.clock import write_moment
from rhi_app.models import Account, Episode
from rhi_app.services.audit import record_audit
from rhi_app.services.children import episode_details, seal_episode

Code = tuple[str, str, str]  # question, topic, what was decided


def keep_decision(
    session: Session, actor: Account, episode: Episode, code: Code, *, by: str, reason: str, now: datetime, reference: str = ""
) -> None:
    """Nothing overwrites an earlier decision: the newest on a topic counts, the others stay to be read."""
    question, topic, decided = code
    coded = {"question": question, "topic": topic, "decided": decided, "at": write_moment(now)}
    details = episode_details(session, episode)
    kept: dict[str, Any] = {**coded, "by": by, "reason": reason, "reference": reference, "recorded_by": actor.name}
    details["decisions"] = [*(details.get("decisions") or []), kept]
    episode.sealed = seal_episode(session, episode.child_id, episode.id, details)
    episode.decided = [*(episode.decided or []), coded]
    if question == "satisfied_by":
        episode.satisfied_at = now if decided == "counts" else None
    record_audit(session, actor, "episode.decide", "episode", episode.id, now, detail=f"{question} {topic} {decided}")
