"""The lines that the interviewer ticks for each reader, before finishing. Mirrored in static/js/synopsis-lines.js."""

from typing import Any

from rhi_app.domain.recipients import page_of, rule_for, rule_of, ticked_lines
from rhi_app.domain.synopsis import block_of, is_wished_away
from rhi_app.domain.synopsis_sections import harm_blocks
from rhi_app.domain.synopsis_words import clean, named, text_of

View = dict[str, Any]
# Facts of the notice, how it was offered and who signed go by themselves: nobody ticks them.
NOT_TICKED = frozenset({"facts", "offers", "agreement", "declined", "amended", "asked", "harm"})


def lines_of(view: View, reader: str, selection: dict[str, Any]) -> list[dict[str, Any]]:
    """Each with its kind, its text, whether it is ticked, and why the tick is locked: `always` or `wish`; empty: it may be changed."""
    found = harm_lines(view, reader, selection)
    for question_id, question in sorted(selection["questions"].items(), key=lambda item: item[1]["order"]):
        rule = rule_for(question, view, reader)
        if rule == "never" or question["section"] in NOT_TICKED:
            continue
        block = block_of(question_id, question, view, False)
        if block is not None:
            found.append({"question": question_id, "kind": question["kind"], "label": named(question.get("label", ""), view)} | said(block))
            found[-1] |= tick_of(question_id, question, rule, view, reader)
    lines: list[dict[str, Any]] = clean(found)
    return lines


def harm_lines(view: View, reader: str, selection: dict[str, Any]) -> list[dict[str, Any]]:
    may = {name: question for name, question in selection["questions"].items() if rule_of(question, page_of(view, reader)) == "always"}
    blocks = [block for event in view["harm"] for block in harm_blocks(event, view, may)]
    locked = {"question": "harm.words", "ticked": True, "locked": "always"}
    return [locked | {"kind": "words" if block["kind"] == "words" else "fact", "label": block["label"]} | said(block) for block in blocks]


def tick_of(question_id: str, question: dict[str, Any], rule: str, view: View, reader: str) -> dict[str, Any]:
    if rule == "always":
        return {"ticked": True, "locked": "always"}
    if is_wished_away(question_id, question, view):
        return {"ticked": False, "locked": "wish"}
    if rule == "offered":
        return {"ticked": question_id in ticked_lines(view, "taken_in", reader), "locked": ""}
    return {"ticked": question_id not in ticked_lines(view, "left_out", reader), "locked": ""}


def said(block: dict[str, Any]) -> dict[str, str]:
    if block["kind"] == "table":
        return {"text": "; ".join(", ".join(filter(None, (text_of(cell) for cell in row))) for row in block["rows"])}
    return {"text": text_of(block["text"])}
