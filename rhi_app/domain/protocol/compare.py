"""Where two decisions on the same facts differ: what a new version would change, or a change of the child's status before the return."""

from collections.abc import Iterator, Mapping
from typing import Any


def changes_between(one: Mapping[str, Any], other: Mapping[str, Any]) -> list[str]:
    """The questions, and topics, that are answered differently: `offer`, `interviewer assigned`."""
    return [place for question in one["questions"] for place in changed_topics(question, one, other)]


def changed_topics(question: str, one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    before, after = (decision["questions"][question]["topics"] for decision in (one, other))
    for topic in sorted({*before, *after}):
        if substance(before.get(topic)) != substance(after.get(topic)):
            yield question if topic == question else f"{question} {topic}"


def substance(answered: Mapping[str, Any] | None) -> Any:
    """What a person would have to do differently. The same rule in another version says the same, however its sentence is worded."""
    if answered is None:
        return ("not_asked_here", [], [])
    said = [[answer["authority"], answer["rule"], answer["verdict"], answer["value"]] for answer in answered["answers"]]
    return (answered["verdict"], said, answered["missing"])
