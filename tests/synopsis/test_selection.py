"""The selection table knows every question, every code and every column, so that nothing is printed raw and nothing is forgotten."""

import pytest

from rhi_app.forms import registry
from tests.synopsis.vectors import SELECTION

QUESTIONS = SELECTION["questions"]
KINDS = {"fact", "words", "opinion", "other"}
RULES = {"always", "ticked", "offered"}
BY_ITEM = {"goes_to", "why"}  # who may receive an item, and why: for whoever sends, never for whoever reads


def fields():
    forms = [registry.BY_VERSION[version] for version in registry.all_versions()]
    return [field for form in forms for field in form.from_answers({}).questions()]


def test_every_question_of_every_form_is_in_the_table():
    assert set(registry.question_ids()) <= set(QUESTIONS)


@pytest.mark.parametrize("question_id", QUESTIONS)
def test_a_question_says_what_it_is_and_who_may_meet_it(question_id: str):
    question = QUESTIONS[question_id]
    assert question["kind"] in KINDS
    assert question["section"] in {*SELECTION["sections"], "facts"}
    assert set(question["to"]) <= set(SELECTION["readers"])
    assert set(question["to"].values()) <= RULES
    for section in question.get("section_for", {}).values():
        assert section in SELECTION["sections"]


def test_no_two_questions_stand_at_the_same_place():
    orders = [question["order"] for question in QUESTIONS.values()]
    assert len(orders) == len(set(orders))


@pytest.mark.parametrize("field", [field for field in fields() if getattr(field, "choices", None)], ids=lambda field: field.name)
def test_every_code_of_a_form_has_words_for_a_reader(field):
    question = QUESTIONS[field.name]
    if question["to"]:
        assert {choice.value for choice in field.choices} <= set(question.get("choices", {}))


@pytest.mark.parametrize("field", [field for field in fields() if field.kind == "groups"], ids=lambda field: field.name)
def test_every_column_of_a_list_is_named(field):
    field.append_entry()
    names = {inner.short_name for inner in field.entries[0].inputs} - BY_ITEM
    columns = set(QUESTIONS[field.name].get("columns", names))
    assert names <= columns
    assert not BY_ITEM & columns
    assert QUESTIONS[field.name].get("rows", False) or not BY_ITEM & {inner.short_name for inner in field.entries[0].inputs}


@pytest.mark.parametrize("field", [field for field in fields() if field.kind == "groups"], ids=lambda field: field.name)
def test_every_code_in_a_list_has_words_for_a_reader(field):
    field.append_entry()
    coded = [inner for inner in field.entries[0].inputs if getattr(inner, "choices", None) and inner.short_name not in BY_ITEM]
    if QUESTIONS[field.name].get("columns") or field.name == "harm.told":
        for inner in coded:
            assert {choice.value for choice in inner.choices} <= set(QUESTIONS[field.name]["cells"][inner.short_name])


@pytest.mark.parametrize(
    "question_id", ["child.address", "child.placement_address", "contact.telephone", "contact.how", "episode.visiting_risk", "help.not_to_share"]
)
def test_where_a_child_lives_how_to_reach_people_and_what_was_not_to_be_shared_go_to_nobody(question_id: str):
    assert QUESTIONS[question_id]["to"] == {}


@pytest.mark.parametrize("question_id", [name for name in QUESTIONS if name.startswith("harm.")] + ["lists.crime", "analysis.other_children"])
def test_no_wish_and_no_tick_holds_back_harm_crime_or_another_child(question_id: str):
    question = QUESTIONS[question_id]
    assert question["wish"] is False
    if question_id == "harm.free_account":
        return  # how it was listened to stays in the record
    assert set(question["to"].values()) == {"always"}
    assert "police_liaison" in question["to"]


@pytest.mark.parametrize("reader", ["police_liaison", "coordinator"])
def test_no_signature_goes_to_the_police(reader: str):
    assert not [name for name, question in QUESTIONS.items() if name.endswith(".signature") and reader in question["to"]]


def test_nothing_of_how_a_child_feels_goes_to_the_police():
    therapeutic = [
        "during.felt_good",
        "back.reaction",
        "back.safe_why",
        "help.change",
        "help.trust",
        "analysis.opinion",
        "analysis.carer_view",
        "decline.words",
    ]
    assert not [name for name in therapeutic if "police_liaison" in QUESTIONS[name]["to"]]
