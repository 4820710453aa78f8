"""A record as it is read again: each entry with its answers, in the words of its questions, each of its kind."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from rhi_app.domain.synopsis_words import UNANSWERED, choice_words, named, when_words

KINDS = ("fact", "words", "opinion", "other")


@dataclass(frozen=True)
class Line:
    kind: str
    label: str
    text: str
    question: str = ""
    by: str = ""  # the account that wrote it, where that is not the entry's author


def lines_of(entry: Mapping[str, Any], questions: Mapping[str, Any], people: Mapping[str, str], called: str) -> list[Line]:
    """Every answer of the entry; one whose question is not known any more keeps its id as a label."""
    others = entry.get("written_by") or {}
    return [
        replace(line, by=str(others.get(name, "")))
        for name, answer in entry["answers"].items()
        for line in _lines(name, answer, questions.get(name, {}), people, called)
    ]


def _lines(name: str, answer: Any, question: Mapping[str, Any], people: Mapping[str, str], called: str) -> Iterator[Line]:
    view = {"child": {"called": called}}
    kind = question.get("kind", "fact")
    label = label_of(name, question, view)
    text = text_of(answer, question, people, view)
    if text:
        yield Line(kind if kind in KINDS else "fact", label, text, name)


def label_of(name: str, question: Mapping[str, Any], view: dict[str, Any]) -> str:
    return named(question.get("label", name.rsplit(".", 1)[-1].replace("_", " ").capitalize()), view)


def text_of(answer: Any, question: Mapping[str, Any], people: Mapping[str, str], view: dict[str, Any]) -> str:
    if isinstance(answer, str):
        return people.get(answer) or (choice_words(dict(question), answer, view) if "choices" in question else when_words(answer))
    if isinstance(answer, list):
        return "\n".join(_item(one, question, people, view) for one in answer)
    if isinstance(answer, dict):
        return _group(answer, view)
    return str(answer)


def _item(one: Any, question: Mapping[str, Any], people: Mapping[str, str], view: dict[str, Any]) -> str:
    if isinstance(one, dict):
        return ", ".join(f"{key.replace('_', ' ')}: {value}" for key, value in one.items() if isinstance(value, str))
    return text_of(one, question, people, view)


def _group(answer: dict[str, Any], view: dict[str, Any]) -> str:
    """An answer that is none, a signature, the wording that was shown, or lists for each reader."""
    if "unanswered" in answer:
        return f"{view['child']['called']} {UNANSWERED[answer['unanswered']]}"
    if "strokes" in answer:
        return "Signed on the screen"
    if "version" in answer:
        return f"Wording {answer['version']}, {answer.get('language', '')}"
    return "; ".join(f"{reader.replace('_', ' ')}: {', '.join(lines) or 'none'}" for reader, lines in answer.items() if isinstance(lines, list))
