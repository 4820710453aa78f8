"""What an episode requires and why, as rows for a page: from the protocol's decision and from what has been done. Nothing here knows an authority."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

Answered = Mapping[str, Any]

# In the order in which they are met. Of a question with several topics only these stand in the overview.
OVERVIEW: tuple[tuple[str, str | None], ...] = (
    ("offer", None),
    ("additional_offers", None),
    ("interviewer", "assigned"),
    ("consent", None),
    ("method", "means"),
    ("deadlines", None),
    ("recipients", None),
    ("satisfied_by", None),
)
# Where a rule that says no is worth a row: nobody is asked, nobody gets it.
SAYS_NO = {"offer", "consent", "recipients"}
# Where it can be told whether it was done.
TRACKED = {"offer", "additional_offers", "interviewer", "consent", "deadlines", "recipients"}
NO_RULE = "No rule decides this. Ask a manager."
SMALL_WORDS = {"of", "and", "the", "on", "upon", "with"}


@dataclass(frozen=True)
class Requirement:
    """One row. `state`: done, open, ask (a fact is missing), decide (a person must), none (the rule asks for nothing)."""

    question: str
    topic: str
    rule: str
    what: str
    state: str
    source: str
    applies: str
    second: str = ""
    due: str = ""  # the moment, where there is one and it is not done
    missing: tuple[str, ...] = ()
    is_late: bool = False
    also: tuple[str, ...] = ()  # the paragraphs below that demand the same


@dataclass(frozen=True)
class Done:
    """What has been done, by the code that a rule speaks of, each with the words that say so."""

    by: Mapping[tuple[str, str], str]

    def words(self, question: str, code: str) -> str | None:
        return self.by.get((question, code))


def overview(decision: Mapping[str, Any], due: list[dict[str, Any]], done: Done) -> list[Requirement]:
    """The main rows. The duties stand apart: domain/duties.py."""
    return with_times([row for question, topic in OVERVIEW for row in rows_of(decision, question, topic, done)], due)


def with_times(rows: list[Requirement], due: list[dict[str, Any]]) -> list[Requirement]:
    """When what is not done must be done."""
    timed = {place_of(one): one["at"] for one in due if one["sure"] and one["at"]}
    return [row if row.second or row.state != "open" else replace(row, due=timed.get((row.source, row.rule), "")) for row in rows]


def place_of(one: Mapping[str, Any]) -> tuple[str, str]:
    """Paragraph and id: two authorities may give a rule the same id."""
    return one["citation"]["short"], one["rule"]


def rows_of(decision: Mapping[str, Any], question: str, only: str | None, done: Done) -> list[Requirement]:
    topics = decision["questions"][question]["topics"]
    chosen = {topic: answered for topic, answered in topics.items() if only in (None, topic)}
    return [row for topic, answered in chosen.items() for row in rows_of_topic(question, topic, answered, done)]


def rows_of_topic(question: str, topic: str, answered: Answered, done: Done) -> list[Requirement]:
    said = [answer for answer in answered["answers"] if answer["verdict"] != "no" or question in SAYS_NO]
    rows = [_row(question, topic, answer, answered, done) for answer in said]
    rows += [_asked(question, topic, answer, answered) for answer in answered["possible"]]
    if not rows and answered["verdict"] == "no_rule" and question in dict(OVERVIEW):
        rows = [Requirement(question, topic, "", NO_RULE, "decide", "", "Silent")]
    return rows


def _row(question: str, topic: str, answer: Mapping[str, Any], answered: Answered, done: Done) -> Requirement:
    words = done.words(question, code_of(question, topic, answer))
    state = "done" if words is not None else state_of(question, topic, answer)
    return Requirement(
        question, topic, answer["rule"], answer["say"], state, answer["citation"]["short"], applies(answer, answered), words or "",
        also=also_demand(question, answer, answered),
    )  # fmt: skip


def also_demand(question: str, answer: Mapping[str, Any], answered: Answered) -> tuple[str, ...]:
    """Of an offer alone: any other answer has a value, and the one below may differ."""
    if question != "offer" or answer["verdict"] != "yes":
        return ()
    return tuple(one["citation"]["short"] for layer in answered["also"] for one in layer["answers"] if one["verdict"] == "yes")


def state_of(question: str, topic: str, answer: Mapping[str, Any]) -> str:
    """What is not done: to do, to decide, or nothing that anybody could tick."""
    if answer["verdict"] in ("no_rule", "no"):
        return "decide" if answer["verdict"] == "no_rule" else "none"
    is_main = question != "interviewer" or topic == "assigned"
    is_tracked = question in TRACKED and is_main and answer["value"].get("share", "send") == "send"
    return "open" if is_tracked else "none"


def _asked(question: str, topic: str, answer: Mapping[str, Any], answered: Answered) -> Requirement:
    source, how = answer["citation"]["short"], applies(answer, answered)
    return Requirement(question, topic, answer["rule"], answer["say"], "ask", source, how, "Not known yet", missing=tuple(answer["missing"]))


def code_of(question: str, topic: str, answer: Mapping[str, Any]) -> str:
    """The name under which what was done is looked up: who agrees, who receives, else the topic."""
    value = answer["value"]
    if question == "consent":
        return str(value.get("who", topic))
    if question == "recipients":
        return str(value.get("kind", topic))
    return topic


def applies(answer: Mapping[str, Any], answered: Answered) -> str:
    """How the rule came to apply: inherited from the guidance, added by the authority, or narrower than the guidance."""
    if answer["provenance"] == "inherited":
        return "Inherited"
    return f"{short_name(answer['authority'])} {'narrows' if answered.get('narrower') else 'adds'}"


def short_name(authority: str) -> str:
    """`isle-of-wight` as a person writes it."""
    words = authority.split("-")
    return " ".join(word if word in SMALL_WORDS else word.capitalize() for word in words)


def narrower_offer(decision: Mapping[str, Any]) -> Answered | None:
    """The authority's own rule says no, or nothing, where the guidance below it says yes: both are shown, and a person decides."""
    topics = decision["questions"]["offer"]["topics"].values()
    return next((answered for answered in topics if answered.get("narrower")), None)


def parent_required(decision: Mapping[str, Any]) -> bool | None:
    """Whether a parent must agree; None while that is not known, or where no rule says."""
    topic = decision["questions"]["consent"]["topics"].get("parent")
    if topic is None or not topic["answers"]:
        return None
    return topic["answers"][0]["value"].get("required") is True


def missing_facts(decision: Mapping[str, Any]) -> list[str]:
    """What to ask for, in the order of the questions that hang on it."""
    found = [name for answered in decision["questions"].values() for name in answered["missing"]]
    return list(dict.fromkeys(found))


def verdict_words(decision: Mapping[str, Any], label: str) -> str:
    """The answer to the first question, in one sentence."""
    article = "An" if label[:1] in "aeiou" else "A"
    return {
        "yes": f"{article} {label} must be offered.",
        "no": f"The protocol does not ask for {article.lower()} {label}.",
        "no_rule": f"No rule decides whether {article.lower()} {label} is offered. Ask a manager.",
        "not_known": f"Whether {article.lower()} {label} must be offered is not known yet.",
    }[decision["questions"]["offer"]["verdict"]]
