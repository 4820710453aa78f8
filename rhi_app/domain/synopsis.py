"""What of a record goes to one reader. Mirrored in static/js/synopsis.js, so that the interviewer sees offline exactly what is sent.

`select` reads a view (domain/record_view.py) and the selection table (selection.json) and gives headed sections of blocks, or None
where this reader gets nothing. Nothing reaches a section that the table does not name for the reader.
"""

from collections.abc import Callable
from typing import Any

from rhi_app.domain.addresses import kept_out
from rhi_app.domain.decisions import COPIES
from rhi_app.domain.recipients import NAMED, page_of, rule_for, ticked_lines
from rhi_app.domain.synopsis_facts import facts_of
from rhi_app.domain.synopsis_rows import for_reader, is_items, table_of
from rhi_app.domain.synopsis_sections import SPECIAL, Carried
from rhi_app.domain.synopsis_words import Run, Runs, capital, choice_words, clean, date_of, named, proof_words, unanswered_words

View = dict[str, Any]
Selection = dict[str, Any]
Content = dict[str, Any]

MERGED = ("fact", "opinion")  # short lines of one kind stand together; words and what others said each keep their own block


def select(view: View, reader: str, selection: Selection, *, urgent: bool = False) -> Content | None:
    """The whole synopsis for one recipient; None where there is none."""
    layout_name, page = layout_of(view, urgent), page_of(view, reader)
    layout = selection["readers"].get(page, {}).get("layouts", {}).get(layout_name)
    if layout is None or not is_sent(view, reader, layout_name):
        return None
    view = for_reader(view, reader, selection) | {"shown": [*layout["sections"], "facts"]}
    may = carried(view, reader, selection, only_protected=layout_name in ("held_back", "urgent"))
    sections = sections_of(view, reader, selection, layout, may)
    if not any(section["id"] in layout.get("needs", layout["sections"]) for section in sections):
        return None
    role = selection["readers"][page]
    content = {
        "format": 1,
        "reader": reader,
        "about": layout_name,
        "title": title_of(view, reader, role, layout_name),
        "to": to_line(view, reader, role),
        "reference": view["reference"],
        "child": {"name": view["child"]["name"], "called": view["child"]["called"], "initials": view["child"]["initials"]},
        "facts": facts_of(view, layout["facts"], may, selection["questions"]),
        "sections": sections,
        "closing": closing_of(view, page),
        "handling": role["handling"],
        "running": {"title": f"{capital(view['label'])}: synopsis", "foot": role["running"]},
    }
    return kept_out(clean(content), view, page)


def is_sent(view: View, reader: str, layout: str) -> bool:
    """The synopsis goes where the protocol sends it; a decline, and what is never held back, also to whom the case names; harm at once to all."""
    if layout == "urgent":
        return True
    return reader in view["sources"] or (layout != "held" and reader in NAMED and reader not in view["not_to"])


def layout_of(view: View, urgent: bool) -> str:
    if urgent:
        return "urgent"
    if view["outcome"] == "declined":
        return "declined"
    return "held_back" if view["held_back"] else "held"


def carried(view: View, reader: str, selection: Selection, *, only_protected: bool) -> Carried:
    """The questions whose answers this reader gets, each with its definition."""
    return {
        question_id: question
        for question_id, question in selection["questions"].items()
        if is_carried(question_id, question, view, reader, only_protected)
    }


def is_carried(question_id: str, question: dict[str, Any], view: View, reader: str, only_protected: bool) -> bool:
    rule = rule_for(question, view, reader)
    if rule in ("always", "never"):
        return bool(rule == "always")
    if only_protected or is_wished_away(question_id, question, view):
        return False
    if rule == "offered":
        is_by_item = question.get("rows", False) and is_items(view["answers"].get(question_id))  # what is left was taken in one by one
        return is_by_item or question_id in ticked_lines(view, "taken_in", reader)
    return question_id not in ticked_lines(view, "left_out", reader)


