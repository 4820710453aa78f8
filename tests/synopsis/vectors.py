"""The cases of tests/vectors/synopsis.json. `python -m tests.synopsis.vectors` writes the file anew: read what changed before it is kept."""

import json
from pathlib import Path
from typing import Any

from rhi_app.domain import record_rules
from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis import select
from rhi_app.domain.synopsis_lines import lines_of
from tests.synopsis import story, whole

ROOT = Path(__file__).parents[2]
FILE = ROOT / "tests/vectors/synopsis.json"
SELECTION = json.loads((ROOT / "rhi_app/domain/selection.json").read_text("utf-8"))
READERS = ("social_worker", "police_liaison", "coordinator")
LATE = "2026-11-25T10:15:00.000Z"


def without(kind: str) -> list[dict[str, Any]]:
    return [entry for entry in story.held_entries() if entry["kind"] != kind]


def changed(kind: str, form: str = "", **answers: Any) -> list[dict[str, Any]]:
    """The story with other answers in one entry."""
    entries = story.held_entries()
    for entry in entries:
        if entry["kind"] == kind and form in ("", entry["form"]):
            entry["answers"] = {**entry["answers"], **{name.replace("__", "."): value for name, value in answers.items()}}
    return entries


def late_entries() -> list[dict[str, Any]]:
    entries = changed("interview", "analysis", analysis__late_reason=["hospital", "not_located"])
    for entry in entries:
        if entry["kind"] == "visit_ended":
            entry |= {"happened_at": LATE, "recorded_at": LATE, "received_at": "2026-11-25T11:00:00.000Z", "offset_ms": -840_000}
    return entries


def unsent_entries() -> list[dict[str, Any]]:
    """As the phone has them: no sequence, no author, nothing received."""
    return [{name: value for name, value in entry.items() if name not in ("received_at", "author_name")} for entry in story.held_entries()]


def second_episode() -> dict[str, Any]:
    return story.episode(
        id="e-2", number=2, missing_from_at="2026-11-20T20:00:00.000Z", found_at=None, returned_at="2026-11-21T08:00:00.000Z",
        due_at="2026-11-24T08:00:00.000Z", previous_episodes=["2026-11-19T18:00:00.000Z", "2026-08-01T18:00:00.000Z"], police_reference="",
    )  # fmt: skip


def for_two_episodes() -> dict[str, Any]:
    rules = story.rules_of()
    rules["episodes"]["e-2"] = {"status": "At home", "grade": "", "due_cite": "england 32"}
    return rules


def written_elsewhere() -> list[dict[str, Any]]:
    """Another phone's, that had none of the answers of the first."""
    at, device = "2026-11-21T21:50:00.000Z", "0199a000-0000-7000-8000-0000000000d2"
    said = {"back.how": "My uncle drove me.", "before.asked_to_go": "yes", "during.slept": "", "during.hurt": "no", "help.not_to_share_lines": ["back.how"], "during.felt_good": ["warm"]}
    people = {"lists.people": [{"name": "Uncle Ray", "goes_to": "social_worker"}], "analysis.likelihood": "high"}
    other = {"device": device, "author_name": "Tomas Brandt", "follows": []}
    return [story.entry("interview", said, at=at, id="e-1", **other), story.entry("interview", people, at=at, form="lists", id="e-2", **other)]


def chosen() -> dict[str, Any]:
    """In the portal, with both before them; the likelihood is still open."""
    answers = {"back.how": "I walked home.", "before.asked_to_go": "yes"}
    return story.entry("interview", answers, at="2026-11-22T09:00:00.000Z", device=None, id="e-3", follows=["e-1", ""])


def addressed() -> dict[str, Any]:
    """Where the child lives in words, in a list, in a harm; and a place of danger, which goes."""
    lists = {"lists.places": [{"name": "Ours", "address": "4 Larch Row", "note": "ml10aa"}, {"name": "The flat", "address": "9 Canal Walk, ML2 0BB"}]}
    said = {"help.next_time": "4 Larch Row or my nan’s", "help.change": "Nobody at 4, larch row"}
    entries = [
        *changed("harm", harm__words="Neil waits outside 4 Larch Row, ML1 0AA."),
        story.entry("interview", said, at=LATE), story.entry("interview", lists, at=LATE, form="lists"),
        story.entry("record_finished", {"finish.taken_in": {"carer": ["help.change"], "officer": ["help.next_time"]}}, at=LATE),
    ]  # fmt: skip
    case = story.case_of(entries, interviewer={"name": "Amira Haddad", "organisation": "Open Door"})
    return case | {"child": case["child"] | {"address": "4 Larch Row, Millbrook ML1 0AA"}}


