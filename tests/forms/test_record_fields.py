"""Each row of the record's description leads to a question, to something kept or worked out, or to a written reason; and no question is without a row."""

import csv
import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from rhi_app.forms import registry
from rhi_app.models import Base

ROOT = Path(__file__).parents[2]
DESCRIPTION = ROOT.parent / "shared" / "domain" / "record.md"  # beside the project where both are worked on; a clone elsewhere has the rows only
ROWS = list(csv.DictReader((ROOT / "tests/record_fields.csv").read_text("utf-8").splitlines()))
SEALED = {  # what is kept in one sealed field, by name
    "child": {"name", "called", "initials", "born_on", "gender", "language", "address", "placement_address", "school", "contacts"},
    "episode": {"circumstances", "police_reference", "contact_first", "visiting_risk"},
}
FACTS = json.loads((ROOT / "rhi_app/protocols/facts.json").read_text("utf-8"))


def gaps(rows: list[dict[str, str]]) -> list[str]:
    return [f"{row['section']}: {row['field']}" for row in rows if not (row["questions"] or row["kept"] or row["reason"])]


def unknown_questions(rows: list[dict[str, str]]) -> set[str]:
    return {question for row in rows for question in row["questions"].split()} - set(registry.question_ids())


def unplaced_questions(rows: list[dict[str, str]]) -> set[str]:
    return set(registry.question_ids()) - {question for row in rows for question in row["questions"].split()}


def is_there(kept: str) -> bool:
    """A column, a name in a sealed field, a fact of the protocols, or a function that works it out."""
    if kept.startswith("computed:"):
        module, _, name = kept.removeprefix("computed:").partition(":")
        return hasattr(import_module(module), name)
    if kept.startswith("fact:"):
        return kept.removeprefix("fact:") in FACTS
    place, _, name = kept.partition(".")
    if place in SEALED:
        return name in SEALED[place]
    return place in Base.metadata.tables and name in Base.metadata.tables[place].columns


def described() -> list[tuple[str, str]]:
    found, section = [], ""
    for line in DESCRIPTION.read_text("utf-8").splitlines():
        if line.startswith("## "):
            numbered = re.match(r"## (\d+)\. ", line)
            section = numbered[1] if numbered else ""
        elif section and line.startswith("| ") and not line.startswith(("| field", "| ---")):
            found.append((section, line.split("|")[1].strip()))
    return found


@pytest.mark.skipif(not DESCRIPTION.exists(), reason="the description of the record is not beside this clone: its rows are compared where it is")
def test_the_rows_are_those_of_the_description() -> None:
    assert [(row["section"], row["field"]) for row in ROWS] == described()


def test_every_row_leads_somewhere() -> None:
    assert gaps(ROWS) == []


def test_every_question_that_a_row_names_is_asked() -> None:
    assert unknown_questions(ROWS) == set()


def test_every_question_has_its_row() -> None:
    assert unplaced_questions(ROWS) == set()


def test_everything_that_a_row_says_is_kept_is_there() -> None:
    assert [kept for row in ROWS for kept in row["kept"].split() if not is_there(kept)] == []


def test_a_gap_a_wrong_name_and_a_forgotten_question_are_found() -> None:
    """Each guard, broken on purpose."""
    first = {"section": "1", "field": "Name", "questions": "", "kept": "", "reason": ""}
    assert gaps([*ROWS, first]) == ["1: Name"]
    assert unknown_questions([*ROWS, first | {"questions": "help.shoe"}]) == {"help.shoe"}
    assert unplaced_questions([row for row in ROWS if row["field"] != "Push factors"]) == {"lists.push"}
    assert not is_there("episodes.shoe")
    assert not is_there("fact:shoe")
    assert not is_there("computed:rhi_app.domain.facts:shoe")