def is_wished_away(question_id: str, question: dict[str, Any], view: View) -> bool:
    """Held back because the young person asked; never harm, a crime or another child at risk."""
    return question.get("wish", True) and question_id in view["wish"]["lines"]


def sections_of(view: View, reader: str, selection: Selection, layout: dict[str, Any], may: Carried) -> list[dict[str, Any]]:
    tells = layout.get("absences", False)
    sections = [section_of(name, view, reader, selection, may, tells) for name in layout["sections"]]
    return [section for section in sections if section["blocks"]]


def section_of(name: str, view: View, reader: str, selection: Selection, may: Carried, tells_absences: bool) -> dict[str, Any]:
    defined = selection["sections"][name]
    special = SPECIAL.get(name)
    made = special(view, may, reader) if special else {"blocks": question_blocks(name, view, may, reader, tells_absences)}
    return {
        "id": name,
        "heading": (made or {}).get("heading", named(defined["heading"], view)),
        "bookmark": defined["heading"].replace("{called}", "the young person"),  # a PDF's outline stands open beside the page
        "tone": defined.get("tone", ""),
        "half": defined.get("half", False),
        "blocks": (made or {}).get("blocks", []),
    }


def question_blocks(name: str, view: View, may: Carried, reader: str, tells_absences: bool) -> list[dict[str, Any]]:
    """The blocks of a section that is made of questions, in their order."""
    blocks: list[dict[str, Any]] = []
    for question_id, question in sorted(may.items(), key=lambda item: item[1]["order"]):
        if question.get("section_for", {}).get(page_of(view, reader), question["section"]) != name:
            continue
        for block in blocks_of(question_id, question, view, tells_absences):
            add_block(blocks, block)
    return blocks


def blocks_of(question_id: str, question: dict[str, Any], view: View, tells_absences: bool) -> list[dict[str, Any]]:
    """One; and where two people answered and nobody has chosen yet, each answer, said to be one of them."""
    waiting = view["two_values"].get(question_id)
    if waiting is None:
        block = block_of(question_id, question, view, tells_absences)
        return [] if block is None else [block]
    views = [{**view, "answers": {**view["answers"], question_id: answer}} for answer in waiting]
    found = (block_of(question_id, question, each, tells_absences) for each in views)
    return [one_of_several(block, len(waiting)) for block in found if block is not None]


def one_of_several(block: dict[str, Any], count: int) -> dict[str, Any]:
    """Beside the words and never among them: they are somebody's own."""
    note = f"One of {count} answers. Which is right is not decided."
    if block["kind"] in MERGED:
        return block | {"text": [*block["text"], " ", {"b": f"({note})"}]}
    return block | {"label": f"{block['label']}. {note}" if block["label"] else note}


def add_block(blocks: list[dict[str, Any]], block: dict[str, Any]) -> None:
    """Facts join facts, an opinion joins the opinion before it."""
    last = blocks[-1] if blocks else None
    if last and block["kind"] in MERGED and last["kind"] == block["kind"]:
        last["text"] = [*last["text"], "\n", *block["text"]]
        last["questions"] = [*last["questions"], *block["questions"]]
    else:
        blocks.append(block)


def block_of(question_id: str, question: dict[str, Any], view: View, tells_absences: bool) -> dict[str, Any] | None:
    answer = view["answers"].get(question_id)
    label = named(question.get("label", ""), view)
    if not is_said(answer) or is_unanswered(answer):
        absent = absence_words(question, answer, view) if tells_absences else ""
        return {"kind": "absent", "label": label, "text": [absent], "questions": [question_id]} if absent else None
    return SHAPES[shape_of(answer)](question_id, question, label, answer, view)


