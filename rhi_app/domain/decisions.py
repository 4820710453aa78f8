"""Where a protocol leaves something to a person: what is asked, what can be decided, and what a decision changes. Knows no authority.

A decision is kept in codes (`question`, `topic`, `decided`, `at`); who decided it and why is sealed. The newest on a topic counts, none is
overwritten. static/js/decided.js reads them alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from rhi_app.domain.requirements import Requirement

Decided = Mapping[str, Any]
Answered = Mapping[str, Any]
OFFER = {"offer": "It is offered", "do_not_offer": "It is not offered"}
SEND = {"send": "It is sent", "do_not_send": "It is not sent"}
COUNTS = {"counts": "It counts as the interview", "does_not_count": "It does not count"}
MEANS = {"telephone": "By telephone", "video": "By video", "in_person": "In person"}
NOT_AGREED = "not_agreed"
# A copy for the family is off until somebody decided for this episode how it gets there safely.
ROUTES = {"by_social_worker": "Yes: the social worker hands it over on paper", "by_provider": "Yes: we hand it over on paper", "do_not_send": "No"}
COPIES = {"carer": "Do the key themes go to the parent or carer?", "child": "Does the young person get a copy of their own?"}
OTHER = {"as_reasoned": "As the reason says"}
SERVED = {"same_interview": "One interview serves it and another episode"}
WORDS = {
    **OFFER, **ROUTES, **SEND, **COUNTS, **OTHER, **SERVED,
    NOT_AGREED: "Not agreed",
    **{code: f"{words}: agreed" for code, words in MEANS.items()},
}
TITLES = {
    "offer": "Is it offered?",
    "recipients": "Is it sent?",
    "method": "May it be held that way?",
    "satisfied_by": "Does it count as the interview?",
    "interviewer": "Who holds it?",
}


@dataclass(frozen=True)
class Ask:
    """Something that a person decides and records. `is_due`: it waits for somebody now; else it may be asked for."""

    question: str
    topic: str
    title: str
    choices: Mapping[str, str]
    answers: tuple[Mapping[str, Any], ...]
    needs_reference: bool = False
    agreed_by: str = ""
    is_due: bool = True


def asks_of(decision: Mapping[str, Any], held_by: str = "") -> list[Ask]:
    """What this decision of the engine leaves to people. `held_by`: the means of a visit that was held."""
    found = [
        ask
        for question, answered in decision["questions"].items()
        for topic, result in answered["topics"].items()
        if (ask := ask_of(question, topic, result, held_by))
    ]
    return found + [Ask("recipients", topic, COPIES[topic], ROUTES, (), is_due=False) for topic in own_copies(decision)]


def own_copies(decision: Mapping[str, Any]) -> list[str]:
    """Copies for the family on which no rule has a word: somebody may decide them for any episode."""
    return [topic for topic in COPIES if topic not in decision["questions"]["recipients"]["topics"]]


def ask_of(question: str, topic: str, result: Answered, held_by: str = "") -> Ask | None:
    """None where the rules decide."""
    is_open = result["verdict"] == "no_rule"
    title, answers = TITLES.get(question, "What is done?"), (*result["answers"], *(one for layer in result["also"] for one in layer["answers"]))
    if question == "offer":
        return Ask(question, topic, title, OFFER, answers) if is_open or result.get("narrower") else None
    if question == "recipients":
        choices = ROUTES if topic in COPIES else SEND
        return Ask(question, topic, COPIES.get(topic, title), choices, answers) if is_open or considers(result) else None
    if question == "method" and topic == "means":
        return ask_of_means(result, answers, title, held_by)
    if question == "satisfied_by":
        return Ask(question, topic, title, COUNTS, answers, needs_reference=True) if result["verdict"] == "yes" else None
    if question == "interviewer":
        return None  # the allocation records who, and why
    return Ask(question, topic, title, OTHER, answers, is_due=bool(answers)) if is_open else None


def considers(result: Answered) -> bool:
    """The authority's own paragraph lets a sharing be considered; what the guidance below says of all professionals asks for no decision."""
    is_own = result["verdict"] == "yes" and result["provenance"] == "own"
    return is_own and bool(result["answers"][0]["value"].get("share") == "consider")


def ask_of_means(result: Answered, answers: tuple[Any, ...], title: str, held_by: str) -> Ask | None:
    """By telephone only with somebody's word, where the protocol says so or says nothing: due once a visit was held that way."""
    exceptional = exceptional_means(result)
    if not exceptional:
        return None
    choices = {**{code: f"{MEANS.get(code, code)}: agreed" for code in exceptional}, NOT_AGREED: WORDS[NOT_AGREED]}
    agreed_by = next((str(one["value"]["agreed_by"]) for one in result["answers"] if "agreed_by" in one["value"]), "")
    return Ask("method", "means", title, choices, answers, agreed_by=agreed_by, is_due=held_by in exceptional)


def exceptional_means(result: Answered) -> list[str]:
    """What is allowed by somebody's decision only."""
    if result["verdict"] == "no_rule":
        return ["telephone", "video"]
    return [code for one in result["answers"] for code in one["value"].get("exceptionally", [])]


def newest(decided: Sequence[Decided] | None, question: str, topic: str) -> Decided | None:
    return next((one for one in reversed(decided or []) if (one["question"], one["topic"]) == (question, topic)), None)


def is_settled(ask: Ask, decided: Sequence[Decided] | None) -> bool:
    return newest(decided, ask.question, ask.topic) is not None


def sent_by_decision(decision: Mapping[str, Any], decided: Sequence[Decided] | None) -> dict[str, str]:
    """Recipients to whom somebody decided to send, with the paragraph that leaves it to a person. Mirrored in static/js/decided.js."""
    topics = decision["questions"]["recipients"]["topics"]
    found: dict[str, str] = {}
    for topic, result in topics.items():
        ask, made = ask_of("recipients", topic, result), newest(decided, "recipients", topic)
        if ask and made and made["decided"] != "do_not_send" and result["answers"]:
            answer = result["answers"][0]
            found[answer["value"]["kind"]] = answer["citation"]["short"]
    return found | {topic: "" for topic in own_copies(decision) if route_of(decided, topic)}


def route_of(decided: Sequence[Decided] | None, topic: str) -> str:
    """Who hands a copy for the family over; empty: nobody decided that it goes."""
    made = newest(decided, "recipients", topic)
    return made["decided"] if made is not None and made["decided"] != "do_not_send" else ""


def with_decisions(rows: list[Requirement], asks: list[Ask], decided: Sequence[Decided] | None) -> list[Requirement]:
    """The rows of a page, with what was decided, and with what waits for somebody."""
    due = {(ask.question, ask.topic) for ask in asks if ask.is_due}
    return list(_marked(rows, due, decided))


def _marked(rows: list[Requirement], due: set[tuple[str, str]], decided: Sequence[Decided] | None) -> Iterator[Requirement]:
    for row in rows:
        made = newest(decided, row.question, row.topic)
        if made is not None and row.question != "interviewer":
            yield replace(row, state="done", second=row.second or f"Decided: {str(WORDS.get(made['decided'], made['decided'])).lower()}")
        elif (row.question, row.topic) in due and row.state in ("none", "open", "decide"):
            yield replace(row, state="decide")
        else:
            yield row
