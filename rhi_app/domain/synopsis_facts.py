"""The table of facts on top of a synopsis. Mirrored in static/js/synopsis-facts.js."""

from collections.abc import Callable
from typing import Any

from rhi_app.domain.synopsis_words import (
    FAST_ENOUGH_TO_SAY_MS,
    Runs,
    choice_words,
    day_words,
    length_words,
    list_at,
    milliseconds_between,
    moment_words,
    moment_words_with_year,
    ordinal_words,
    shifted,
    string_at,
)

View = dict[str, Any]
Carried = dict[str, dict[str, Any]]
Row = dict[str, Any]


def facts_of(view: View, names: list[str], may: Carried, questions: dict[str, Any]) -> list[dict[str, Any]]:
    """One table for one episode; for several a common one, then one for each."""
    episodes = view["episodes"]
    if len(episodes) == 1:
        return [{"caption": "", "rows": rows_of(names, view, episodes[0], may, questions)}]
    common = [name for name in names if name in COMMON]
    own = [name for name in names if name not in COMMON]
    return [
        {"caption": "", "rows": rows_of(common, view, episodes[-1] if episodes else {"due_at": None}, may, questions)},
        *({"caption": f"Episode {episode['number']}", "rows": rows_of(own, view, episode, may, questions)} for episode in episodes),
    ]


def rows_of(names: list[str], view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> list[Row]:
    rows = []
    for name in names:
        label, runs = (COMMON.get(name) or OWN[name])(view, episode, may, questions)
        if runs:
            rows.append({"label": label, "text": runs})
    return rows


def name_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    child = view["child"]
    born = f", born {day_words(child['born_on'])}" if child["born_on"] and "child.born_on" in may else ""
    age = f", {child['age']}" if born and child["age"] is not None else ""
    return "Name", [{"b": child["name"]}, *([born + age] if born else [])]


def interviewer_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    return "Interviewer", [view["interviewer"]["name"]]


def held_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    held = view["held"]
    if held is None:
        return "Held", []
    words: Runs = [{"b": moment_words(held["at"])}]
    lates = [each["late_ms"] for each in view["episodes"] if each["late_ms"] is not None]
    if lates and "analysis.late_reason" in may:
        words.append(late_words(max(lates), view, questions))
    if held["offset_ms"] is not None and abs(held["offset_ms"]) >= FAST_ENOUGH_TO_SAY_MS:
        words.append(f" (the server’s clock: {moment_words(shifted(held['phone_said'], held['offset_ms']))})")
    return "Held", words + [f"; again {moment_words(at)}" for at in held["again"]]


def late_words(late_ms: int, view: View, questions: dict[str, Any]) -> str:
    if late_ms == 0:
        return ", in time"
    said = [choice_words(questions["analysis.late_reason"], one, view) for one in list_at(view["answers"], "analysis.late_reason")]
    return f", {length_words(late_ms)} late{': ' if said else ''}{', '.join(said)}"


def where_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    place, present = string_at(view["answers"], "visit.place"), list_at(view["answers"], "visit.present")
    parts = [choice_words(questions["visit.place"], place, view)] if place and "visit.place" in may else []
    if "visit.present" in may:
        parts += [choice_words(questions["visit.present"], one, view) for one in present]
    parts += [string_at(view["answers"], "visit.present_names")] if "visit.present_names" in may else []
    if "visit.before_return" in may and view["answers"].get("visit.before_return") == "yes":
        parts.append("before the return to the placement")
    parts = [part for part in parts if part]
    return "Where", [", ".join(parts)] if parts else []


def offered_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    offers = [one for one in view["tries"] if one["kind"] == "offer"]
    if not offers or "offer.how" not in may:
        return "Offered", []
    in_time = ", in time" if episode["due_at"] and milliseconds_between(offers[0]["at"], episode["due_at"]) >= 0 else ""
    again = f"; again {moment_words(offers[-1]['at'])}" if len(offers) > 1 else ""
    return "Offered", [{"b": f"{moment_words(offers[0]['at'])}{in_time}"}, *([again] if again else [])]


def status_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    return "At the time", [episode["status"]] if episode["status"] and "episode.status" in may else []


def missing_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    return "Missing", [moment_words_with_year(episode["missing_from_at"])]


def found_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    return "Found", [moment_words(episode["found_at"])] if episode["found_at"] else []


def returned_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    returned_at = episode["returned_at"]
    if not returned_at:
        return "Returned", []
    away = length_words(milliseconds_between(episode["missing_from_at"], returned_at))
    return "Returned", [f"{moment_words(returned_at)} ({away})"]


def episode_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    runs: Runs = [f"{ordinal_words(episode['number'])}."]
    if episode["in_90_days"] > 1:
        runs.append({"b": f" {episode['in_90_days']} in 90 days."})
    if episode["grade"] and "episode.grade" in may:
        runs.append(f" Police grade: {episode['grade']}")
    return "Episode", runs


def due_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    if not episode["due_at"]:
        return "Due was", []
    cite: Runs = [" ", {"cite": episode["due_cite"]}] if episode["due_cite"] else []
    return "Due was", [moment_words(episode["due_at"]), *cite]


def reference_row(view: View, episode: dict[str, Any], may: Carried, questions: dict[str, Any]) -> tuple[str, Runs]:
    return "Police ref.", [episode["police_reference"]] if episode["police_reference"] and "episode.police_reference" in may else []


Builder = Callable[[View, dict[str, Any], Carried, dict[str, Any]], tuple[str, Runs]]
COMMON: dict[str, Builder] = {
    "name": name_row,
    "interviewer": interviewer_row,
    "held": held_row,
    "where": where_row,
    "offered": offered_row,
}
OWN: dict[str, Builder] = {
    "status": status_row,
    "missing": missing_row,
    "found": found_row,
    "returned": returned_row,
    "episode": episode_row,
    "due": due_row,
    "police_reference": reference_row,
}
