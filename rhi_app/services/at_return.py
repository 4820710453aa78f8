"""What changed between the report and the return (trap 20): shown beside the answer, never in its place."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.clock import write_moment
from rhi_app.domain.facts import AT_RETURN, facts_at_return, facts_of_episode
from rhi_app.domain.protocol import Decision, decide
from rhi_app.domain.protocol.compare import changes_between
from rhi_app.models import Episode
from rhi_app.services.episode_rules import plain_episode
from rhi_app.services.fact_words import said
from rhi_app.services.protocols import protocols

DERIVED = ("looked_after", "care_leaver", "has_social_worker")  # told by the status and the services themselves


@dataclass(frozen=True)
class Otherwise:
    """One topic that the facts at the return would answer differently."""

    question: str
    topic: str
    say: str


@dataclass(frozen=True)
class ChangedBeforeReturn:
    facts: tuple[tuple[str, str, str], ...]  # the question, when reported missing, at the return
    otherwise: tuple[Otherwise, ...]


def changed_before_return(session: Session, episode: Episode, now: datetime) -> ChangedBeforeReturn | None:
    """None where nothing changed, or the child is not back."""
    plain = plain_episode(session, episode)
    then, later = facts_of_episode(plain, write_moment(now)), facts_at_return(plain)
    changed = [name for name in ("age", *AT_RETURN) if name in later and later[name] != then.get(name)]
    if episode.returned_at is None or not changed:
        return None
    later = {**then, **{name: later[name] for name in changed}}
    decided, otherwise = (decide(protocols(), episode.authority, facts, episode.missing_from_at, episode.protocol_version) for facts in (then, later))
    shown = [name for name in changed if name not in DERIVED]
    return ChangedBeforeReturn(tuple(_lines(episode, shown, then, later)), tuple(_otherwise(decided, otherwise)))


def _lines(episode: Episode, names: list[str], then: dict[str, Any], later: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    for name in names:
        yield protocols()["facts"][name]["ask"], said(episode.authority, name, then.get(name)), said(episode.authority, name, later[name])


def _otherwise(decided: Decision, otherwise: Decision) -> Iterator[Otherwise]:
    for place in changes_between(decided, otherwise):
        question, _, topic = place.partition(" ")
        answered = otherwise["questions"][question]["topics"].get(topic or question)
        says = [answer["say"] for answer in (answered or {}).get("answers", [])]
        yield Otherwise(question, topic or question, " ".join(says) or "No rule decides it. Ask a manager.")
