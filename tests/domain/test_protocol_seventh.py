"""A seventh authority and another nation, written with FORMAT.md alone: data, no code."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from rhi_app.domain.problems import ProtocolProblem
from rhi_app.domain.protocol import Protocols, decide, due_times
from rhi_app.domain.protocol.check import check_protocol
from rhi_app.domain.protocol.content import SECTIONS
from rhi_app.domain.protocol.load import HERE, combine, files_of, read_protocol
from tests.domain.protocol_jobs import in_javascript, in_python
from tests.domain.protocol_random import random_job

FILES = (HERE.parent / "demo" / "port-anywhere.json", Path(__file__).parent / "invented" / "northern-nation.json")
NAMES = ("port-anywhere", "northern-nation")
FORMAT = (HERE / "FORMAT.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def known() -> Protocols:
    return combine([*map(read_protocol, files_of(HERE)), *map(read_protocol, FILES)], {})


@pytest.mark.parametrize("name", NAMES)
def test_it_passes_its_check_and_every_rule_has_an_example(known: Protocols, name: str) -> None:
    protocol = known["versions"][name][0]
    findings = check_protocol(known, protocol, {rule["id"] for rule in protocol["rules"]})
    assert [finding for finding in findings if finding.is_problem or finding.what == "no example hits it"] == []


def test_two_working_days_from_the_referral(known: Protocols) -> None:
    decision = decide(known, "port-anywhere", {"age": 14}, "2027-02-05")
    due = due_times(decision, {"referred": "2027-02-05T15:00:00.000Z"}, known["holidays"])
    assert next(one["at"] for one in due if one["rule"] == "held-two-working-days") == "2027-02-09T15:00:00.000Z"


def test_another_nation_has_its_own_holidays(known: Protocols) -> None:
    """30 November is a holiday there and a working day in England."""
    decision = decide(known, "northern-nation", {"age": 14}, "2026-11-27")
    due = due_times(decision, {"returned": "2026-11-27T12:00:00.000Z"}, known["holidays"])
    assert next(one["at"] for one in due if one["rule"] == "held-in-three-working-days") == "2026-12-03T12:00:00.000Z"
    assert decision["questions"]["consent"]["verdict"] == "not_asked_here"


def test_both_decide_alike_on_the_phone(known: Protocols) -> None:
    from random import Random

    rng = Random(11)  # noqa: S311 (a test repeats itself)
    jobs = [{**random_job(rng, dict(known), name), "on": "2027-02-05"} for name in NAMES for _ in range(400)]
    for job, phone in zip(jobs, in_javascript(jobs, known), strict=True):
        assert phone == in_python(job, known), job


def blocks() -> list[Any]:
    return [json.loads(text) for text in re.findall(r"```json\n(.*?)```", FORMAT, re.DOTALL)]


def test_the_skeleton_of_the_format_is_a_protocol_that_passes(tmp_path: Path) -> None:
    skeleton = next(block for block in blocks() if "format" in block)
    (tmp_path / "my-town.json").write_text(json.dumps(skeleton), encoding="utf-8")
    known = combine([read_protocol(HERE / "england.json"), read_protocol(tmp_path / "my-town.json")], {})
    assert check_protocol(known, known["versions"]["my-town"][0], {"offer-all"}) != []  # a hole from 18: noted
    assert [one for one in check_protocol(known, known["versions"]["my-town"][0], {"offer-all"}) if one.is_problem] == []


def test_the_format_names_every_key_that_the_schema_knows() -> None:
    schema = json.loads((HERE / "protocol.schema.json").read_text(encoding="utf-8"))
    keys = {*schema["properties"], *schema["$defs"]["value"]["properties"], *schema["$defs"]["rule"]["properties"], *schema["$defs"]["window"]["properties"]}
    assert {key for key in keys if f"`{key}`" not in FORMAT and f'"{key}"' not in FORMAT} == set()
    assert {event for event in schema["$defs"]["event"]["enum"] if f"`{event}`" not in FORMAT} == set()


OWN = {"opening", "late_reasons", "helplines", "sharing"}


def test_what_forms_read_is_its_own_or_inherited_section_by_section(known: Protocols) -> None:
    """On the desk and on the phone alike; no line of the nation's that it leaves out comes back."""
    job = {"kind": "content", "authority": "port-anywhere", "on": "2027-02-05"}
    content = in_python(job, known)
    assert {name: "port-anywhere" if name in OWN else "england" for name in SECTIONS if name != "referral"} | {"referral": None} == content["taken_from"]
    assert content["helplines"] == {"lines": ["childline", "missing_people"], "local": {"role": "harbour_line", "label": "Harbour Line, any evening"}}
    assert content["opening"]["lines"][0] == "This is a welcome-back talk. You may bring somebody."
    assert in_javascript([job], known) == [content]


@pytest.mark.parametrize(
    ("section", "value", "place"),
    [
        ("helplines", {"lines": ["0800 1111"]}, "helplines.lines[0]"),
        ("helplines", {"lines": [], "local": {"role": "nobody", "label": "Somebody"}}, "helplines.local.role"),
        ("contacts", [{"role": "nobody", "when": "At any hour"}], "contacts[0].role"),
    ],
)
def test_a_line_that_nobody_could_fill_in_is_refused_with_its_place(tmp_path: Path, section: str, value: Any, place: str) -> None:
    written = json.loads(FILES[0].read_text(encoding="utf-8")) | {section: value}
    (tmp_path / "port-anywhere.json").write_text(json.dumps(written), encoding="utf-8")
    with pytest.raises(ProtocolProblem) as told:
        combine([read_protocol(HERE / "england.json"), read_protocol(tmp_path / "port-anywhere.json")], {})
    assert told.value.place == place
