"""What counts where several wrote one record: phone against portal, phone against phone. Mirrored in static/js/record-answers.js.

An entry that answers names the entries of others that its maker had (`follows`): whoever had the other's answer and gave another has decided.
Whoever had it not stands beside it: sets are united; of anything else both values are kept until a person chooses. No clock is asked, and no
order of arrival. What was typed beside an answer that was handed on travels in `beside`, and stands and falls with its entry.
"""

from typing import Any

from rhi_app.domain import canonical

Entry = dict[str, Any]
Value = dict[str, Any]

# A new answer to one of these is a new event; the other kinds answer questions.
EVENTS = frozenset({"attempt", "offer", "consent", "withdrawal", "release", "harm", "amendment"})
NOT_ASKED = {"unanswered": "not_asked"}
ANSWERING = frozenset({"interview", "carer_information"})  # several may write of these at a time; an end is one person's act


def answers_of(entries: list[Entry]) -> dict[str, Any]:
    """The answer of each question: the newest; sets united. Of two values that wait, the one that was begun last."""
    counted: dict[str, Any] = {}
    for entry in entries:
        if entry["kind"] not in EVENTS:
            counted.update(entry["answers"])
    return counted | {question: _counted(values) for question, values in _values(entries).items()}


def two_values(entries: list[Entry]) -> dict[str, list[Value]]:
    """What waits for a person to choose: by question, each value with the entry that it stands in and who gave it."""
    return {question: values for question, values in _values(entries).items() if len(values) > 1 and not _is_set(values)}


def standing_answers(entries: list[Entry], question: str) -> list[Any]:
    """The one that counts; of two that wait, both: no contradiction keeps a duty from being seen."""
    waiting = two_values(entries).get(question)
    return [value["answer"] for value in waiting] if waiting else [answers_of(entries).get(question)]


def follows(entries: list[Entry], answers: dict[str, Any], record: str, device: str | None) -> list[str]:
    """What whoever answers these questions now has of others, by id."""
    return [entry["id"] for entry in _answering(entries) if _maker(entry) != (record, device) and answers.keys() & questions_in(entry)]


def writers_beside(entry: Entry) -> list[Any]:
    """Who wrote what stands beside its answers."""
    return [value.get("author") for values in _beside(entry).values() for value in values if isinstance(value, dict)]


def questions_in(entry: Entry) -> set[str]:
    return {*entry["answers"], *_beside(entry)}


def _values(entries: list[Entry]) -> dict[str, list[Value]]:
    """Only where more than one maker answered: elsewhere the newest counts, and nothing has to be compared."""
    answering = _answering(entries)
    if len({_maker(entry) for entry in answering}) < 2 and not any(_beside(entry) for entry in answering):
        return {}
    questions = dict.fromkeys(question for entry in answering for question in (*entry["answers"], *_beside(entry)))
    return {question: _standing(answering, question) for question in questions}


def _standing(answering: list[Entry], question: str) -> list[Value]:
    """The different values that nobody has decided between, in the order of the entries' own ids. What is empty or
    was not asked stands beside nothing, and beside a list no word that there is none."""
    asked = [entry for entry in answering if question in questions_in(entry)]
    left = [entry for at, entry in enumerate(asked) if not any(_is_after(other, entry, turn > at) for turn, other in enumerate(asked) if turn != at)]
    values = [value for entry in sorted(left or asked[-1:], key=lambda entry: str(entry.get("id", ""))) for value in _values_in(entry, question)]
    said = [value for value in values if _is_said(value["answer"])]
    return _different([value for value in said if isinstance(value["answer"], list)] or said or values[-1:])


def _is_after(later: Entry, earlier: Entry, stands_later: bool) -> bool:
    if _maker(later) == _maker(earlier):
        return stands_later
    named = later.get("follows")
    return earlier.get("id") in named if isinstance(named, list) else stands_later  # made before entries named them: the order decides


def _values_in(entry: Entry, question: str) -> list[Value]:
    others = [value for value in _beside(entry).get(question, []) if isinstance(value, dict) and "answer" in value]
    own = [{"answer": entry["answers"][question], "author": entry.get("author")}] if question in entry["answers"] else []
    found = [{"answer": value["answer"], "author": value.get("author")} for value in others] + own
    return [value | {"entry": entry.get("id"), "at": entry.get("happened_at"), "device": entry.get("device")} for value in found]


def _is_said(answer: Any) -> bool:
    return bool(answer.strip()) if isinstance(answer, str) else bool(answer) and answer != NOT_ASKED


def _different(values: list[Value]) -> list[Value]:
    return list({_text(value["answer"]): value for value in values}.values())


def _text(answer: Any) -> bytes:
    return canonical.write({"answer": answer})


def _counted(values: list[Value]) -> Any:
    return _united(values) if len(values) > 1 and _is_set(values) else values[-1]["answer"]


def _is_set(values: list[Value]) -> bool:
    return isinstance(values[0]["answer"], list)


def _united(values: list[Value]) -> list[Any]:
    return list({_text(item): item for value in values for item in value["answer"]}.values())


def _answering(entries: list[Entry]) -> list[Entry]:
    return [entry for entry in entries if entry["kind"] in ANSWERING]


def _maker(entry: Entry) -> tuple[Any, Any]:
    return entry.get("record"), entry.get("device")


def _beside(entry: Entry) -> dict[str, Any]:
    beside = entry.get("beside")
    return {question: values for question, values in beside.items() if isinstance(values, list)} if isinstance(beside, dict) else {}
