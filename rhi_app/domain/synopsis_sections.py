"""The sections of a synopsis that are more than a list of answers. Mirrored in static/js/synopsis-sections.js.

Each builder takes the view, the questions that this reader may see, and the reader; it gives blocks, and a heading where the table's
does not do, or None. A builder asks `may` before it says anything that a person said.
"""

from collections.abc import Callable
from typing import Any

from rhi_app.domain.recipients import page_of, ticked_lines
from rhi_app.domain.synopsis_agreement import agreement_section, signed_section
from rhi_app.domain.synopsis_words import Runs, capital, choice_words, list_at, moment_words, named, string_at, when_words

View = dict[str, Any]
Carried = dict[str, dict[str, Any]]
Block = dict[str, Any]
Section = dict[str, Any]

AMENDED = {"amendment.was": "What stood there", "amendment.what": "What is right", "amendment.why": "Why"}
HELD_BACK = {
    "withdrew": "{called} has stopped.",
    "child_not_agreed": "{called} has not agreed.",
    "parent_not_agreed": "A parent must agree, and has not.",
    "parent_not_known": "Whether a parent must agree is not decided.",
    "parent_refused": "A parent said no.",
}


def text_block(*runs: Any) -> Block:
    return {"kind": "text", "label": "", "text": list(runs), "questions": []}


def harm_section(view: View, may: Carried, reader: str) -> Section | None:
    """What was disclosed, each time that it was. The box itself says it: not by colour alone."""
    if not view["harm"]:
        return None
    blocks = [block for event in view["harm"] for block in harm_blocks(event, view, may)]
    blocks += caution_blocks(view, may, reader)
    when = f", {moment_words(view['harm'][0]['at'])}" if len(view["harm"]) == 1 else ""
    title = "Child at risk" if page_of(view, reader) == "police_liaison" else "Harm disclosed"
    return {"heading": f"{title}{when}", "blocks": blocks}


def harm_blocks(event: dict[str, Any], view: View, may: Carried) -> list[Block]:
    answers = event["answers"]
    lead: Runs = [{"b": f"{moment_words(event['at'])}: "}] if len(view["harm"]) > 1 else []
    kinds = list_at(answers, "harm.kind") if "harm.kind" in may else []
    said = ", ".join(choice_words(may["harm.kind"], kind, view) for kind in kinds)
    blocks = [text_block(*lead, f"{capital(said)}.")] if said else [text_block(*lead)] if lead else []
    words = string_at(answers, "harm.words")
    if "harm.words" in may and words.strip():
        blocks.append({"kind": "words", "label": f"In {view['child']['called']}’s words", "text": [words], "questions": ["harm.words"]})
    states = [*state_runs("harm.now", answers, view, may), *state_runs("harm.safe_tonight", answers, view, may)]
    blocks += [text_block(*states)] if states else []
    told = [told_words(one, may["harm.told"]) for one in list_at(answers, "harm.told") if one] if "harm.told" in may else []
    blocks += [text_block({"b": "Told: "}, f"{'; '.join(told)}.")] if told else []
    kept = list_at(answers, "harm.forensic")
    if "harm.forensic" in may and kept:
        blocks.append(text_block({"b": "Evidence: "}, f"{', '.join(choice_words(may['harm.forensic'], one, view) for one in kept)}."))
    return blocks


def state_runs(question_id: str, answers: dict[str, Any], view: View, may: Carried) -> Runs:
    answer = string_at(answers, question_id)
    if question_id not in may or not answer:
        return []
    return [{"b": f"{may[question_id]['label']}: "}, f"{choice_words(may[question_id], answer, view)}. "]


def told_words(one: Any, question: dict[str, Any]) -> str:
    """`duty desk, police, Sat 21 Nov, 21:48, ref. D-2214`."""
    if not isinstance(one, dict):
        return str(one)
    reference = f"ref. {one['reference']}" if string_at(one, "reference") else ""
    desk = question.get("cells", {}).get("desk", {}).get(string_at(one, "desk"), "")
    return ", ".join(part for part in (string_at(one, "who"), desk, when_words(string_at(one, "at")), reference) if part)


