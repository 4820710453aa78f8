"""The lines that the interviewer ticks for each reader, before finishing. Mirrored in static/js/synopsis-lines.js."""

from typing import Any

from rhi_app.domain.addresses import line_kept_out
from rhi_app.domain.recipients import page_of, rule_for, rule_of, ticked_lines
from rhi_app.domain.synopsis import blocks_of, is_wished_away
from rhi_app.domain.synopsis_rows import for_reader, is_chosen, is_items
from rhi_app.domain.synopsis_sections import harm_blocks
from rhi_app.domain.synopsis_source import revealed_in, telling_text
from rhi_app.domain.synopsis_words import clean, named, text_of

View = dict[str, Any]
# Facts of the notice, how it was offered and who signed go by themselves: nobody ticks them.
NOT_TICKED = frozenset({"facts", "offers", "agreement", "declined", "amended", "asked", "harm"})


def lines_of(view: View, reader: str, selection: dict[str, Any]) -> list[dict[str, Any]]:
    """Each with its kind, its text, whether it is ticked, why the tick is locked (`always`, `wish`, or `rows`: chosen item by item; empty: it may
    be changed), the word that would show who said it, and each address in it, where it goes or may be ticked yet."""
    own = for_reader(view, reader, selection)
    questions = sorted(selection["questions"].items(), key=lambda item: item[1]["order"])
    found = [line_of(question_id, question, view, own, reader, selection) for question_id, question in questions]
    lines = clean([*harm_lines(view, reader, selection), *(line for line in found if line)])
    return [line_kept_out(line, view) for line in lines]


def line_of(question_id: str, question: dict[str, Any], whole: View, own: View, reader: str, selection: dict[str, Any]) -> dict[str, Any] | None:
    """None where there is nothing to tick."""
    rule, page = rule_for(question, own, reader), page_of(own, reader)
    if rule == "never" or question["section"] in NOT_TICKED:
        return None
    view = own if own["answers"].get(question_id) else whole  # where no item goes, what does not go is shown all the same
    blocks = blocks_of(question_id, question, view, False)
    if not blocks:
        return None
    text = "\n".join(said(block) for block in blocks)
    label = named(question.get("label") or selection["sections"][question["section"]]["heading"], view)
    is_by_item = question.get("rows", False) and is_chosen(whole["answers"].get(question_id))
    tick = tick_of(question_id, question, rule, own, reader, is_by_item)
    may_go = tick["ticked"] or not tick["locked"]
    reveals = revealed_in(telling_text(view["answers"][question_id], text), question["kind"], view, page) if may_go else ""
    return {"question": question_id, "kind": question["kind"], "label": label, "text": text, **tick, "reveals": reveals}


def harm_lines(view: View, reader: str, selection: dict[str, Any]) -> list[dict[str, Any]]:
    page = page_of(view, reader)
    may = {name: question for name, question in selection["questions"].items() if rule_of(question, page) == "always"}
    return [harm_line(block, view, page) for event in view["harm"] for block in harm_blocks(event, view, may)]


def harm_line(block: dict[str, Any], view: View, page: str) -> dict[str, Any]:
    """The young person's own words alone may give away who said it: the rest is codes, and who was told."""
    text, is_words = said(block), block["kind"] == "words"
    reveals = revealed_in(text, "words", view, page) if is_words else ""
    kind = "words" if is_words else "fact"
    return {"question": "harm.words", "ticked": True, "locked": "always", "kind": kind, "label": block["label"], "text": text, "reveals": reveals}


def tick_of(question_id: str, question: dict[str, Any], rule: str, view: View, reader: str, is_by_item: bool) -> dict[str, Any]:
    if rule == "always":
        return {"ticked": True, "locked": "always"}
    if is_wished_away(question_id, question, view):
        return {"ticked": False, "locked": "wish"}
    if is_by_item:
        return {"ticked": is_items(view["answers"].get(question_id)), "locked": "rows"}
    if rule == "offered":
        return {"ticked": question_id in ticked_lines(view, "taken_in", reader), "locked": ""}
    return {"ticked": question_id not in ticked_lines(view, "left_out", reader), "locked": ""}


def said(block: dict[str, Any]) -> str:
    if block["kind"] == "table":
        return "; ".join(", ".join(filter(None, (text_of(cell) for cell in row))) for row in block["rows"])
    return text_of(block["text"])
