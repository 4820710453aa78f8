"""What stands behind one requirement of an episode, layer by layer."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain.clock import read_moment, write_moment
from rhi_app.domain.clock_words import LONDON, date_words, time_words
from rhi_app.domain.facts import facts_of_episode
from rhi_app.domain.problems import NotHere
from rhi_app.domain.protocol.engine import layers_in_force
from rhi_app.domain.protocol.moments import day_of
from rhi_app.domain.protocol.named import facts_named
from rhi_app.domain.requirements import NO_RULE, applies
from rhi_app.services.episode_rules import plain_episode
from rhi_app.services.episode_view import EpisodeView
from rhi_app.services.fact_words import said
from rhi_app.services.protocols import protocols

EVENTS = {
    "missing": "Went missing", "reported": "Reported", "found": "Found", "returned": "Returned", "referred": "Notice came in",
    "allocated": "Allocated", "offered": "Offered", "contacted": "First contact", "declined": "Declined", "held": "Visit held",
    "completed": "Record finished", "disclosed": "Harm disclosed", "met": "Met",
}  # fmt: skip


@dataclass(frozen=True)
class Layer:
    """What one protocol says on it: decides, also (below an own rule), asks (a fact is missing), silent."""

    name: str
    says: str
    answers: tuple[dict[str, Any], ...]
    undated: bool
    version: str
    starts: str | None
    until: str | None


@dataclass(frozen=True)
class Reasons:
    question: str
    topic: str
    say: str
    applies: str
    layers: tuple[Layer, ...]
    facts: tuple[tuple[str, str], ...]
    times: tuple[tuple[str, str, str], ...]
    missing: tuple[str, ...]
    rules: tuple[str, ...]

    @property
    def due(self) -> str:
        """The moment that a deadline comes to; empty for what has no time."""
        return next((value for words, value, _ in self.times if words == "Due"), "") if self.question == "deadlines" else ""


def reasons_of(session: Session, view: EpisodeView, question: str, topic: str, now: datetime) -> Reasons:
    answered = view.decision["questions"].get(question, {}).get("topics", {}).get(topic)
    if answered is None:
        raise NotHere
    own = [*answered["answers"], *answered["possible"]]
    facts = facts_of_episode(plain_episode(session, view.episode), write_moment(now))
    asked = " ".join(protocols()["facts"][name]["ask"] for name in answered["missing"])
    otherwise = f"Not known yet. {asked}" if asked else NO_RULE
    say = " ".join(answer["say"] for answer in answered["answers"]) or otherwise
    return Reasons(
        question=question,
        topic=topic,
        say=say,
        applies=applies(own[0], answered) if own else "Silent",
        layers=tuple(_layers(view, answered)),
        facts=tuple(_facts(view, own, facts)),
        times=tuple(_times(view, own)),
        missing=tuple(answered["missing"]),
        rules=tuple(answer["rule"] for answer in own),
    )


def _layers(view: EpisodeView, answered: dict[str, Any]) -> list[Layer]:
    own = [*answered["answers"], *answered["possible"]]
    below = [answer for layer in answered["also"] for answer in (*layer["answers"], *layer["possible"])]
    return [_layer(layer, own, below, answered) for layer in _in_force(view)]


def _in_force(view: EpisodeView) -> list[dict[str, Any]]:
    """The very versions that the episode is decided under: a rule is named by authority, version and id."""
    episode = view.episode
    return layers_in_force(protocols(), episode.authority, day_of(episode.missing_from_at), episode.protocol_version)


def rule_key(answer: dict[str, Any]) -> tuple[str, str]:
    """Within one decision each authority stands in one version; its rules are told apart by id."""
    return answer["authority"], answer["rule"]


def _layer(layer: dict[str, Any], own: list[dict[str, Any]], below: list[dict[str, Any]], answered: dict[str, Any]) -> Layer:
    decides = [answer for answer in own if answer["authority"] == layer["authority"]]
    also = [answer for answer in below if answer["authority"] == layer["authority"]]
    says = "silent"
    if decides:
        says = "decides" if answered["answers"] else "asks"
    elif also:
        says = "also"
    return Layer(layer["name"], says, tuple(decides or also), layer["undated"], layer["version"], layer["from"], layer["until"])


def _facts(view: EpisodeView, answers: list[dict[str, Any]], facts: dict[str, Any]) -> list[tuple[str, str]]:
    """The facts that the rules look at, in the words of the registry."""
    wanted = {rule_key(answer) for answer in answers}
    names = [
        name
        for layer in _in_force(view)
        for rule in layer["rules"]
        if (layer["authority"], rule["id"]) in wanted
        for name in facts_named(rule["when"])
    ]
    return [(protocols()["facts"][name]["ask"], said(view.episode.authority, name, facts.get(name))) for name in dict.fromkeys(names)]


def _times(view: EpisodeView, answers: list[dict[str, Any]]) -> list[tuple[str, str, str]]:
    """From which event the time runs, and where it ends."""
    rules = {rule_key(answer) for answer in answers}
    found: list[tuple[str, str, str]] = []
    episode = view.episode
    for due in view.due:
        if (due["citation"]["source"], due["rule"]) not in rules:
            continue
        started = {"missing": episode.missing_from_at, "found": episode.found_at, "returned": episode.returned_at}.get(due["from"])
        found.append((EVENTS.get(due["from"], due["from"]), _full(started) if started else "Not known yet", "starts this clock"))
        if due["from"] == "returned" and episode.found_at:
            found.append(("Found", _full(episode.found_at), "kept, does not start this clock"))
        if due["at"]:
            found.append(("Due", _full(read_moment(due["at"])), ""))
    return found


def _full(moment: datetime) -> str:
    return f"{date_words(moment)} {moment.astimezone(LONDON).year}, {time_words(moment)}"