def situations() -> dict[str, tuple[dict[str, Any], dict[str, Any]]]:
    """Name to case and rules."""
    held, declined, rules = story.held_entries(), story.declined_entries(), story.rules_of()
    amendment = story.entry(
        "amendment", {"amendment.what": "It was bay 7.", "amendment.why": "Misheard."}, at="2026-11-23T09:00:00.000Z", device=None
    )
    withdrawal = story.entry("withdrawal", {"withdrawal.who": "child", "withdrawal.words": "I want to stop"}, at="2026-11-21T22:00:00.000Z")
    left_out = {"social_worker": ["during.slept", "harm.words"], "police_liaison": ["lists.people"]}
    taken_in = {"police_liaison": ["during.slept", "during.felt_good"]}
    wish = ["help.trust", "harm.words", "lists.people", "lists.crime"]
    strange = {"harm.kind": "threat", "harm.told": "nobody", "harm.now": ["yes"], "harm.words": "  ", "harm.forensic": {}}
    turned = "Fine \u202eereht enog\u2066 \x07 and\r\nhome\ufeff"
    return {
        "held in time": (story.case_of(held), rules),
        "held late, the phone 14 minutes fast": (story.case_of(late_entries()), rules),
        "before it was sent": (story.case_of(unsent_entries()), rules),
        "nothing said": (story.case_of([entry for entry in held if entry["form"] not in ("interview", "harm", "lists", "analysis")]), rules),
        "lines left out and taken in": (story.case_of(changed("record_finished", finish__left_out=left_out, finish__taken_in=taken_in)), rules),
        "a wish that names its lines": (story.case_of(changed("interview", "interview", help__not_to_share_lines=wish)), rules),
        "harm told twice": (story.case_of([*held, story.harm(**{"harm.now": "yes", "harm.forensic": ["clothing_kept"]})]), rules),
        "harm in strange shapes": (story.case_of([*without("harm"), story.entry("harm", strange, at="2026-11-21T21:41:00.000Z")]), rules),
        "put right afterwards": (story.case_of([*held, amendment]), rules),
        "a mother who said no": (story.case_of([story.mothers_agreement("refused"), *held[1:]]), rules),
        "a mother who was not asked": (
            story.case_of([story.mothers_agreement("not_asked_harm", **{"consent.on_whose_word": "the duty manager"}), *held[1:]]),
            rules,
        ),
        "nobody agreed and no harm": (story.case_of([entry for entry in without("consent") if entry["kind"] != "harm"]), rules),
        "duties that were ticked": (story.case_of(held), story.rules_of(duties=story.ticked(1))),
        "all that was asked for is done": (story.case_of(held), story.rules_of(duties=story.ticked(3))),
        "stopped": (story.case_of([*held, withdrawal]), rules),
        "looked after": (story.case_of(held[1:]), story.looked_after()),
        "not open to social care": (story.case_of(held, recipients=story.case_of([])["recipients"][1:]), story.rules_of(sources={"police_liaison": "essex 5.2"}, not_to=["social_worker"])),
        "two episodes": (story.case_of(held, episodes=[story.episode(), second_episode()]), for_two_episodes()),
        "met at a door, and no episode yet": (story.case_of([story.harm()], episodes=[], recipients=[], contacts=[]), record_rules.NO_EPISODE),
        "everything in it": (story.case_of(whole.entries()), rules),
        "everything in it, where facts go to the police on a tick": (story.case_of(whole.entries()), story.rules_of(sharing=whole.ON_A_TICK)),
        "declined": (story.case_of(declined), rules),
        "declined, and who tries next": (story.case_of(whole.declined()), rules),
        "declined by a parent of a looked-after child": (
            story.case_of([*declined[:3], story.entry("decline", {**story.DECLINE, "decline.who": "parent", "decline.told_open": "no"}, at=LATE)]),
            story.looked_after(),
        ),
        "declined with harm": (story.case_of([*declined, story.harm()]), rules),
        "declined, not open to social care": (story.case_of(declined), story.rules_of(sources={"police_liaison": "essex 5.2"}, not_to=["social_worker"])),
        "declined, then taken up": (story.case_of([*declined, *held]), rules),
        "visited again, and then a no": (
            story.case_of([*without("harm"), story.entry("visit_ended", {}, at=LATE), story.entry("decline", {"decline.who": "child"}, at="2026-11-26T09:00:00.000Z")]),
            rules,
        ),
        "lines turned round": (story.case_of(changed("interview", "interview", during__what_happened=turned)), rules),
        "an address that somebody typed": (addressed(), story.with_recipients()),
        "a desk, a team with the whole form, and the police": (story.case_of(held), story.with_recipients()),
        "a team with the whole form, lines left out": (
            story.case_of(changed("record_finished", finish__left_out=left_out, finish__taken_in={"officer": ["during.slept"]})),
            story.with_recipients(),
        ),
        "a desk, declined with harm": (story.case_of([*declined, story.harm()]), story.with_recipients()),
        "copies for the family": (
            story.case_of(changed("record_finished", finish__taken_in={"carer": ["help.change", "safety.given"]})), story.with_recipients(),
        ),
        "two people answered, and nobody has chosen": (story.case_of([*held, *written_elsewhere()]), rules),
        "two people answered, and one has chosen": (story.case_of([*held, *written_elsewhere(), chosen()]), rules),
        "signed an earlier text": (
            story.case_of([*held, story.entry("interview", {"help.trust": "My aunt"}, at="2026-11-21T22:30:00.000Z")]),
            rules,
        ),
    }  # fmt: skip


