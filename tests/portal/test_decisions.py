"""What a protocol leaves to a person: recorded with its reason, and only then does it change anything. Each authority through the same code."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask

from rhi_app.database import db
from rhi_app.domain import record_rules
from rhi_app.models import AccountRole, Episode, OutboxRow
from rhi_app.services import allocation, intake, work_list
from rhi_app.services.accounts import get_account
from rhi_app.services.bundles import content_of
from rhi_app.services.case_view import case_of
from rhi_app.services.children import episode_details
from rhi_app.services.corrections import correct_episode, record_decision
from rhi_app.services.episode_rules import facts_now
from rhi_app.services.episode_view import view_of
from rhi_app.services.protocols import protocols
from tests.portal.cases import EMPTY, an_episode, person
from tests.portal.cast import moment
from tests.portal.strict import Browser

Sign = Callable[[str], Browser]
HELD = {"legal_status": "looked_after", "missing_from": "care"}


def allocated(app: Flask, cast: dict[str, str], now: datetime, authority: str, *, role: str = "", reason: str = "", **told: Any) -> str:
    with app.app_context():
        episode = an_episode(cast, now, authority, **told)
        allocation.allocate(db.session, person(cast["ben"]), episode, person(cast["amira"]), now, role=role, reason=reason)
        db.session.commit()
        return episode.id


def made_of(episode_id: str) -> dict[str, Any]:
    """The newest decision, whole."""
    return dict((episode_details(db.session, db.session.get_one(Episode, episode_id)).get("decisions") or [{}])[-1])


def test_whom_the_protocol_assigns_needs_no_reason(app: Flask, cast: dict[str, str], now: datetime) -> None:
    episode_id = allocated(app, cast, now, "essex", services=["child_in_need"])
    with app.app_context():
        assert made_of(episode_id) == {}


@pytest.mark.parametrize(
    ("authority", "years", "told", "role"),
    [
        ("camden", 11, {"services": ["child_in_need"]}, ""),  # trap 3: 11, and the school is not known
        ("camden", 14, {"services": ["child_in_need"]}, "social_worker"),  # the rules name the outreach worker
        ("essex", 14, {"services": ["child_in_need"]}, "social_worker"),  # excluded: statutory care
        ("rochdale", 14, HELD, "carer"),  # excluded: not independent
    ],
)
def test_whom_it_does_not_assign_or_excludes_takes_it_on_with_a_reason_alone(
    app: Flask, cast: dict[str, str], now: datetime, authority: str, years: int, told: dict[str, Any], role: str
) -> None:
    with pytest.raises(allocation.ReasonNeeded):
        allocated(app, cast, now, authority, years=years, role=role, **told)
    episode_id = allocated(app, cast, now, authority, years=years, role=role, reason="The manager said so.", **told)
    with app.app_context():
        made = made_of(episode_id)
        assert (made["question"], made["reason"], made["by"]) == ("interviewer", "The manager said so.", "Ben Osei")


def test_somebody_of_the_responsible_authority_is_not_independent_of_it(app: Flask, cast: dict[str, str], now: datetime) -> None:
    """england 69, for a child in care: the guidance's exclusion holds where the authority has no rule of its own on it."""
    with app.app_context():
        episode = an_episode(cast, now, "camden", **HELD, placement={"in_area": True, "type": "foster"})
        amira = person(cast["amira"])
        assert allocation.standing_for(db.session, episode, amira, "missing_outreach_worker", now)[0].kind == "assigned"
        amira.organisation.authority = "camden"
        standing, _ = allocation.standing_for(db.session, episode, amira, "missing_outreach_worker", now)
        assert (standing.kind, standing.source) == ("excluded", "england 69")


