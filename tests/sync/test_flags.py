"""What a person should look at: stored and flagged, never refused; a record that began on the phone is of that kind."""

from typing import Any

from rhi_app.domain import canonical
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Account, Child
from tests.phone_simulator import Phone
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT, Case, entries_of, fate_of, flag_of, record_of

ODD: list[tuple[dict[str, Any], str]] = [
    ({"form": "poem", "form_version": 1}, "unknown-form"),
    ({"form_version": 99}, "unknown-form"),
    ({"digest": "A" * 43}, "digest-differs"),
    ({"previous": "B" * 43}, "chain-broken"),
    ({"author": "01a20083-acba-7d33-9b44-5e1a7c902b03"}, "other-author"),
    ({"device": None}, "other-device"),
    ({"answers": {"attempt.how": "rang", "poem.title": "x"}}, "unknown-question"),
    ({"answers": {"attempt.how": "rang", "attempt.note": 7}}, "unreadable"),
]


def test_what_is_odd_about_an_entry_is_flagged(office: Office, phone: Phone, case: Case) -> None:
    for changes, flag in ODD:
        envelope = phone.send_entry(case, "attempt", **{"answers": ATTEMPT} | changes)["envelope"]
        assert flag in flag_of(office, case).split(), changes
        assert fate_of(office, envelope) == ("processed", "")
    assert record_of(office, case).is_flagged


def test_a_number_given_twice_is_flagged(office: Office, phone: Phone, case: Case) -> None:
    phone.send_entry(case, "attempt", ATTEMPT)
    phone.send_entry(case, "attempt", ATTEMPT, number=1, previous="")
    assert flag_of(office, case) == "number-twice"


def test_a_cut_in_the_chain_shows_when_the_missing_one_comes(office: Office, phone: Phone, case: Case) -> None:
    first, second = (phone.entry(case["record"], "attempt", ATTEMPT) for _ in range(2))
    phone.upload(phone.seal(case, [second]))
    office.work()
    assert flag_of(office, case) == ""
    changed = first | {"answers": {"attempt.how": "texted"} | ATTEMPT}
    changed["digest"] = canonical.digest({name: value for name, value in changed.items() if name != "digest"})
    phone.upload(phone.seal(case, [changed | {"answers": ATTEMPT | {"attempt.how": "texted"}}]))
    assert "chain-broken" in flag_of(office, case) or "digest-differs" in flag_of(office, case)


def test_a_new_app_may_say_more_than_this_server_knows(office: Office, phone: Phone, case: Case) -> None:
    phone.send_entry(case, "attempt", ATTEMPT, mood="calm", happened_at="1999-12-31T23:59:59.999Z")
    assert flag_of(office, case) == ""
    assert entries_of(office, case)[0]["mood"] == "calm"


def test_flags_are_whole_words_within_their_column(office: Office, phone: Phone, case: Case) -> None:
    broken = {"author": "x", "device": None, "digest": "A" * 43, "form_version": 99, "happened_at": "2040-01-01T00:00:00.000Z"}
    phone.send_entry(case, "attempt", ATTEMPT, **broken)
    flags = flag_of(office, case).split()
    assert {"digest-differs", "other-author", "other-device"} <= set(flags)
    assert len(" ".join(flags)) <= 60


def test_a_record_begun_on_the_phone_is_kept_and_flagged(office: Office, phone: Phone) -> None:
    begun = {"record": new_id(), "child": {"id": new_id()}, "episodes": []}
    envelope = phone.send_entry(begun, "attempt", ATTEMPT)["envelope"]
    office.work()
    assert fate_of(office, envelope) == ("processed", "")
    record = record_of(office, begun)
    assert (record.is_flagged, record.interviewer_id) == (True, office.cast["amira"])
    assert len(entries_of(office, begun)) == 1
    with office.session() as session:
        assert session.get_one(Child, begun["child"]["id"]).organisation_id == phone.organisation
    phone.send_entry(begun, "attempt", ATTEMPT)
    office.work()
    assert len(entries_of(office, begun)) == 2
    bundle = phone.fetch_bundle()
    assert bundle is not None
    [waiting] = bundle["cases"]  # a person matches it later
    assert (waiting["record"], waiting["episodes"], waiting["contacts"]) == (begun["record"], [], [])


def test_a_record_begun_for_a_child_of_somebody_else_is_set_aside(office: Office, phone: Phone) -> None:
    from rhi_app.services import intake
    from tests.sync.conftest import notice

    with office.session() as session:
        elsewhere = intake.add_episode(session, session.get_one(Account, office.cast["olu"]), notice(office.now(), office.cast), office.now())
        child = elsewhere.child_id
    envelope = phone.send_entry({"record": new_id(), "child": {"id": child}, "episodes": []}, "attempt", ATTEMPT)["envelope"]
    office.work()
    assert fate_of(office, envelope) == ("quarantined", "not-your-record")
