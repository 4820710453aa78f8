"""Ten thousand fact sets, two languages, no difference; and each rule is tried on all its sides."""

from collections import Counter
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest

from rhi_app.domain.protocol.conditions import holds
from tests.domain.protocol_jobs import in_javascript, in_python, protocols
from tests.domain.protocol_random import random_jobs

COUNT = 10_000
LEAST = 20


@pytest.fixture(scope="module")
def jobs() -> list[dict[str, Any]]:
    return random_jobs(protocols(), COUNT, seed=20261121)


@pytest.mark.slow
def test_phone_and_server_never_differ(jobs: list[dict[str, Any]]) -> None:
    different = [job for job, phone in zip(jobs, in_javascript(jobs), strict=True) if phone != in_python(job)]
    assert different == []


@pytest.mark.slow
def test_each_rule_comes_out_true_false_and_unknown(jobs: list[dict[str, Any]]) -> None:
    counted: Counter[tuple[str, str, Any]] = Counter()
    for job in jobs:
        for rule in protocols()["versions"][job["authority"]][-1]["rules"]:
            counted[job["authority"], rule["id"], holds(rule["when"], job["facts"])] += 1
    rules = [(authority, rule) for authority, versions in protocols()["versions"].items() for rule in versions[-1]["rules"]]
    rare = [
        (authority, rule["id"], truth, counted[authority, rule["id"], truth])
        for authority, rule in rules
        for truth in (True, False, None)
        if rule["when"] != {"all": []} and counted[authority, rule["id"], truth] < LEAST
    ]
    assert rare == []


def test_no_two_rules_ever_collide(jobs: list[dict[str, Any]]) -> None:
    assert [job for job in jobs[:2000] if isinstance(in_python(job), dict)] == []


def test_working_days_and_windows_agree_around_every_clock_change() -> None:
    rng = Random(7)  # noqa: S311 (a test repeats itself)
    changes = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2027, 3, 28, 1, tzinfo=UTC)]
    facts = {"age": 14, "turned_18": False, "category": "missing", "looked_after": False, "has_social_worker": True, "services": ["child_protection"]}
    due = []
    for _ in range(1500):
        moment = rng.choice(changes) + timedelta(minutes=rng.randrange(-6 * 1440, 6 * 1440))
        text = moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        due.append({"kind": "due", "authority": "hampshire", "facts": facts, "on": "2026-06-01", "times": {"missing": text}})
    for job, phone in zip(due, in_javascript(due), strict=True):
        assert phone == in_python(job), job["times"]
