"""The six authorities as shipped: cited, quoted, without anybody's name or number; helplines as dated data."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rhi_app.domain.protocol.check import check_protocol
from rhi_app.domain.protocol.load import HERE, combine, files_of, read_json, read_protocol
from rhi_app.domain.protocol.quotes import citations_in, missing_quotes
from tests.domain.protocol_builders import a_protocol, a_rule, beside_england
from tests.domain.protocol_jobs import in_javascript, in_python, protocols

FILES = {path.stem: read_protocol(path) for path in files_of(HERE)}
AUTHORITIES = {"england", "essex", "hampshire", "isle-of-wight", "camden", "rochdale"}
HELPLINES = {line["id"]: line for line in read_json(HERE / "helplines.json")["helplines"]}


def test_the_six_authorities_are_there() -> None:
    assert set(FILES) == AUTHORITIES


@pytest.mark.parametrize("authority", sorted(FILES))
def test_a_shipped_file_passes_its_own_check(authority: str) -> None:
    written = {rule["id"] for rule in FILES[authority]["rules"]}
    findings = check_protocol(protocols(), protocols()["versions"][authority][-1], written)
    assert [finding for finding in findings if finding.is_problem or finding.what == "no example hits it"] == []


@pytest.mark.parametrize("authority", sorted(FILES))
def test_each_rule_quotes_its_paragraph(authority: str) -> None:
    short = [rule["id"] for rule in FILES[authority]["rules"] for citation in rule["cites"] if len(citation["quote"]) < 20 and citation["paragraph"] != "12.2"]
    assert short == []


@pytest.mark.parametrize("authority", sorted(FILES))
def test_no_name_mailbox_or_number_of_a_source_is_shipped(authority: str) -> None:
    text = json.dumps(FILES[authority], ensure_ascii=False)
    assert re.findall(r"[\w.]+@[\w.]+", text) == []
    assert [found for found in re.findall(r"(?<![\d-])0\d[\d ]{8,}", text) if not found.startswith("0800 1111")] == []
    assert re.findall(r"\([A-Z][a-z]+ [A-Z][\w'’-]+\)", text) == []  # “the Head of Service (First Last)”


def test_undated_sources_say_so() -> None:
    undated = {authority for authority, protocol in FILES.items() if protocol["from"] is None}
    assert undated == {"essex", "camden", "rochdale"}
    assert all(document["dated"] is None for authority in undated for document in FILES[authority]["documents"].values())
    assert {authority for authority, versions in protocols()["versions"].items() if versions[0]["undated"]} == undated


def test_paragraphs_are_cited_as_printed() -> None:
    """Trap 13: numbers with parts, charts, notes and appendices stand as the source prints them."""
    cited = {(authority, citation["paragraph"]) for authority, protocol in FILES.items() for _, citation in citations_in(protocol, "")}
    printed = {
        ("essex", "5.3, note"), ("essex", "4, chart"), ("essex", "8a"), ("essex", "appendix 1"), ("camden", "appendix 1"), ("hampshire", "purpose"),
        ("rochdale", "box after 3.4"), ("isle-of-wight", "11.3"), ("england", "69"),
    }  # fmt: skip
    assert printed <= cited


def test_helplines_are_the_national_numbers_with_date_and_source() -> None:
    """Trap 16: essex prints the Samaritans' number for Childline."""
    numbers = {name: line["number"] for name, line in HELPLINES.items()}
    assert numbers == {"childline": "0800 1111", "missing-people": "116 000", "samaritans": "116 123", "police": "101", "emergency": "999"}
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\d", line["checked_on"]) and line["source"] for line in HELPLINES.values())


def test_bank_holidays_know_three_nations_and_their_own_horizon() -> None:
    holidays = read_json(HERE / "bank-holidays.json")
    assert "2026-12-28" in holidays["divisions"]["england-and-wales"]
    assert "2026-11-30" in holidays["divisions"]["scotland"]
    assert "2026-07-13" in holidays["divisions"]["northern-ireland"]
    assert holidays["from"] < "2014-01-01" < "2026-12-31" < holidays["until"]


@pytest.mark.parametrize("authority", sorted(FILES))
def test_the_phone_reads_the_same_words_and_scripts(authority: str) -> None:
    job = {"kind": "content", "authority": authority, "on": "2026-11-20"}
    phone, here = in_javascript([job])[0], in_python(job)
    assert phone == here
    assert {name: list(codes) for name, codes in phone["words"].items()} == {name: list(codes) for name, codes in here["words"].items()}


