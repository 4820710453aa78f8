"""One word of its own in every field: each is met where a list written by hand lets it, and nowhere else."""

import re
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from pypdf import PdfReader

from tests.portal.strict import Browser
from tests.synopsis.canaries import MAY, MAY_OF_HELD_BACK, allowed, declined_entries, every, held_entries, notice
from tests.synopsis.conftest import Office, opened

Sign = Callable[[str], Browser]
WHO = {"social_worker": "cerys", "police_liaison": "dan", "coordinator": "ben"}
SITUATIONS = {"held": held_entries, "declined": declined_entries, "urgent": held_entries}


def met(text: str) -> set[str]:
    return every() & set(re.findall(r"ZZ[A-Z]+?QQ", re.sub(r"\s", "", text)))


def in_pdf(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


def beside_the_text(pdf: bytes) -> str:
    """Everything in the file that is no page: information, XMP, outline, names, structure."""
    with pikepdf.open(BytesIO(pdf)) as file:
        outline = [str(item.title) for item in walk(file.open_outline().root)]
        info = [str(value) for value in file.docinfo.values()]
        return " ".join([*outline, *info, file.Root.Metadata.read_bytes().decode()])


def walk(items: Any) -> list[Any]:
    return [found for item in items for found in (item, *walk(item.children))]


def pages_of(office: Office, as_person: Sign, situation: str) -> dict[str, tuple[str, bytes]]:
    """HTML and PDF of each reader, fetched as that reader."""
    is_urgent = situation == "urgent"
    readers = [reader for (each, reader) in MAY if each == situation]
    found = {}
    for reader in readers:
        browser = as_person(WHO[reader])
        path = f"/inbox/{office.delivery_to(WHO[reader], is_urgent=is_urgent)}"
        opened(browser, path)
        found[reader] = (browser.response.text, browser.client.get(f"{path}/pdf").data)
    return found


@pytest.mark.parametrize("situation", SITUATIONS)
def test_each_word_is_met_by_its_readers_alone(printing_office: Office, as_person: Sign, situation: str):
    printing_office.take_in(SITUATIONS[situation](), **notice())
    printing_office.work()
    for reader, (html, pdf) in pages_of(printing_office, as_person, situation).items():
        expected = allowed(MAY[situation, reader])
        assert met(html) == expected, f"the page of the {reader}"
        assert met(in_pdf(pdf)) == expected, f"the PDF of the {reader}"
        assert met(beside_the_text(pdf)) == set()
    for letter in printing_office.letterbox.letters:
        assert met(str(letter)) == set()


def test_what_is_held_back_reaches_nobody(office: Office):
    record = office.take_in([entry for entry in held_entries() if entry["kind"] != "consent"], **notice())
    office.work()
    contents = office.contents(record)
    assert {reader: met(str(content)) for reader, content in contents.items()} == {
        reader: allowed(names) for reader, names in MAY_OF_HELD_BACK.items()
    }


def test_a_wish_takes_its_lines_and_leaves_the_harm(office: Office):
    entries = held_entries()
    for entry in entries:
        if entry["form"] == "interview":
            entry["answers"]["help.not_to_share_lines"] = ["during.felt_good", "help.trust", "harm.words", "analysis.other_children", "lists.crime"]
    record = office.take_in(entries, **notice())
    office.work()
    contents = office.contents(record)
    gone = allowed({"during.felt_good", "help.trust"})
    assert met(str(contents["social_worker"])) == allowed(MAY["held", "social_worker"]) - gone
    assert "asked that" in str(contents["social_worker"])
    assert "asked that" not in str(contents["police_liaison"])


def test_the_database_shows_no_word_to_whoever_steals_it(printing_office: Office):
    printing_office.take_in(held_entries(), **notice())
    printing_office.work()
    with printing_office.session() as session:
        from rhi_app.models import Base

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
