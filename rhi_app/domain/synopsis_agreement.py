"""Signatures and agreement at the end of a synopsis. Mirrored in static/js/synopsis-agreement.js."""

from typing import Any

from rhi_app.domain.synopsis_words import Runs, capital, choice_words, moment_words, string_at

View = dict[str, Any]
Carried = dict[str, dict[str, Any]]
Section = dict[str, Any]


def agreement_section(view: View, may: Carried, reader: str) -> Section | None:
    """Who signed what text, and who agreed beforehand."""
    signed = [child_signature(view, may), interviewer_signature(view, may)]
    items = [item for item in signed if item is not None]
    lines = [line for line in (agreement_line(event, view, may) for event in view["agreements"]) if line]
    blocks: list[dict[str, Any]] = [{"kind": "signatures", "items": items, "questions": ["readback.signature", "finish.signature"]}] if items else []
    blocks += [{"kind": "text", "label": "", "text": line, "questions": []} for line in lines]
    if view["parent"]["required"] is False and view["parent"]["cite"]:
        blocks.append({"kind": "text", "label": "", "text": ["No parent had to be asked ", {"cite": view["parent"]["cite"]}, "."], "questions": []})
    return {"blocks": [*blocks, *release_blocks(view, may)]}


def release_blocks(view: View, may: Carried) -> list[dict[str, Any]]:
    """Sent although somebody had not agreed: on whose word, and by which paragraph."""
    if view["release"] is None or "release.by" not in may:
        return []
    by, paragraph = (string_at(view["release"], name) for name in ("release.by", "release.paragraph"))
    text: Runs = ["Sent without agreement, on the word of ", {"b": by}, f", by {paragraph}." if paragraph else "."]
    return [{"kind": "text", "label": "", "text": text, "questions": ["release.by", "release.paragraph"]}]


def signed_section(view: View, may: Carried, reader: str) -> Section | None:
    """A decline: the interviewer alone signs; it is the evidence."""
    item = interviewer_signature(view, may)
    blocks: list[dict[str, Any]] = [{"kind": "signatures", "items": [item], "questions": ["finish.signature"]}] if item else []
    note = f"{view['child']['called']} did not sign. This page is the evidence of the decline."
    return {"blocks": [*blocks, {"kind": "note", "label": "", "text": [note], "questions": []}]}


def child_signature(view: View, may: Carried) -> dict[str, Any] | None:
    way = string_at(view["answers"], "readback.way")
    if "readback.way" not in may or not way:
        return None
    name, held = view["child"]["name"], view["held"]
    at = f" {moment_words(held['at'])}" if held else ""
    runs: Runs = [{"b": name}, f", {choice_words(may['readback.way'], way, view)}{at}{text_signed(way, view)}"]
    strokes = strokes_of(view["answers"].get("readback.signature")) if way == "signed" and "readback.signature" in may else None
    return {"strokes": strokes, "alt": f"Signature of {name}", "text": runs}


def text_signed(way: str, view: View) -> str:
    """Which text the agreement covers."""
    if way == "refused":
        return ". The text was read back." if view["answers"].get("readback.done") == "yes" else "."
    return ", for an earlier text: something was added later." if view["added_after_signing"] else ", for exactly the text that was read back."


def interviewer_signature(view: View, may: Carried) -> dict[str, Any] | None:
    if "finish.signature" not in may:
        return None
    name, role = view["interviewer"]["name"], string_at(view["answers"], "finish.interviewer_role")
    said = f", {choice_words(may['finish.interviewer_role'], role, view)}." if role else ", interviewer."
    strokes = strokes_of(view["answers"].get("finish.signature"))
    return {"strokes": strokes, "alt": f"Signature of {name}", "text": [{"b": name}, said]}


def agreement_line(event: dict[str, Any], view: View, may: Carried) -> Runs | None:
    """`Mother: agreed, not seen, by telephone, Fri 20 Nov, 15:20, heard by Priya Nair.`"""
    if "consent.way" not in may or not event["way"]:
        return None
    parts = [choice_words(may["consent.way"], event["way"], view)]
    if event["how"] and event["way"] not in ("signed", "withdrew"):
        parts.append(choice_words(may["consent.how"], event["how"], view))
    parts.append(moment_words(event["at"]))
    if event["heard_by"] and event["way"] == "indicated_not_seen":
        parts.append(f"heard by {event['heard_by']}")
    if event["on_whose_word"]:
        parts.append(f"on the word of {event['on_whose_word']}")
    if isinstance(event["wording"], dict) and event["wording"].get("version"):
        parts.append(f"wording {event['wording']['version']}")
    cite: Runs = [" ", {"cite": view["parent"]["cite"]}] if event["who"] == "parent" and view["parent"]["cite"] else []
    return [{"b": f"{whose(event, view)}: "}, ", ".join(parts), *cite, "."]


def whose(event: dict[str, Any], view: View) -> str:
    if event["who"] == "child":
        return f"{view['child']['name']}, before the talk"
    relation = capital(event["relation"]) or "Parent"
    return f"{relation}, {event['name']}" if event["name"] else relation


def strokes_of(answer: Any) -> dict[str, Any] | None:
    """Drawn strokes, or None where nothing was drawn."""
    return answer if isinstance(answer, dict) and answer.get("strokes") else None
