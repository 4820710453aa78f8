"""The judge itself: each promise, broken on purpose in a history of a few lines, is named."""

import sys
from dataclasses import replace
from typing import Any

import pytest

from rhi_app.domain import canonical
from rhi_app.services import passwords
from tests.faults import __main__ as command
from tests.faults.checker import SECONDS_OF_TYPING, Fault, Found, Stored, check
from tests.faults.history import History, Said
from tests.faults.kinds import Kind, Outcome

BYTES = b"sealed"
HASH = canonical.hash_text(BYTES)
RECEIPT = {"envelope": "e", "hash": HASH}


def entry(**changes: Any) -> dict[str, Any]:
    made = {"id": "a", "device": "phone", "number": 1, "kind": "consent", "answers": {"consent.way": "signed"}}
    return made | {"digest": canonical.digest(made)} | changes


def history(*lines: tuple[str, str, Any]) -> History:
    """One line a second."""
    return History([Said(what, of, value, float(at)) for at, (what, of, value) in enumerate(lines)])


SEALED, TOLD = ("sealed", "e", HASH), ("receipt", "e", HASH)
STORED = Stored("e", HASH, BYTES)


def slugs(said: History, found: Found) -> set[str]:
    return {fault.slug for fault in check(said, found)}


def test_a_run_in_which_all_is_well_has_no_fault() -> None:
    said = history(("typed", "field", "a"), ("saved", "field", "a"), SEALED, TOLD, ("let_go", "e", None), ("made", "a", entry()))
    found = Found(answers={"field": "a"}, stored=[STORED], entries=[entry()], on_phone=set(), orders={"phone": ["a"]}, outcomes=[{"x": 1}, {"x": 1}])
    assert slugs(said, found) == set()


@pytest.mark.parametrize(
    ("said", "found", "slug"),
    [
        ([("typed", "field", "a"), ("saved", "field", "a")], Found(answers={"field": ""}), "lost"),
        ([("typed", "field", "a"), ("typed", "field", "b")], Found(answers={}), "silent"),
        ([SEALED, TOLD], Found(stored=[]), "lost"),
        ([SEALED], Found(stored=[], on_phone=set()), "lost"),
        ([SEALED, TOLD], Found(stored=[STORED, STORED]), "doubled"),
        ([SEALED, TOLD], Found(stored=[Stored("e", HASH, b"other")]), "changed"),
        ([("receipt", "e", "other")], Found(stored=[STORED]), "changed"),
        ([], Found(stored=[STORED]), "accepted"),
        ([SEALED, ("let_go", "e", None), TOLD], Found(stored=[STORED]), "left"),
        ([("made", "a", entry())], Found(entries=[]), "lost"),
        ([("made", "a", entry())], Found(entries=[entry(), entry(id="b")]), "doubled"),
        ([("made", "a", entry())], Found(entries=[entry(answers={"consent.way": "refused"})]), "event"),
        ([], Found(entries=[entry(id="b", number=2), entry()], orders={"phone": ["a", "b"]}), "order"),
        ([], Found(outcomes=[{"x": 1}, {"x": 2}]), "divided"),
        ([], Found(readable=["a word"]), "readable"),
        ([], Found(integrity=["page 3 is never used"]), "damaged"),
        ([("crash", "it", None)], Found(), "crash"),
        ([("reload", "it", None)], Found(), "reload"),
    ],
)
def test_each_broken_promise_is_named(said: list[Any], found: Found, slug: str) -> None:
    assert slug in slugs(history(*said), found)


def test_what_was_typed_after_the_last_save_may_be_there_or_not() -> None:
    said = history(("typed", "field", "a"), ("saved", "field", "a"), ("typed", "field", "ab"), ("fault", "killed", None))
    for there in ("a", "ab"):
        assert slugs(said, Found(answers={"field": there})) == set()


def test_two_seconds_of_typing_may_be_lost_and_no_more() -> None:
    first, saved = Said("typed", "field", "a", 0.0), Said("saved", "field", "a", 0.1)
    for later, lost in ((SECONDS_OF_TYPING - 0.5, set()), (SECONDS_OF_TYPING + 0.5, {"typing"})):
        said = History([first, saved, Said("typed", "field", "ab", 1.0), Said("fault", "killed", None, 1.0 + later)])
        assert slugs(said, Found(answers={"field": "a"})) == lost


def test_a_browser_killed_before_it_could_speak_is_not_silent() -> None:
    for life, silent in ((SECONDS_OF_TYPING - 0.5, set()), (SECONDS_OF_TYPING + 0.5, {"silent", "typing"})):
        said = History([Said("typed", "field", "a", 1.0), Said("fault", "killed", None, 1.0 + life)])
        assert slugs(said, Found(answers={"field": ""})) == silent


LOST = Fault("lost", "one")


@pytest.mark.parametrize(
    ("tries", "faults", "caught", "status"),
    [(5, [], [LOST], 0), (4, [], [LOST], 1), (5, [LOST], [LOST], 1), (5, [], [], 1), (5, [], [Fault("crash", "another fault than it was made for")], 1)],
)
def test_a_missed_figure_or_a_control_that_nobody_catches_ends_the_command_with_one(
    tries: int, faults: list[Fault], caught: list[Fault], status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def run(count: int, seed: int, *, broken: bool) -> Outcome:
        return Outcome(count, 0, caught) if broken else Outcome(tries, 0, faults)

    kind = Kind("made-up", "a fault", 5, 50, run, "breaks it", frozenset({"lost"}), 1)
    monkeypatch.setattr(command, "KINDS", [kind, replace(kind, name="in the long form alone", short=0)])
    monkeypatch.setattr(passwords, "HASHER", passwords.HASHER)  # the command takes a light one
    monkeypatch.setattr(sys, "argv", ["faults", "--short"])
    assert command.main() == status