def asked() -> list[dict[str, Any]]:
    found = []
    for name, (case, rules) in situations().items():
        readers = dict.fromkeys([*READERS[:2], *rules.get("sharing", {})])
        found += [{"name": name, "case": case, "rules": rules, "reader": reader, "urgent": False} for reader in readers]
        if any(entry["kind"] == "harm" for entry in case["entries"]):
            found += [{"name": f"{name}, at once", "case": case, "rules": rules, "reader": reader, "urgent": True} for reader in dict.fromkeys([*READERS, *rules.get("sharing", {})])]
    return found


def answer_to(one: dict[str, Any]) -> dict[str, Any]:
    view = view_of(one["case"], one["rules"])
    lines = None if one["urgent"] else lines_of(view, one["reader"], SELECTION)
    return {"content": select(view, one["reader"], SELECTION, urgent=one["urgent"]), "lines": lines}


WORDS = [
    ["moment_words", "2026-03-29T00:59:59.999Z"], ["moment_words", "2026-03-29T01:00:00.000Z"], ["moment_words", "2026-10-25T00:59:00.000Z"],
    ["moment_words", "2026-10-25T01:00:00.000Z"], ["moment_words_with_year", "2026-12-31T23:59:00.000Z"], ["day_words", "2012-03-09"],
    ["day_words", "2012-02-31"], ["day_words", "in spring"], ["when_words", "2026-11-22"], ["when_words", "2026-11-22T08:10:00.000Z"],
    ["when_words", "2026-06-30T23:30:00Z"], ["when_words", "at once"], ["when_words", "2026-11-22 08:10"], ["when_words", ""],
    ["date_of", "2026-11-19"], ["date_of", "2026-06-30T23:30:00.000Z"], ["milliseconds_between", "2026-03-28T18:00:00.000Z", "2026-03-29T18:00:00.000Z"],
    ["length_words", 59_999], ["length_words", 2_400_000], ["length_words", 3_600_000], ["length_words", 45_000_000], ["length_words", 172_799_999],
    ["length_words", 172_800_000], ["length_words", 190_800_000], ["offset_words", 999], ["offset_words", -2000], ["offset_words", 60_000],
    ["offset_words", -840_000], ["ordinal_words", 1], ["ordinal_words", 10], ["ordinal_words", 11], ["ordinal_words", 0], ["capital", "élan"], ["capital", ""],
    ["shifted", "2026-11-21T22:06:00.000Z", -840_000], ["clean", ["a\u202eb", {"c": "d\u2028e\n\tf", "g": 1, "h": None}]],
]  # fmt: skip


def main() -> None:
    """Cases stand once, by name; each vector names its case."""
    from rhi_app.domain import synopsis_words

    cases = {name: {"case": case, "rules": rules} for name, (case, rules) in situations().items()}
    vectors = [
        {"of": one["name"].removesuffix(", at once"), "reader": one["reader"], "urgent": one["urgent"], "expect": answer_to(one)} for one in asked()
    ]
    words = [{"ask": ask, "expect": getattr(synopsis_words, ask[0])(*ask[1:])} for ask in WORDS]
    text = ",\n".join(f'"{name}": {one_a_line(part)}' for name, part in (("cases", cases), ("vectors", vectors), ("words", words)))
    FILE.write_text(f"{{{text}}}\n", "utf-8")


def one_a_line(part: Any) -> str:
    """So that a change shows which case it touches."""
    if isinstance(part, dict):
        return "{\n" + ",\n".join(f"{compact(name)}: {compact(value)}" for name, value in part.items()) + "}"
    return "[\n" + ",\n".join(compact(one) for one in part) + "]"


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    main()
