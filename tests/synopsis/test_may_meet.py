"""One word of its own in every field: for each authority, recipient and outcome it is met where the hand-written list lets it, nowhere else."""

import copy
import json
from typing import Any

import pytest

from rhi_app.domain.record_rules import rules_of
from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis import select
from rhi_app.forms import registry
from rhi_app.renderer.page import page_of
from rhi_app.services.protocols import protocols
from rhi_app.services.synopses import recipients_of, selection
from tests.synopsis import story
from tests.synopsis.canaries import AUTHORITIES, EVERY, OUTCOMES, WORDS, canary, held_entries, may_meet, met, notice, ticked_entries

SITUATIONS = [(authority, situation) for authority, situations in AUTHORITIES.items() for situation in situations]
NARROWED = {"held", "declined"}


def case_of(authority: str, facts: dict[str, Any], entries: list[dict[str, Any]], decided: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    told = notice()
    said = {name: told[name] for name in ("circumstances", "police_reference", "contact_first", "visiting_risk")}
    episode = story.episode(authority=authority, protocol_version="", decided=decided or [], host_authority=None, **said, **facts)
    child = {name: told[name] for name in ("name", "called", "gender", "language", "address", "placement_address", "school")}
    case = story.case_of(entries, episodes=[episode], contacts=told["contacts"])
    return case | {"child": {**case["child"], **child}}


def contents_of(case: dict[str, Any], outcome: str, table: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Recipient to content, for everybody who gets anything."""
    view = view_of(case, rules_of(case, protocols()))
    urgent = outcome == "urgent"
    readers = [*recipients_of(view), *(["coordinator"] if urgent else [])]
    made = {reader: select(view, reader, table, urgent=urgent) for reader in readers}
    return {reader: content for reader, content in made.items() if content is not None}


def pages_of(content: dict[str, Any]) -> str:
    """As data, and as the text that becomes the PDF and its twin."""
    return json.dumps(content, ensure_ascii=False) + page_of({**content, "version": 1, "product": "Daybook", "service": "Wayside"})


def too_much(authority: str, situation: str, outcome: str, table: dict[str, Any]) -> dict[str, set[str]]:
    """Recipient to the words that they may not meet."""
    told = AUTHORITIES[authority][situation]
    contents = contents_of(case_of(authority, told["facts"], OUTCOMES[outcome]()), outcome, table)
    return {reader: met(pages_of(content)) - allowed(told, reader, outcome) for reader, content in contents.items()}


def allowed(told: dict[str, Any], reader: str, outcome: str) -> set[str]:
    page = told["goes_to"].get(reader, reader)
    gone = {canary(name) for name in told.get("only_on_tick", {}).get(reader, [])} if outcome in NARROWED else set()
    return may_meet(page, outcome) - gone


@pytest.mark.parametrize(("authority", "situation"), SITUATIONS)
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_word_is_met_by_its_readers_alone(authority: str, situation: str, outcome: str):
    assert {reader: words for reader, words in too_much(authority, situation, outcome, selection()).items() if words} == {}


@pytest.mark.parametrize(("authority", "situation"), SITUATIONS)
def test_a_finished_interview_goes_to_whom_the_source_names(authority: str, situation: str):
    told = AUTHORITIES[authority][situation]
    contents = contents_of(case_of(authority, told["facts"], held_entries()), "held", selection())
    assert set(contents) == set(told["goes_to"])
    for reader, content in contents.items():
        seen, may = met(pages_of(content)), allowed(told, reader, "held")
        assert len(seen) > 0.8 * len(may), f"{reader} misses {sorted(may - seen)}"


@pytest.mark.parametrize(("authority", "situation"), SITUATIONS)
@pytest.mark.parametrize("outcome", ["declined", "held_back", "urgent"])
def test_harm_reaches_everybody_whom_the_source_or_the_case_names(authority: str, situation: str, outcome: str):
    told = AUTHORITIES[authority][situation]
    contents = contents_of(case_of(authority, told["facts"], OUTCOMES[outcome]()), outcome, selection())
    needed = {*told["goes_to"], *told["named"]}
    assert needed <= set(contents)
    assert all(canary("harm.words") in str(contents[reader]) for reader in needed)


def test_a_tick_lets_through_what_it_names_and_no_more():
    case = case_of("essex", {"services": ["child_in_need"]}, ticked_entries())
    police = contents_of(case, "held", selection())["police_liaison"]
    assert met(pages_of(police)) <= may_meet("police_liaison", "held") | may_meet("police_liaison", "ticked")
    assert met(pages_of(police)) & may_meet("police_liaison", "ticked")


@pytest.mark.parametrize("page", ["carer", "child"])
@pytest.mark.parametrize("entries", [held_entries, ticked_entries])
def test_a_copy_for_the_family_holds_what_the_list_lets_it_and_only_once_decided(page: str, entries: Any):
    made = {"question": "recipients", "topic": page, "decided": "by_provider", "at": "2026-11-21T09:00:00.000Z"}
    undecided, decided = (contents_of(case_of("essex", {"services": []}, entries(), one), "held", selection()) for one in ([], [made]))
    assert page not in undecided
    if page in decided:
        assert met(pages_of(decided[page])) <= may_meet(page, "held") | may_meet(page, "ticked")
    if entries is ticked_entries:
        assert canary("help.change") in str(decided[page])


@pytest.mark.parametrize("question", ["help.not_to_share", "analysis.opinion", "safety.contact", "child.address"])
def test_a_build_that_lets_one_through_is_caught(question: str):
    """The control: the table says by mistake that the police may have it."""
    broken = copy.deepcopy(selection())
    broken["questions"][question] |= {"to": {"police_liaison": "always"}, "section": "people", "section_for": {}}
    found = too_much("essex", "open", "held", broken)["police_liaison"]
    assert found == ({canary(question)} if question != "child.address" else set()), "an address is not even copied into the view"


def test_every_question_that_takes_words_has_its_canary():
    forms = [registry.BY_VERSION[version] for version in registry.all_versions()]
    asked = {field.name for form in forms for field in form.from_answers({}).questions() if field.kind in WORDS}
    assert {name for name in asked if canary(name) not in EVERY} <= {"release.by", "release.why", "release.paragraph"}