def caution_blocks(view: View, may: Carried, reader: str) -> list[Block]:
    """Whom not to ring. The police get the warning without the name: the social worker's word comes first."""
    people = view["do_not_contact"]
    if not people:
        return []
    if "contact.name" in may:
        names = "; ".join(f"{person['name']}, {person['relation']}" if person["relation"] else person["name"] for person in people)
        return [text_block({"b": f"Do not ring or ask: {names}."})]
    first = "the social worker" if "social_worker" in view["readers"] else view["interviewer"]["name"]
    return [text_block({"b": f"Speak to {first} before anyone visits or rings the home about this."})]


def amended_section(view: View, may: Carried, reader: str) -> Section | None:
    """What was put right after the record was finished, and why: the record itself is never edited. Of a question that goes to others, nothing."""
    blocks = []
    for event in view["amendments"]:
        about = string_at(event["answers"], "amendment.question")
        if not (is_shown(may[about], view, reader) if about in may else not about and not view["held_back"]):
            continue
        label = named(may[about].get("label", ""), view) if about else ""
        said = [(words, string_at(event["answers"], name)) for name, words in AMENDED.items() if is_told(name, about, view, may)]
        lines: Runs = [run for words, text in said if text for run in ({"b": f"{words}: "}, f"{text}\n")]
        lead: Runs = [{"b": f"{moment_words(event['at'])}. "}, *([f"{label}\n"] if label else [])]
        blocks.append(text_block(*lead, *(lines or ["Ask the interviewer what it was."])))
    return {"blocks": blocks}


def is_shown(question: dict[str, Any], view: View, reader: str) -> bool:
    """Whether its section stands on this page: a decline shows the police less than they may have of a talk."""
    return question.get("section_for", {}).get(page_of(view, reader), question["section"]) in view["shown"]


def is_told(name: str, about: str, view: View, may: Carried) -> bool:
    """Who has a line has what it is put right to. Of a list that was shared item by item nobody knows which item the words are of."""
    if about in view["by_item"]:
        return False
    return name in may or (bool(about) and name != "amendment.why")


def held_back_section(view: View, may: Carried, reader: str) -> Section:
    reasons = [HELD_BACK[reason].replace("{called}", view["child"]["called"]) for reason in view["held_back"]]
    rest = "What rests on agreement is held back until a manager decides. Harm, a child at risk and a crime are not held back."
    return {"blocks": [text_block({"b": " ".join(reasons)}, f" {rest}")]}


def declined_section(view: View, may: Carried, reader: str) -> Section:
    answers, called = view["answers"], view["child"]["called"]
    by = {"child": f"by {called}", "parent": "by a parent"}.get(string_at(answers, "decline.who"), "not said by whom")
    told = {"yes": f" {called} was told so.", "no": f" {called} was not told so."}.get(string_at(answers, "decline.told_open"), "")
    runs: Runs = ["The offer stays open.", told]
    next_on = string_at(answers, "decline.reoffer_on")
    runs += [" Next offer: ", {"b": when_words(next_on)}, "."] if next_on else []
    network, by_when = string_at(answers, "decline.network"), when_words(string_at(answers, "decline.network_by"))
    runs += [" Who tries next: ", {"b": network}, f", by {by_when}." if by_when else "."] if network else []
    parent = view["parent"]
    if parent["required"] is False and parent["cite"]:
        runs += [" No parent had to be asked ", {"cite": parent["cite"]}, "."]
    return {"heading": f"Declined {by}, {moment_words(view['declined_at'])}", "blocks": [text_block(*runs)]}


def offers_section(view: View, may: Carried, reader: str) -> Section | None:
    tries = [one for one in view["tries"] if f"{one['kind']}.how" in may]
    rows = [[[moment_words(one["at"])], [try_words(one, view, may)], [result_words(one, view, may)]] for one in tries]
    if not rows:
        return None
    table = {"kind": "table", "label": "", "columns": ["When", "How, to whom", "What came of it"], "rows": rows, "questions": []}
    by = ", ".join(dict.fromkeys(one["by"] for one in view["tries"] if one["by"]))
    note = f"{f'By {by}. ' if by else ''}No source fixes a number of attempts. What counts is that they can be seen."
    return {"blocks": [table, {"kind": "note", "label": "", "text": [note], "questions": []}]}


def try_words(one: dict[str, Any], view: View, may: Carried) -> str:
    how = f"{one['kind']}.how"
    code = string_at(one["answers"], how)
    words = choice_words(may[how], code, view) if code else "Tried"
    by_word = ", by word as well" if one["answers"].get("offer.verbal") == "yes" and code != "in_person" else ""
    return f"{words} {one['to']}{by_word}".strip()


