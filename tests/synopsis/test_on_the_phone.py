"""What the interviewer sees offline is what is sent: the phone selects from its bundle exactly what the server selects from its rows."""

import json
from types import SimpleNamespace
from typing import Any

import pytest

from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis import select
from rhi_app.models import Account, Record
from rhi_app.services import bundles, synopses
from tests.synopsis import story
from tests.synopsis.conftest import Office, tick_first_duty
from tests.synopsis.test_vectors import in_node
from tests.synopsis.vectors import SELECTION

STORIES: dict[str, tuple[list[dict[str, Any]], dict[str, Any]]] = {
    "all but finished": (story.held_entries()[:-1], {}),
    "without the mother": (story.held_entries()[1:-1], {}),
    "looked after": (story.held_entries()[1:-1], {"legal_status": "looked_after", "services": []}),
    "not open to social care": (story.held_entries()[:-1], {"services": [], "social_worker_id": None}),
    "nothing known yet": (story.held_entries()[:-1], {"legal_status": None, "services": None, "grade": None, "found_at": None}),
    "in Camden": (story.held_entries()[:-1], {"authority": "camden", "services": ["child_in_need"]}),
}


@pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", STORIES)
def test_the_phone_shows_exactly_what_the_server_sends(office: Office, name: str):
    entries, changes = STORIES[name]
    record_id = office.take_in(entries, **changes)
    tick_first_duty(office, record_id)
    with office.session() as session:
        owner = SimpleNamespace(account=session.get_one(Account, office.cast["amira"]))
        bundle = json.loads(json.dumps(bundles.content_of(session, owner, office.time)))  # type: ignore[arg-type]
        view = synopses.view_of_record(session, session.get_one(Record, record_id))
    asked = [
        {"case": bundle["cases"][0], "reader": reader, "urgent": urgent} for reader in ("social_worker", "police_liaison") for urgent in (False, True)
    ]
    protocols = {**bundle["protocols"], "holidays": bundle["bank_holidays"]}
    seen = in_node(synopses=asked, selection=SELECTION, protocols=protocols)["synopses"]
    assert [one["content"] for one in seen] == [select(view, one["reader"], SELECTION, urgent=one["urgent"]) for one in asked]
    assert any(one["content"] for one in seen)


def preview_of(entries: list[dict[str, Any]], reader: str) -> dict[str, Any]:
    content = select(view_of(story.case_of(entries), story.rules_of()), reader, SELECTION)
    assert content is not None
    return content


@pytest.mark.parametrize("reader", ["social_worker", "police_liaison"])
def test_before_finishing_the_page_lacks_the_signature_and_the_receipt_alone(reader: str):
    """What only the server knows, and what the interviewer signs last; every other line stands as it will be sent."""
    said = story.entry(
        "consent", {"consent.who": "child", "consent.way": "indicated_not_seen", "consent.how": "telephone"}, at="2026-11-21T21:20:00.000Z"
    )
    entries = [said if entry["kind"] == "consent" and entry["device"] else entry for entry in story.held_entries()]
    unsent = [
        {name: value for name, value in entry.items() if name not in ("received_at", "author_name") or not entry["device"]} for entry in entries
    ]
    before, after = preview_of(unsent[:-1], reader), preview_of(entries, reader)
    for content in (before, after):
        content["closing"] = content["closing"][1:]
        for section in content["sections"]:
            for block in section["blocks"]:
                if block["kind"] == "signatures":
                    block["items"] = block["items"][:1]
    assert before == after
