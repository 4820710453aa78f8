"""Lists of people, places, things: which items go to a reader, and how they stand in a table. Mirrored in static/js/synopsis-rows.js.

An item says by itself who may receive it. Nothing said: it goes as its question goes. Beyond that it goes only with a reason.
"""

from typing import Any

from rhi_app.domain.recipients import OF, page_of, rule_for, ticked_lines
from rhi_app.domain.synopsis_words import choice_words, named, when_words

View = dict[str, Any]
Question = dict[str, Any]
Group = dict[str, Any]

PAGES = {"both": ("social_worker", "police_liaison"), "social_worker": ("social_worker",), "police_liaison": ("police_liaison",), "nobody": ()}
MOST_COLUMNS = 5  # a sheet of paper holds no more; what is over stands together in the last


def for_reader(view: View, reader: str, selection: dict[str, Any]) -> View:
    """The same view with only those items that this reader may receive; `by_item` names the lists that somebody shared item by item."""
    chosen = {name: question for name, question in selection["questions"].items() if question.get("rows")}
    answers = {name: items_for(name, chosen[name], view, reader) for name in chosen if is_items(view["answers"].get(name))}
    return {**view, "answers": {**view["answers"], **answers}, "by_item": [name for name in chosen if is_chosen(view["answers"].get(name))]}


def items_for(name: str, question: Question, view: View, reader: str) -> list[Group]:
    rule, page = rule_for(question, view, reader), page_of(view, reader)
    is_taken_in = rule != "offered" or name in ticked_lines(view, "taken_in", reader)
    return [item for item in view["answers"][name] if goes(item, page, is_taken_in)]


def goes(item: Group, page: str, is_taken_in: bool) -> bool:
    chosen = item.get("goes_to")
    if not isinstance(chosen, str) or chosen not in PAGES:
        return is_taken_in
    is_named = bool({page, *OF.get(page, ())} & set(PAGES[chosen]))
    return is_named and (is_taken_in or is_reasoned(item))


def is_reasoned(item: Group) -> bool:
    why = item.get("why")
    return isinstance(why, str) and bool(why.strip())


def is_chosen(answer: Any) -> bool:
    """Whether somebody said of any item who may receive it."""
    return is_items(answer) and any(item.get("goes_to") in PAGES for item in answer)


def is_items(answer: Any) -> bool:
    return isinstance(answer, list) and bool(answer) and all(isinstance(item, dict) for item in answer)


def table_of(question_id: str, question: Question, answer: list[Group], view: View) -> dict[str, Any] | None:
    """The columns that the selection names and somebody filled; a column without a name there goes nowhere."""
    names = [name for name in question.get("columns", {}) if any(cell_of(item, name, question, view) for item in answer)]
    if not names:
        return None
    shown, over = (names, []) if len(names) <= MOST_COLUMNS else (names[: MOST_COLUMNS - 1], names[MOST_COLUMNS - 1 :])
    heads = [named(question["columns"][name], view) for name in shown] + (["More"] if over else [])
    rows = [row_of(item, shown, over, question, view) for item in answer]
    return {"kind": "table", "label": "", "columns": heads, "rows": rows, "questions": [question_id]}


def row_of(item: Group, shown: list[str], over: list[str], question: Question, view: View) -> list[list[Any]]:
    cells = [cell_of(item, name, question, view) for name in shown]
    rest = [f"{named(question['columns'][name], view)}: {text}" for name in over if (text := cell_of(item, name, question, view))]
    return [[{"b": cells[0]}], *([text] for text in cells[1:]), *([["; ".join(rest)]] if over else [])]


def cell_of(item: Group, name: str, question: Question, view: View) -> str:
    value = item.get(name, "")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if not isinstance(value, str | int):
        return ""
    words = question.get("cells", {}).get(name, {})
    return choice_words({"choices": words}, value, view) if value in words else when_words(str(value).strip())