def result_words(one: dict[str, Any], view: View, may: Carried) -> str:
    name = "attempt.outcome" if one["kind"] == "attempt" else "offer.response"
    answer = string_at(one["answers"], name)
    return choice_words(may[name], answer, view) if name in may and answer else ""


def actions_section(view: View, may: Carried, reader: str) -> Section | None:
    actions = list_at(view["answers"], "analysis.actions") if "analysis.actions" in may else []
    groups = [one for one in actions if isinstance(one, dict)]
    rows = [[[string_at(one, "what")], [string_at(one, "who")], [by_words(one)]] for one in groups]
    table = {"kind": "table", "label": "", "columns": ["What", "Who", "By"], "rows": rows, "questions": ["analysis.actions"]}
    return {"blocks": [table] if rows else []}


def by_words(action: dict[str, Any]) -> str:
    """`Sun 22 Nov`, or that it is done."""
    by, done = when_words(string_at(action, "by")), "done" if action.get("done") == "yes" else ""
    return ", ".join(part for part in (by, done) if part)


def duties_section(view: View, may: Carried, reader: str) -> Section | None:
    """The table, and the same as data: the reader's own actions start from it. What is done is not asked for again, and said below."""
    own = [duty for duty in view["duties"] if reader in duty["readers"]]
    asked = [duty for duty in own if not duty["done"]]
    rows = [[[duty["what"]], [when_words(duty["by"])], [{"cite": duty["cite"]}]] for duty in asked]
    plain = [{"what": duty["what"], "by": duty["by"]} for duty in asked]
    table = {"kind": "table", "label": "", "columns": ["What", "By", "Source"], "rows": rows, "questions": [], "duties": plain}
    return {"blocks": [*([table] if rows else []), *done_blocks([duty for duty in own if duty["done"]], rest=bool(rows))]}


def done_blocks(done: list[dict[str, Any]], *, rest: bool) -> list[Block]:
    """Who did it stays with who ticked it."""
    lines: Runs = [run for duty in done for run in (f"\n{moment_words(duty['done'])}: {duty['what']} ", {"cite": duty["cite"]})]
    return [text_block({"b": "Already done" if rest else "All of it is done"}, *lines)] if lines else []


def asked_section(view: View, may: Carried, reader: str) -> Section | None:
    """Only the fact. What it was, and what was answered, stays in the record."""
    if not view["wish"]["said"]:
        return None
    is_left_out = bool(view["wish"]["lines"] or ticked_lines(view, "left_out", reader))
    rest = " It is left out of this synopsis." if is_left_out else f" Speak to {view['interviewer']['name']} before you use this with the family."
    last = f".{rest} Harm and danger are not left out."
    return {"blocks": [text_block(f"{view['child']['called']} asked that ", {"b": "something is not shared"}, last)]}


def why_section(view: View, may: Carried, reader: str) -> Section:
    role = view["sharing"].get(reader, {}).get("role") or "police"
    return why_blocks(f"{view['protocol']['name']} sends the {role} a synopsis", view, reader)


def why_harm_section(view: View, may: Carried, reader: str) -> Section:
    return why_blocks("Harm, a child at risk and a crime are passed on whatever was agreed", view, reader)


def why_blocks(lead: str, view: View, reader: str) -> Section:
    source = view["sources"].get(reader)
    cite: Runs = [" ", {"cite": source}] if source else []
    own = " The social worker has a synopsis of their own." if "social_worker" in view["readers"] else ""
    rest = f"This page holds what is needed to find {view['child']['called']} and to keep children safe, and no more.{own}"
    return {"blocks": [text_block(lead, *cite, ". "), text_block(rest)]}


def why_urgent_section(view: View, may: Carried, reader: str) -> Section:
    return {"blocks": [text_block("Harm was disclosed. This goes ahead by itself; the synopsis follows when the record is finished.")]}


Builder = Callable[[View, Carried, str], Section | None]
SPECIAL: dict[str, Builder] = {
    "amended": amended_section,
    "harm": harm_section,
    "held_back": held_back_section,
    "declined": declined_section,
    "offers": offers_section,
    "actions": actions_section,
    "duties": duties_section,
    "asked": asked_section,
    "agreement": agreement_section,
    "signed": signed_section,
    "why": why_section,
    "why_harm": why_harm_section,
    "why_urgent": why_urgent_section,
}