def test_every_authority_has_a_script_wordings_and_steps_for_harm() -> None:
    for authority in FILES:
        content = in_python({"kind": "content", "authority": authority, "on": "2026-11-20"})
        empty = [name for name in ("opening", "consent_wordings", "late_reasons", "decline", "harm_steps", "contacts", "sharing") if not content[name]]
        assert empty == [], authority


def test_essex_asks_for_agreement_in_its_own_words_and_inherits_the_script() -> None:
    content = in_python({"kind": "content", "authority": "essex", "on": "2026-11-20"})
    assert content["taken_from"]["consent_wordings"] == "essex"
    assert content["taken_from"]["opening"] == "england"
    assert content["words"]["interview"]["one"] == "missing chat"


def test_a_check_names_examples_that_answer_otherwise(tmp_path: Path) -> None:
    example = {"says": "A boy of 12.", "facts": {"age": 12, "turned_18": False}, "expect": {"offer": {"verdict": "no", "rules": ["other"], "without": ["offer-all"]}}}
    known = beside_england(tmp_path, a_protocol(examples=[example]))
    found = [finding.what for finding in check_protocol(known, known["versions"]["my-town"][0], {"offer-all"}) if finding.is_problem]
    assert found == [
        "A boy of 12. offer: expected verdict no, is yes",
        "A boy of 12. offer: expected rule other, is offer-all",
        "A boy of 12. offer: rule offer-all should not be met",
    ]


def test_a_check_names_rules_that_no_example_hits(tmp_path: Path) -> None:
    rules = [a_rule(), a_rule(id="offer-adults", verdict="no", when={"fact": "age", "op": "at_least", "value": 18})]
    known = beside_england(tmp_path, a_protocol(rules=rules))
    findings = check_protocol(known, known["versions"]["my-town"][0], {"offer-all", "offer-adults"})
    assert ("0.json, rule offer-adults", "no example hits it") in [(finding.place, finding.what) for finding in findings]


def test_a_check_finds_two_rules_that_collide_and_says_when(tmp_path: Path) -> None:
    rules = [
        a_rule(when={"fact": "age", "op": "at_most", "value": 12}),
        a_rule(id="offer-teens", when={"fact": "age", "op": "at_least", "value": 12}),
    ]
    known = beside_england(tmp_path, a_protocol(rules=rules, examples=[{"says": "A boy of 9.", "facts": {"age": 9}, "expect": {"offer": {"verdict": "yes"}}}]))
    findings = check_protocol(known, known["versions"]["my-town"][0], {"offer-all", "offer-teens"})
    assert [finding.what for finding in findings if finding.is_problem] == ["rule offer-teens decides as well when age is 12"]


def test_a_check_shows_a_hole_and_when(tmp_path: Path) -> None:
    rules = [a_rule(when={"fact": "age", "op": "under", "value": 11}), a_rule(id="offer-teens", when={"fact": "age", "op": "over", "value": 11})]
    known = beside_england(tmp_path, a_protocol(rules=rules))
    findings = check_protocol(known, known["versions"]["my-town"][0], set())
    assert "no rule decides when age is 11" in [finding.what for finding in findings]


def test_a_change_below_is_tried_on_the_examples_above(tmp_path: Path) -> None:
    england = json.loads((HERE / "england.json").read_text(encoding="utf-8"))
    england["rules"] = [rule for rule in england["rules"] if rule["id"] != "held-within-72-hours"]
    (tmp_path / "england.json").write_text(json.dumps(england), encoding="utf-8")
    known = combine([read_protocol(tmp_path / "england.json"), *(protocol for name, protocol in FILES.items() if name != "england")], {})
    findings = check_protocol(known, known["versions"]["england"][0], set())
    assert any(finding.is_problem and finding.place.startswith("essex.json") for finding in findings)


def test_a_quote_that_the_source_does_not_hold_is_named() -> None:
    source = "Every  child is\noffered a **return** interview. It lasts an hour."
    protocol: dict[str, Any] = a_protocol()
    assert list(missing_quotes(protocol, source)) == []
    protocol["rules"][0]["cites"][0] = {"document": "protocol", "paragraph": "1", "quote": "Every child … lasts a day."}
    assert list(missing_quotes(protocol, source)) == [("rules[0].cites[0]", "1: “lasts a day.” does not stand in the source")]