def test_who_works_for_the_placement_or_is_the_social_worker_elsewhere_is_not_independent(
    app: Flask, as_person: Sign, cast: dict[str, str], now: datetime
) -> None:
    with app.app_context():
        amira = person(cast["amira"])
        in_care = an_episode(cast, now, "camden", **HELD, placement={"in_area": True, "type": "residential", "run_by": amira.organisation_id})
        assert allocation.is_also(db.session, in_care, amira) == {"carer"}
        db.session.commit()
        path = f"/episodes/{in_care.id}/allocate"
        at_home = an_episode(cast, now, "essex", services=["child_in_need"], social_worker_id=amira.id)
        assert allocation.is_also(db.session, at_home, amira) == {"social_worker"}
        at_home.social_worker_id = None
        assert allocation.is_also(db.session, at_home, amira) == frozenset()
        db.session.rollback()
    ben = as_person("ben")
    assert "Not independent here:" in ben.get(path).text
    assert "(england 69)" in ben.get(path).text
    ben.send({"interviewer": cast["amira"], "role": "missing_outreach_worker"}, status=422)
    assert "excluded, with a reason" in ben.send({"interviewer": cast["amira"], "role": "missing_outreach_worker", "reason": "Nobody else is near."}).text


def test_a_code_that_is_no_longer_offered_is_kept_and_shown(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        episode = an_episode(cast, now, "essex", services=["child_in_need", "early_help"])
        episode.category, episode.at_return = "absconded", {"legal_status": "adopted"}
        person(cast["dan"]).is_active = False
        db.session.commit()
        episode_id = episode.id
    ben = as_person("ben")
    page = ben.get(f"/episodes/{episode_id}/correct")
    for words in ("Absconded (no longer offered)", "Early help (no longer offered)", "Adopted (no longer offered)", "Dan Whitlock (no longer here)"):
        assert words in page.text
    assert "Say why it is put right." in ben.send({"missing_from": "school"}, status=422).text
    assert "Missing from was: Home" in ben.send({"missing_from": "school", "why": "The school rang."}).text
    with app.app_context():
        episode = db.session.get_one(Episode, episode_id)
        assert (episode.missing_from, episode.category, episode.services) == ("school", "absconded", ["child_in_need", "early_help"])
        assert (episode.at_return, episode.police_liaison_id) == ({"legal_status": "adopted"}, cast["dan"])


def test_earlier_absences_can_be_told_later(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    """rochdale 3.1: three episodes, on both sides."""
    with app.app_context():
        episode_id = an_episode(cast, now, "rochdale", services=["child_in_need"], earlier=None).id
        db.session.commit()
    ben = as_person("ben")
    three = "Three episodes: a strategy meeting"
    assert "Which earlier absences are recorded" in ben.get(f"/episodes/{episode_id}").text
    ben.get(f"/episodes/{episode_id}/correct")
    ben.send({"missing_before": "yes"}, button=("add", "earlier"))
    page = ben.send({"missing_before": "yes", **moment("earlier-0-at", now - timedelta(days=9))})
    assert "episode 2" in page.text
    assert three not in ben.get(f"/episodes/{episode_id}/duties").text
    ben.get(f"/episodes/{episode_id}/correct")
    ben.send({}, button=("add", "earlier"))
    ben.send(moment("earlier-1-at", now - timedelta(days=5)))
    with app.app_context():
        episode = db.session.get_one(Episode, episode_id)
        assert episode.number == 3
        assert "strategy-three-episodes" in [duty.rule for duty in view_of(db.session, episode, now).duties if duty.may_be_ticked]


def test_what_can_be_counted_is_counted(app: Flask, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        first = an_episode(cast, now, "essex", services=["child_in_need"])
        facts = facts_now(db.session, first, now)
        assert (facts["episodes_awaiting_interview"], facts["days_since_last_interview"]) == (0, {"at_least": 6570})
        record = allocation.allocate(db.session, person(cast["ben"]), first, person(cast["amira"]), now)
        notice = EMPTY | {"authority": "essex", "category": "missing", "missing_from_at": now - timedelta(hours=2), "reported_at": None}
        second = intake.add_episode_of(db.session, person(cast["ben"]), first.child, notice | {"returned_at": now - timedelta(hours=1)}, now)
        assert facts_now(db.session, second, now)["episodes_awaiting_interview"] == 1
        record.held_at = now - timedelta(days=4)
        facts = facts_now(db.session, second, now)
        assert (facts["episodes_awaiting_interview"], facts["days_since_last_interview"]) == (0, 3)
        second.facts = {"episodes_awaiting_interview": 2}  # what somebody says stands before it
        assert facts_now(db.session, second, now)["episodes_awaiting_interview"] == 2


def test_the_page_says_who_is_assigned_and_asks_for_the_reason(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        episode_id = an_episode(cast, now, "essex", services=["child_in_need"]).id
        db.session.commit()
    ben = as_person("ben")
    page = ben.get(f"/episodes/{episode_id}/allocate")
    assert "Involvement Service, assigned (essex 5" in page.text
    assert "Allocated social worker, excluded, needs a reason (essex 5.3)" in page.text
    page = ben.send({"interviewer": cast["amira"], "role": "social_worker"}, status=422)
    assert "Say why, so that the decision can be read later." in page.text
    page = ben.send({"interviewer": cast["amira"], "role": "social_worker", "reason": "She asked for her."})
    assert "Who holds it: allocated social worker." in page.text
    assert "She asked for her." in page.text


def test_a_telephone_call_waits_for_the_word_of_whom_the_protocol_names(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    episode_id = allocated(app, cast, now, "hampshire", services=["child_in_need"])
    ben = as_person("ben")
    page = ben.get(f"/episodes/{episode_id}")
    assert "May it be held that way?" in page.text
    page = ben.get(f"/episodes/{episode_id}/decision/method/means")
    assert "The protocol lets the Team Manager decide." in page.text
    assert "hampshire 11.2" in page.text
    page = ben.send({"decided": "telephone", "by": "Ruth Ames, Team Manager", "reason": "He lives on a boat this week."})
    assert "By telephone: agreed." in page.text
    with app.app_context():
        episode = db.session.get_one(Episode, episode_id)
        assert case_of(db.session, episode.record)["episodes"][0]["decided"][0]["decided"] == "telephone"


def test_where_the_telephone_is_one_of_two_ways_nobody_is_asked(app: Flask, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        episode = an_episode(cast, now, "essex", services=["child_in_need"])
        assert [ask.question for ask in view_of(db.session, episode, now).asks if ask.is_due or ask.question == "method"] == []


def test_an_assessment_counts_with_its_reference_alone(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        episode_id = an_episode(cast, now, "hampshire", facts={"assessment_done": True}).id
        db.session.commit()
    ben = as_person("ben")
    ben.get(f"/episodes/{episode_id}/decision/satisfied_by/assessment")
    said = {"decided": "counts", "by": "Ruth Ames, Team Manager", "reason": "It covered the absence."}
    assert "Enter the reference of what counts as the interview." in ben.send(said, status=422).text
    page = ben.send(said | {"reference": "CFA-2041"})
    assert "It counts as the interview." in page.text
    assert "CFA-2041" in page.text
    with app.app_context():
        ours = db.session.get_one(Episode, episode_id)
        rows = work_list.rows_of(db.session, ours.provider_id, now)
        assert [(row.group, row.clock.strong) for row in rows if row.episode.id == episode_id] == [("closed", "Counted as held")]
        assert work_list.needs_count(db.session, ours.provider_id, now) == 0


def test_an_assessment_of_a_known_child_cannot_be_counted(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    """Trap 21."""
    with app.app_context():
        episode_id = an_episode(cast, now, "hampshire", services=["child_in_need"], facts={"assessment_done": True}).id
        db.session.commit()
    as_person("ben").get(f"/episodes/{episode_id}/decision/satisfied_by/assessment", status=404)


def sources_of(episode_id: str) -> dict[str, str]:
    episode = db.session.get_one(Episode, episode_id)
    return dict(record_rules.rules_of(case_of(db.session, episode.record), protocols())["sources"])


def test_what_is_only_considered_goes_to_the_police_after_a_decision_and_not_before(
    app: Flask, cast: dict[str, str], as_person: Sign, now: datetime
) -> None:
    episode_id = allocated(app, cast, now, "camden", services=["child_in_need"], facts={"police_exploitation_report": False})
    with app.app_context():
        episode, ben = db.session.get_one(Episode, episode_id), person(cast["ben"])
        assert "police_liaison" not in sources_of(episode_id)
        assert [ask.question for ask in view_of(db.session, episode, now).open_asks if ask.is_due] == ["recipients"]
        episode.record.finished_at = now
        db.session.commit()
    desk = as_person("ben")
    assert "camden 4" in desk.get(f"/episodes/{episode_id}/decision/recipients/police_liaison").text
    refused = desk.send({"decided": "send"}, status=422).text
    assert "Enter who decided it." in refused
    assert "Say why, for whoever reads it later." in refused
    desk.send({"decided": "send", "by": "Jo Reed, manager", "reason": "A named adult."})
    with app.app_context():
        episode, ben = db.session.get_one(Episode, episode_id), person(cast["ben"])
        told = episode_details(db.session, episode)["decisions"][0]
        assert (told["by"], told["reason"]) == ("Jo Reed, manager", "A named adult.")
        assert sources_of(episode_id)["police_liaison"] == "camden 4"
        assert "make_synopses" in [row.kind for row in db.session.query(OutboxRow)]
        later = datetime.now(UTC) + timedelta(minutes=1)
        record_decision(db.session, ben, episode, ("recipients", "police_liaison", "do_not_send"), by="Manager", reason="Withdrawn.", now=later)
        assert "police_liaison" not in sources_of(episode_id)
        assert len(episode_details(db.session, episode)["decisions"]) == 2, "nothing overwrites a decision"


@pytest.mark.parametrize(
    ("authority", "told", "reader", "role"),
    [
        ("rochdale", {}, "ehash", "Early Help and Safeguarding Hub (EHASH)"),
        ("camden", {}, "mash_manager", "MASH manager"),
        ("hampshire", {"services": ["child_in_need"]}, "willow_team", "Willow Team"),
        ("essex", {"services": ["child_in_need"]}, "social_worker", ""),
    ],
)
def test_who_reads_a_page_is_whom_the_protocol_names_for_it(
    app: Flask, cast: dict[str, str], now: datetime, authority: str, told: dict[str, Any], reader: str, role: str
) -> None:
    episode_id = allocated(app, cast, now, authority, reason="Tried.", **told)
    with app.app_context():
        record = db.session.get_one(Episode, episode_id).record
        rules = record_rules.rules_of(case_of(db.session, record), protocols())
        assert rules["sharing"][reader]["role"] == role
        assert reader in rules["sources"]
        assert reader not in rules["not_to"]


def test_a_change_before_the_return_stands_beside_the_answer(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    """Trap 20: at the report not open; taken into care before the return. The rules go by the report, and the page says what differs."""
    with app.app_context():
        episode = an_episode(cast, now, "rochdale")
        before = view_of(db.session, episode, now)
        assert before.changed is None
        correct_episode(db.session, person(cast["ben"]), episode, {"at_return": {"legal_status": "looked_after"}}, {}, now)
        after = view_of(db.session, episode, now)
        named = [view.decision["questions"]["interviewer"]["topics"]["assigned"]["answers"][0]["rule"] for view in (before, after)]
        assert named == ["named-by-hub", "named-by-hub"]
        assert after.changed is not None
        assert ("interviewer", "assigned") in [(one.question, one.topic) for one in after.changed.otherwise]
        db.session.commit()
        episode_id = episode.id
    page = as_person("ben").get(f"/episodes/{episode_id}")
    assert "Changed before the return" in page.text
    assert ", then Cared for" in page.text
    page = as_person("ben").get(f"/episodes/{episode_id}/correct")
    assert "Legal status at the return" in page.text


def test_a_birthday_before_the_return_is_a_change_as_well(app: Flask, cast: dict[str, str], now: datetime) -> None:
    """Nine when reported, ten at the return: the floor is taken at the report, and the page says so."""
    born = (now - timedelta(hours=24)).date()  # after the day of the report and before that of the return, at whatever hour
    with app.app_context():
        episode = an_episode(
            cast, now, "essex", born_on=born.replace(year=born.year - 10).isoformat(), missing_from_at=now - timedelta(hours=49),
            reported_at=now - timedelta(hours=48), returned_at=now - timedelta(minutes=5), services=["child_in_need"],
        )  # fmt: skip
        view = view_of(db.session, episode, now)
        assert view.decision["questions"]["offer"]["verdict"] == "no_rule"
        assert view.changed is not None
        assert "offer" in [one.question for one in view.changed.otherwise]


@pytest.mark.parametrize("authority", ["essex", "hampshire", "isle-of-wight", "camden", "rochdale"])
def test_turned_18_before_the_return_asks_a_manager(app: Flask, cast: dict[str, str], now: datetime, authority: str) -> None:
    birthday = (now - timedelta(hours=24)).date()
    with app.app_context():
        episode = an_episode(
            cast, now, authority, born_on=birthday.replace(year=birthday.year - 18).isoformat(), missing_from_at=now - timedelta(days=4),
            reported_at=now - timedelta(days=4), returned_at=now - timedelta(hours=1), services=["child_in_need"],
        )  # fmt: skip
        view = view_of(db.session, episode, now)
        assert view.decision["questions"]["offer"]["verdict"] == "no_rule"
        assert next(ask.question for ask in view.open_asks if ask.is_due) == "offer"


def test_two_authorities_may_give_a_rule_the_same_id_and_why_tells_them_apart(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    """`offer-turned-18` stands in six files; only the facts of the layers that decide here are shown."""
    with app.app_context():
        episode_id = an_episode(cast, now, "rochdale", years=16).id
        db.session.commit()
    page = as_person("ben").get(f"/episodes/{episode_id}/why/offer/offer")
    registry = protocols_facts(app)
    assert registry["very_young"]["ask"] not in page.text
    assert registry["age"]["ask"] in page.text


def test_what_the_referral_must_carry_is_asked_for(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    with app.app_context():
        episode_id = an_episode(cast, now, "hampshire", services=["child_in_need"]).id
        db.session.commit()
    page = as_person("ben").get(f"/episodes/{episode_id}")
    assert "For the referral: address (hampshire 11.1)" in page.text
    assert "For the referral: contact first" in page.text
    assert "For the referral: missing from" not in page.text


def test_every_fact_that_a_rule_waits_for_can_be_answered_somewhere(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    """11 years old: the school decides who interviews (trap 3), and it can be said."""
    with app.app_context():
        episode_id = an_episode(cast, now, "camden", years=11, services=["child_in_need"]).id
        db.session.commit()
    ben = as_person("ben")
    for stage, words in (("primary", "11 and not in secondary school"), ("secondary", "known child of 11 in secondary school")):
        ben.get(f"/episodes/{episode_id}/correct")
        page = ben.send({"fact_school_stage": stage, "why": "The school says so."})
        assert words in page.text


def protocols_facts(app: Flask) -> dict[str, Any]:
    with app.app_context():
        return dict(protocols()["facts"])


def test_the_numbers_of_roles_are_filled_in_and_travel_to_the_phone(app: Flask, as_person: Sign, cast: dict[str, str], now: datetime) -> None:
    allocated(app, cast, now, "essex", services=["child_in_need"])
    with app.app_context():
        ben = get_account(db.session, cast["ben"])
        db.session.add(AccountRole(account_id=ben.id, organisation_id=ben.organisation_id, role="administrator"))
        db.session.commit()
    page = as_person("ben").get("/protocols")
    assert "fill in the numbers" in page.text
    browser = as_person("ben")
    page = browser.get("/protocols/essex/numbers")
    assert "Duty desk" in page.text
    assert "Children and Families Hub" in page.text
    assert "Enter a telephone number" in browser.send({"role_duty_desk": "ring Bob"}, status=422).text
    browser.send({"role_duty_desk": "01632 960123"})
    with app.app_context():
        phone: Any = SimpleNamespace(account=get_account(db.session, cast["amira"]))
        assert content_of(db.session, phone, now)["role_numbers"] == {"essex": {"duty_desk": "01632 960123"}}
    browser.get("/protocols/essex/numbers")
    browser.send({"role_duty_desk": ""})
    assert 'value="01632 960123"' not in browser.get("/protocols/essex/numbers").html


def test_somebody_without_the_role_does_not_fill_in_numbers(as_person: Sign) -> None:
    as_person("ben").get("/protocols/essex/numbers", status=403)
