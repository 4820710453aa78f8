"""A record that goes to somebody else: its draft with it, what was made before, and who wrote what."""

from typing import Any

from rhi_app.domain import record_lines
from rhi_app.domain.record_answers import answers_of
from rhi_app.models import Account
from rhi_app.services import leases
from rhi_app.services.allocation import allocate
from rhi_app.services.records import get_record
from rhi_app.services.two_answers import waiting_in
from tests.phone_simulator import Phone
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT, entries_of, fate_of, record_of
from tests.sync.test_recovery import MORE, WORDS, add_interviewer, answers_in, handed, new_phone

Case = dict[str, Any]


def reallocate(office: Office, case: Case, name: str) -> None:
    with office.session() as session:
        ben, other = (session.get_one(Account, office.cast[who]) for who in ("ben", name))
        allocate(session, ben, get_record(session, case["record"]).episodes[0], other, office.now(), reason="Amira is ill.")
    office.work()


def test_a_reallocated_record_takes_its_draft_along_with_who_wrote_it(office: Office, phone: Phone, case: Case) -> None:
    phone.send_snapshot(phone.snapshot(case["record"], phone.draft(WORDS)))
    office.work()
    tomas = office.new_phone(add_interviewer(office))
    office.work()
    assert handed(tomas) == []
    reallocate(office, case, "tomas")
    (back,) = handed(tomas)
    assert (back["author"], back["authors"]) == (office.cast["amira"], {office.cast["amira"]: "Amira Haddad"})
    assert back["drafts"][0]["answers"] == WORDS
    reallocate(office, case, "amira")
    assert handed(new_phone(office, office.issue_code("amira"))) == []  # their own draft, on another phone: that takes two people


def test_what_was_made_before_the_handover_is_kept_with_its_author_and_flagged(office: Office, phone: Phone, case: Case) -> None:
    office.work()
    phone.fetch_bundle()
    made = phone.seal(case, [phone.entry(case["record"], "attempt", ATTEMPT)])
    reallocate(office, case, add_interviewer(office))
    receipt = phone.upload(made)
    office.work()
    assert fate_of(office, receipt["envelope"]) == ("processed", "")
    (entry,) = entries_of(office, case)
    assert (entry["author_name"], entry["flag"]) == ("Amira Haddad", leases.LATE)
    assert record_of(office, case).is_flagged
    # After the phone knew it is set aside; harm waits for nobody's right.
    phone.fetch_bundle()
    receipt = phone.send_entry(case, "attempt", ATTEMPT)
    office.work()
    harm = phone.send_entry(case, "harm", {"harm.words": "He hit me."}, urgent=True)
    office.work()
    assert fate_of(office, receipt["envelope"]) == ("quarantined", "not-your-record")
    assert fate_of(office, harm["envelope"]) == ("processed", "")


def test_a_late_draft_of_the_one_before_reaches_the_one_after(office: Office, phone: Phone, case: Case) -> None:
    tomas = office.new_phone(add_interviewer(office))
    reallocate(office, case, "tomas")
    assert handed(tomas) == []
    phone.send_snapshot(phone.snapshot(case["record"], phone.draft(WORDS)))
    office.work()
    assert answers_in(tomas) == [WORDS]


def test_the_record_says_who_wrote_what_of_a_handed_draft(office: Office, phone: Phone, case: Case) -> None:
    tomas = office.cast[add_interviewer(office)]
    phone.send_entry(case, "interview", WORDS | MORE, written_by={"during.slept": tomas, "back.how": "nobody of ours"})
    office.work()
    (entry,) = entries_of(office, case)
    assert entry["writers"] == {tomas: "Tomas Brandt"}
    by = {line.label: line.by for line in record_lines.lines_of(entry, {}, {}, "Kofi")}
    assert by == {"What happened": "", "Slept": tomas}


def test_what_two_phones_say_of_one_question_stands_beside_each_other_with_both_names(office: Office, phone: Phone, case: Case) -> None:
    amira, tomas = office.cast["amira"], office.new_phone(add_interviewer(office))
    office.work()
    phone.fetch_bundle()
    said = {"back.how": "By bus.", "during.felt_good": ["music"]}
    late = phone.seal(case, [phone.entry(case["record"], "interview", said, follows=[])])
    reallocate(office, case, "tomas")
    beside = {"back.reaction": [{"answer": "Loud.", "author": amira}]}
    answers = {"back.how": "By train.", "during.felt_good": ["friends"], "back.reaction": "Quiet."}
    tomas.send_entry(case, "interview", answers, follows=[], beside=beside)
    phone.upload(late)
    tomas.send_snapshot(tomas.snapshot(case["record"], tomas.draft(WORDS, beside=beside)))
    office.work()
    found = {question: {(value["answer"], value["by"]) for value in values} for question, values in waiting_in(entries_of(office, case)).items()}
    assert found == {
        "back.how": {("By bus.", "Amira Haddad"), ("By train.", "Tomas Brandt")},
        "back.reaction": {("Loud.", "Amira Haddad"), ("Quiet.", "Tomas Brandt")},
    }
    assert sorted(answers_of(entries_of(office, case))["during.felt_good"]) == ["friends", "music"]
    reallocate(office, case, "amira")
    (back,) = handed(phone)
    assert (back["authors"], back["drafts"][0]["beside"]) == ({amira: "Amira Haddad", office.cast["tomas"]: "Tomas Brandt"}, beside)
