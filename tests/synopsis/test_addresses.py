"""Where the child lives goes to no reader of a synopsis, wherever it was typed; who may need it is told whom to ask."""

import json

import pytest

from rhi_app.domain import addresses
from rhi_app.domain.record_view import view_of
from rhi_app.domain.synopsis import select
from rhi_app.models import Record
from rhi_app.services.children import child_details, seal_child
from tests.synopsis import story
from tests.synopsis.conftest import Office
from tests.synopsis.vectors import READERS, SELECTION, changed, situations

CASE, RULES = situations()["an address that somebody typed"]


def pages() -> dict[tuple[str, bool], str]:
    view = view_of(CASE, RULES)
    asked = [(reader, urgent) for reader in (*READERS, *RULES["sharing"]) for urgent in (False, True)]
    made = {one: select(view, one[0], SELECTION, urgent=one[1]) for one in asked}
    return {one: json.dumps(content, ensure_ascii=False) for one, content in made.items() if content}


def leaking() -> list[tuple[str, bool]]:
    return [one for one, text in pages().items() if "larch" in text.lower() or "0aa" in text.lower()]


def test_no_page_holds_it_and_harm_goes_at_once_all_the_same():
    assert leaking() == []
    told = pages()
    assert "is an address of Kofi’s. If you need it, ask the desk of Open Door." in told["police_liaison", True]
    assert "Neil waits outside [address kept out]" in told["police_liaison", True]
    assert "no address is passed on" in told["carer", False]
    assert "9 Canal Walk, ML2 0BB" in told["police_liaison", False], "a place of danger must reach the police"


def test_a_build_that_lets_one_through_is_caught(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(addresses, "without_known", lambda text, known: text)
    assert ("carer", False) in leaking()


def test_the_server_keeps_out_what_the_phone_does_not_have_and_what_stood_there_before(office: Office):
    typed = "9 Earlier St, 3 Example Way, 18 Sample Row, 5 School Lane"
    record_id = office.take_in(changed("interview", "interview", help__next_time=typed), address="18 Sample Row, CO0 0AA", placement_address="3 Example Way")
    with office.session() as session:
        child = session.get_one(Record, record_id).child
        said = {"by": "Ben", "at": story.ENTRY["received_at"], "why": "Moved"}
        before = [{"name": "address", "was": "9 Earlier Street", **said}, {"name": "school", "was": "5 School Lane", **said}]
        child.sealed = seal_child(session, child.id, child_details(session, child) | {"corrections": before})
    office.work()
    text = json.dumps(office.contents(record_id), ensure_ascii=False)
    assert f"{', '.join([addresses.KEPT_OUT] * 3)}, 5 School Lane" in text
    assert "Earlier St" not in text
