"""One word of its own in every field: each is met where a list written by hand lets it, and nowhere else."""

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pymupdf
import pytest

from rhi_app.models import Base, Record
from tests.portal.strict import Browser
from tests.synopsis.canaries import OUTCOMES, canary, held_entries, may_meet, met, notice
from tests.synopsis.conftest import Office, opened

Sign = Callable[[str], Browser]
WHO = {"social_worker": "cerys", "police_liaison": "dan", "coordinator": "ben"}


@pytest.fixture
def database_engine() -> str:
    """Who meets what is the same on either."""
    return "sqlite"


def in_pdf(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return "".join(page.get_text() for page in document)


def beside_the_text(pdf: bytes) -> str:
    """Everything in the file that is no page: information, XMP, outline, names, structure."""
    with pikepdf.open(BytesIO(pdf)) as file:
        outline = [str(item.title) for item in walk(file.open_outline().root)]
        info = [str(value) for value in file.docinfo.values()]
        return " ".join([*outline, *info, file.Root.Metadata.read_bytes().decode()])


def walk(items: Any) -> list[Any]:
    return [found for item in items for found in (item, *walk(item.children))]


def pages_of(office: Office, as_person: Sign, outcome: str) -> dict[str, tuple[str, bytes]]:
    """HTML and PDF of each reader, fetched as that reader."""
    is_urgent = outcome == "urgent"
    found = {}
    for reader in WHO if is_urgent else ("social_worker", "police_liaison"):
        browser = as_person(WHO[reader])
        path = f"/inbox/{office.delivery_to(WHO[reader], is_urgent=is_urgent)}"
        opened(browser, path)
        found[reader] = (browser.response.text, browser.client.get(f"{path}/pdf").data)
    return found


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_word_is_met_by_its_readers_alone(printing_office: Office, as_person: Sign, outcome: str):
    printing_office.take_in(OUTCOMES[outcome](), **notice())
    printing_office.work()
    for reader, (html, pdf) in pages_of(printing_office, as_person, outcome).items():
        may = may_meet(reader, outcome)
        assert met(html) <= may, f"the page of the {reader}"
        assert met(in_pdf(pdf)) == met(html), f"the PDF of the {reader} says what the page says"
        assert canary("harm.words") in met(html)
        assert met(beside_the_text(pdf)) == set()
    for letter in printing_office.letterbox.letters:
        assert met(str(letter)) == set()


def test_what_is_taken_into_the_case_system_is_what_the_social_worker_may_read(office: Office, as_person: Sign):
    record = office.take_in(held_entries(), **notice())
    with office.session() as session:
        found = session.get_one(Record, record)
        found.outcome, found.held_at, found.finished_at, episode = "held", office.time, office.time, found.episodes[-1].id
    ben = as_person("ben")
    ben.get(f"/episodes/{episode}/sharing")
    note = ben.send(form="case-note")
    token = next(value for name, value in note.forms[-1].fields if name == "csrf_token")
    told = ben.client.post(f"/episodes/{episode}/export", data={"csrf_token": token}).text
    for text in (note.html, told):
        assert met(text) <= may_meet("social_worker", "held")
        assert len(met(text)) > 40


def test_a_wish_takes_its_lines_and_leaves_the_harm(office: Office):
    entries = held_entries()
    for entry in entries:
        if entry["form"] == "interview":
            entry["answers"]["help.not_to_share_lines"] = ["during.felt_good", "help.trust", "harm.words", "analysis.other_children", "lists.crime"]
    record = office.take_in(entries, **notice())
    office.work()
    contents = office.contents(record)
    seen = met(str(contents["social_worker"]))
    assert not seen & {canary("during.felt_good"), canary("help.trust")}
    assert {canary("harm.words"), canary("analysis.other_children"), canary("lists.crime.name")} <= seen
    assert "asked that" in str(contents["social_worker"])
    assert "asked that" not in str(contents["police_liaison"])


def test_the_database_shows_no_word_to_whoever_steals_it(printing_office: Office):
    printing_office.take_in(held_entries(), **notice())
    printing_office.work()
    with printing_office.session() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(table.select()):
                stored = b"".join(value if isinstance(value, bytes) else str(value).encode() for value in row)
                assert not re.search(rb"ZZ[A-Z]+QQ", stored), table.name
                assert not re.search(rb"ZZ[A-Z]+QQ", inflated(stored)), table.name


def inflated(data: bytes) -> bytes:
    try:
        return zlib.decompress(data)
    except zlib.error:
        return b""