def absence_words(question: dict[str, Any], answer: Any, view: View) -> str:
    """`Kofi didn’t want to say.` is told always; that nobody asked, only where it matters."""
    matters = question.get("absence", False)
    if is_unanswered(answer):
        is_told = matters or answer["unanswered"] != "not_asked"
        return unanswered_words(answer["unanswered"], view, noted=question.get("noted", False)) if is_told else ""
    return "Nothing was said on this." if matters else ""


def is_unanswered(answer: Any) -> bool:
    return isinstance(answer, dict) and "unanswered" in answer


def is_said(answer: Any) -> bool:
    return bool(answer.strip()) if isinstance(answer, str) else bool(answer)


def shape_of(answer: Any) -> str:
    if isinstance(answer, str):
        return "text"
    if is_items(answer):
        return "groups"
    return "list" if isinstance(answer, list) else "nothing"


def text_block(question_id: str, question: dict[str, Any], label: str, answer: Any, view: View) -> dict[str, Any]:
    text = choice_words(question, answer, view) if "choices" in question else answer
    if question["kind"] not in MERGED:
        return {"kind": question["kind"], "label": label, "text": [text], "questions": [question_id]}
    lead: list[Run] = [{"b": f"{label}: "}] if label else []
    own: Runs = [{"b": f"{capital(text)}."}] if question["kind"] == "opinion" and "choices" in question else [text]
    whose = f"{view['interviewer']['name']}’s opinion" if question["kind"] == "opinion" else ""
    aside = f". {question['aside']}" if "aside" in question else ""
    return {"kind": question["kind"], "label": whose + aside, "text": [*lead, *own], "questions": [question_id]}


def list_block(question_id: str, question: dict[str, Any], label: str, answer: Any, view: View) -> dict[str, Any]:
    said = ", ".join(choice_words(question, item, view) for item in answer)
    return text_block(question_id, {"kind": question["kind"]}, label, said, view)


def groups_block(question_id: str, question: dict[str, Any], label: str, answer: Any, view: View) -> dict[str, Any] | None:
    return table_of(question_id, question, answer, view)


def no_block(question_id: str, question: dict[str, Any], label: str, answer: Any, view: View) -> None:
    """An answer of a shape that no text can stand for."""


SHAPES: dict[str, Callable[[str, dict[str, Any], str, Any, View], dict[str, Any] | None]] = {
    "text": text_block,
    "list": list_block,
    "groups": groups_block,
    "nothing": no_block,
}


def title_of(view: View, reader: str, role: dict[str, Any], layout: str) -> str:
    label, recipient = capital(view["label"]), view["sharing"].get(reader, {}).get("role")
    if layout == "urgent":
        return "Harm disclosed: read now"
    if layout == "declined":
        return f"{label} declined: {role['noun']}"
    return f"{label}: {role['noun']} for the {recipient}" if recipient else f"{label}: {role['title']}"


def to_line(view: View, reader: str, role: dict[str, Any]) -> Runs:
    person = view["readers"].get(reader, {"name": "", "organisation": ""})
    named_role = view["sharing"].get(reader, {}).get("role") or role["role"]
    who: Runs = ["For ", {"b": person["name"]}, f", {named_role}"] if person["name"] else ["For the ", {"b": named_role}]
    if page_of(view, reader) == "child":
        who = ["For ", {"b": view["child"]["name"]}]
    where = f", {person['organisation']}" if person["organisation"] else ""
    return [*who, f"{where}. From ", {"b": view["interviewer"]["name"]}, ", interviewer."]


def closing_of(view: View, page: str) -> Runs:
    """How well the times are proved, and under which protocol this was decided; a copy for the family has the reference alone."""
    if page in COPIES:
        return ["", "", f"Reference {view['reference']}."]
    proof, protocol = view["proof"], view["protocol"]
    under = f"Protocol: {protocol['name']}, version {protocol['version']}, as in force on {date_of(protocol['on'])}. " if protocol else ""
    return [proof_words(proof) if proof and proof["by_phone"] else "", under, f"Acknowledge it in the portal: reference {view['reference']}."]
