"""A talk that began at a door, matched to an episode that somebody else had begun with: drafts and late envelopes of both arrive."""

from typing import Any

import pytest

from rhi_app.domain.identifiers import new_id
from rhi_app.models import Account, Record
from rhi_app.services import leases, matching
from rhi_app.services.records import get_record
from tests.phone_simulator import Phone
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT, fate_of
from tests.sync.test_recovery import MORE, WORDS, add_interviewer

Case = dict[str, Any]


def begin(office: Office, phone: Phone) -> Case:
    begun = {"record": new_id(), "child": {"id": new_id()}, "episodes": []}
    phone.send_entry(begun, "begun", {"begun.name": "Kofi"})
    office.work()
    return begun


def match(office: Office, begun: Case, case: Case) -> None:
    with office.session() as session:
        record, episode = session.get_one(Record, begun["record"]), get_record(session, case["record"]).episodes[0]
        matching.match(session, session.get_one(Account, office.cast["ben"]), record, episode, "The school knows him.", office.now())
    office.work()


def cases_on(phone: Phone) -> list[Case]:
    content = phone.fetch_bundle()
    assert content is not None
    return list(content["cases"])


@pytest.mark.parametrize("who", ["the same phone", "another's"])
def test_what_was_drafted_of_the_episode_goes_to_the_talk(office: Office, phone: Phone, case: Case, who: str) -> None:
    other = phone if who == "the same phone" else office.new_phone(add_interviewer(office))
    phone.send_snapshot(phone.snapshot(case["record"], phone.draft(WORDS)))
    phone.send_entry(case, "attempt", ATTEMPT)
    begun = begin(office, other)
    match(office, begun, case)
    [whole] = cases_on(other)
    assert whole["record"] == begun["record"]
    assert [entry["kind"] for entry in whole["entries"]] == ["attempt", "begun"]
    assert [draft["answers"] for each in whole["handed"] for draft in each["drafts"]] == [WORDS]
    taken = tuple({name: each[name] for name in ("snapshot", "number")} for each in whole["handed"])
    other.send_snapshot(other.snapshot(begun["record"], other.draft(WORDS | MORE), taken=taken))
    office.work()
    phone.send_snapshot(phone.snapshot(case["record"], phone.draft(MORE)))  # its last, on its way when it was matched
    office.work()
    [whole] = cases_on(other)
    assert [draft["answers"] for each in whole["handed"] for draft in each["drafts"]] == [MORE]


def test_what_was_on_its_way_is_read_with_the_talk_and_what_comes_after_is_set_aside(office: Office, phone: Phone, case: Case) -> None:
    office.work()
    phone.fetch_bundle()
    tomas = office.new_phone(add_interviewer(office))
    begun = begin(office, tomas)
    first, second = (phone.seal(case, [phone.entry(case["record"], "attempt", ATTEMPT)]) for _ in range(2))
    phone.upload(first)
    office.work()
    match(office, begun, case)
    phone.upload(second)
    office.work()
    [whole] = cases_on(tomas)
    told = [(entry["kind"], entry["author_name"], entry["flag"]) for entry in whole["entries"]]
    assert told == [("begun", "Tomas Brandt", ""), ("attempt", "Amira Haddad", ""), ("attempt", "Amira Haddad", leases.LATE)]
    assert cases_on(phone) == []
    receipt = phone.send_entry(case, "attempt", ATTEMPT)
    harm = phone.send_entry(case, "harm", {"harm.words": "He hit me."}, urgent=True)
    office.work()
    assert fate_of(office, receipt["envelope"]) == ("quarantined", "not-your-record")
    assert fate_of(office, harm["envelope"]) == ("processed", "")
    assert [entry["kind"] for entry in cases_on(tomas)[0]["entries"]][-1] == "harm"
