"""What waits for a manager, and what a manager has decided: in Python and in JavaScript."""

from typing import Any

import pytest

from rhi_app.domain.record_agreements import is_kept_back
from rhi_app.domain.record_rules import is_declined
from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis import select
from tests.synopsis import story
from tests.synopsis.test_vectors import in_node
from tests.synopsis.vectors import SELECTION

AT = "2026-11-23T09:00:00.000Z"
HELD = story.held_entries()
STOPPED = story.entry("withdrawal", {"withdrawal.who": "child"}, at=AT)
MOTHER_STOPPED = story.entry("withdrawal", {"withdrawal.who": "parent", "withdrawal.contact": story.MOTHER}, at=AT, device=None)
MOTHER_AGAIN = story.mothers_agreement()


def released(*reasons: str, decided: str = "release") -> dict[str, Any]:
    answers = {"release.decided": decided, "release.by": "Jo Reed, manager", "release.why": "To keep him safe", "release.reasons": list(reasons)}
    return story.entry("release", answers, at=AT, device=None)


SITUATIONS = {
    "agreed": (HELD, []),
    "stopped": ([*HELD, STOPPED], ["withdrew"]),
    "stopped, and sent all the same": ([*HELD, STOPPED, released("withdrew")], []),
    "stopped, and kept back": ([*HELD, STOPPED, released("withdrew", decided="keep")], ["withdrew"]),
    "decided on something else": ([*HELD, STOPPED, released("parent_refused")], ["withdrew"]),
    "decided before the stop reached the server": ([*HELD, released("withdrew"), STOPPED], ["withdrew"]),
    "sent, then kept back after all": ([*HELD, STOPPED, released("withdrew"), released("withdrew", decided="keep")], ["withdrew"]),
    "stopped, then agreed again": ([*HELD, STOPPED, story.consent(at=AT)], []),
    "a mother who withdrew": ([*HELD, MOTHER_STOPPED], ["withdrew", "parent_not_agreed"]),
    "a mother who withdrew and agreed again": ([*HELD, MOTHER_STOPPED, MOTHER_AGAIN], []),
    "a mother who said no, and a manager": ([story.mothers_agreement("refused"), *HELD[1:], released("parent_refused")], []),
    "a manager, and then her no": ([*HELD[1:], released("parent_not_agreed"), story.mothers_agreement("refused")], ["parent_refused"]),
}


def case_of(name: str) -> dict[str, Any]:
    return story.case_of(SITUATIONS[name][0])


@pytest.mark.parametrize("name", SITUATIONS)
def test_what_waits_is_what_nobody_has_decided_on(name: str) -> None:
    assert view_of(case_of(name), story.rules_of())["held_back"] == SITUATIONS[name][1]


@pytest.mark.parametrize("name", SITUATIONS)
def test_kept_back_is_what_a_manager_said_last(name: str) -> None:
    assert is_kept_back(SITUATIONS[name][0]) == ("kept back" in name)
    assert not is_kept_back([*SITUATIONS[name][0], STOPPED]), "said anew, it asks anew"


def test_javascript_makes_the_same_view() -> None:
    given = [{"case": case_of(name), "rules": story.rules_of()} for name in SITUATIONS]
    assert in_node(views=given)["views"] == [view_of(one["case"], one["rules"]) for one in given]


def test_a_decline_that_was_taken_up_is_none_any_more() -> None:
    declined, up = story.declined_entries(), story.entry("taken_up", {}, at=AT)
    assert is_declined(declined)
    assert not is_declined([*declined, up])
    assert is_declined([*declined, up, declined[-1]])


def test_three_agreements_stand_side_by_side() -> None:
    """The young person's and two parents', from a phone and from the desk: none takes another's place."""
    father = story.entry(
        "consent", {"consent.who": "parent", "consent.contact": "c-father", "consent.way": "signed", "consent.signature": story.STROKES}, at=AT
    )
    entries = [story.mothers_agreement(), father, story.consent()]
    case = story.case_of(entries, contacts=[*story.case_of([])["contacts"], {"id": "c-father", "name": "Ed Marlow", "relation": "father", "do_not_contact": False}])
    view = view_of(case, story.rules_of())
    assert [(event["who"], event["contact"], event["way"]) for event in view["agreements"]] == [
        ("parent", story.MOTHER, "indicated_not_seen"), ("parent", "c-father", "signed"), ("child", "", "signed"),
    ]  # fmt: skip
    assert view["held_back"] == []


def test_the_social_worker_reads_on_whose_word_and_by_which_paragraph_it_was_sent() -> None:
    release = released("withdrew")
    release["answers"]["release.paragraph"] = "Working Together 2023, 1.25"
    content = {}
    for reader in ("social_worker", "police_liaison"):
        content[reader] = str(select(view_of(story.case_of([*HELD, STOPPED, release]), story.rules_of()), reader, SELECTION))
    assert "Sent without agreement, on the word of " in content["social_worker"]
    assert "Jo Reed, manager" in content["social_worker"]
    assert "by Working Together 2023, 1.25." in content["social_worker"]
    assert "Jo Reed" not in content["police_liaison"]
    given = [{"case": story.case_of([*HELD, STOPPED, release]), "rules": story.rules_of(), "reader": "social_worker", "urgent": False}]
    assert str(in_node(synopses=given, selection=SELECTION)["synopses"][0]["content"]).count("Jo Reed, manager") == 1
