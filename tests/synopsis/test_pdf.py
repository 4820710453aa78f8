"""The page: accessible, the same words as the content, nothing fetched, nobody's name beside it; and a renderer that may die."""

import html
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pymupdf
import pytest
from outloud import check
from pypdf import PdfReader

from rhi_app.domain.record_rules import rules_of
from rhi_app.domain.record_view import view_of
from rhi_app.domain.strokes import drawing_of
from rhi_app.domain.synopsis import select
from rhi_app.renderer.page import page_of
from rhi_app.renderer.pdf import STYLE
from rhi_app.services.protocols import protocols
from rhi_app.services.synopsis_pdf import Renderer
from tests.synopsis import story
from tests.synopsis.vectors import SELECTION, situations

PAGES = [(name, reader) for name in situations() for reader in ("social_worker", "police_liaison")]
NAMES = {"version": 1, "product": "Daybook", "service": "Wayside Young People’s Service"}


def content_of(name: str, reader: str) -> dict[str, Any] | None:
    content = select(view_of(*situations()[name]), reader, SELECTION)
    return content | NAMES if content else None


def kofis(**changes: Any) -> dict[str, Any]:
    content = content_of("held in time", "social_worker")
    assert content is not None
    return content | changes


LOOKED_AT = ("held in time", "nothing said", "put right afterwards", "a mother who said no", "two episodes", "declined", "declined with harm")


def saying(text: str) -> dict[str, Any]:
    """Kofi's page with this text in every kind of place: heading, label, words, facts, opinion, cells, citation, signature, running line."""
    content = kofis(handling=text)
    content["running"] = {"title": text, "foot": text}
    content["facts"][0]["rows"][0] = {"label": text, "text": [text, {"b": text}, {"cite": text}]}
    for section in content["sections"]:
        section["heading"] = section["bookmark"] = text
        put(section["blocks"][0], text)
    return content


def put(block: dict[str, Any], text: str) -> None:
    if "rows" in block:
        block["rows"][0][0], block["columns"][0] = [{"b": text}], text
    for item in block.get("items", ()):
        item |= {"alt": text, "text": [text]}
    if "text" in block:
        block |= {"label": text, "text": [text]}


def text_of(pdf: bytes) -> str:
    """All that is written in the file, beside the paper too."""
    return squeezed(" ".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def text_on_paper(pdf: bytes) -> str:
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        return squeezed(" ".join(page.get_text() for page in document))


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


PRINTED = (
    "title",
    "to",
    "handling",
    "closing",
    "facts",
    "sections",
    "rows",
    "label",
    "text",
    "caption",
    "heading",
    "blocks",
    "columns",
    "items",
    "b",
    "cite",
)


def strings_in(value: Any) -> Iterator[str]:
    """Every text of the content that is printed."""
    if isinstance(value, str):
        yield from (line for line in value.split("\n") if line.strip())
    for name, item in value.items() if isinstance(value, dict) else ():
        if name in PRINTED:
            yield from strings_in(item)
    for item in value if isinstance(value, list) else ():
        yield from strings_in(item)


@pytest.mark.parametrize(("name", "reader"), PAGES, ids=str)
def test_the_page_says_what_the_content_says(name: str, reader: str):
    content = content_of(name, reader)
    if content is not None:
        written = squeezed(html.unescape(re.sub(r"<[^>]+>", "", page_of(content))))
        assert [text for text in strings_in(content) if squeezed(text) not in written] == []


@pytest.mark.parametrize("reader", ["social_worker", "police_liaison"])
@pytest.mark.parametrize("name", [*LOOKED_AT, "everything in it", "lines turned round", "met at a door, and no episode yet"])
def test_the_paper_says_what_the_content_says(renderer: Renderer, name: str, reader: str):
    """The whole text of each kind is kept beside test_golden.py."""
    content = content_of(name, reader)
    if content is not None:
        printed = text_on_paper(renderer.render(content))
        assert [text for text in strings_in(content) if squeezed(text) not in printed] == []


def faults_of_pdf_ua(pdf: bytes, folder: Path) -> list[str]:
    """By the checkpoints of ISO 14289-1 that a program can look at; every kind and outcome is looked at in test_golden.py."""
    (folder / "page.pdf").write_bytes(pdf)
    return [f"{finding.severity}: {finding}" for finding in check(folder / "page.pdf").findings if finding.severity in ("error", "warning")]


@pytest.mark.parametrize("name", ["nothing said", "a mother who said no", "two episodes", "everything in it", "lines turned round"])
def test_the_page_passes_the_checker_of_pdf_ua(renderer: Renderer, tmp_path: Path, name: str):
    assert faults_of_pdf_ua(renderer.render(content_of(name, "social_worker") or {}), tmp_path) == []


@pytest.mark.parametrize("gone", ["/Lang", "/MarkInfo", "/StructTreeRoot"])
def test_the_checker_sees_what_is_missing(renderer: Renderer, tmp_path: Path, gone: str):
    with pikepdf.open(BytesIO(renderer.render(kofis(sections=[])))) as file:
        del file.Root[gone]
        broken = BytesIO()
        file.save(broken)
    assert faults_of_pdf_ua(broken.getvalue(), tmp_path)


def test_beside_the_page_stands_the_reference_and_nobody(renderer: Renderer):
    pdf = renderer.render(kofis())
    with pikepdf.open(BytesIO(pdf)) as file:
        info = {key: str(value) for key, value in file.docinfo.items()}
        assert info == {"/Title": "Synopsis 7F3K-29QD, version 1", "/Producer": info["/Producer"]}
        outline = [str(one.title) for item in file.open_outline().root for one in (item, *item.children)]
        assert outline[:3] == ["Synopsis 7F3K-29QD", "Harm disclosed", "What happened, in the young person’s words"]
        assert "Kofi" not in " ".join(outline) + file.Root.Metadata.read_bytes().decode()
        assert str(file.Root.Lang) == "en-GB"
        for page in file.pages:
            assert "7F3K-29QD·version1·page" in squeezed(PdfReader(BytesIO(pdf)).pages[page.index].extract_text())


@pytest.mark.parametrize("section", ["help", "trust", "agreement", "words", "people"])
def test_a_long_answer_is_printed_whole_wherever_it_stands(renderer: Renderer, section: str):
    for count in (57, 1000):  # words of seven letters: just short enough to stand in half a line, and over several pages
        said = [f"w{number:04}x" for number in range(count)]
        content = kofis()
        put(next(one for one in content["sections"] if one["id"] == section)["blocks"][0], " ".join(said))
        printed = text_on_paper(renderer.render(content))
        assert [word for word in said if word not in printed] == []


@pytest.mark.parametrize("name", LOOKED_AT)
def test_no_page_is_turned_for_a_line_or_two(renderer: Renderer, name: str):
    """The end is set closer where that saves a page; a last page that stays has something on it."""
    content = content_of(name, "social_worker")
    assert content is not None
    last = PdfReader(BytesIO(renderer.render(content))).pages[-1].extract_text()
    assert len(last) > 700


@pytest.mark.parametrize("authority", ["essex", "hampshire"])
def test_an_ordinary_decline_is_one_page(renderer: Renderer, authority: str):
    """No sign of pressure, nothing added by the carer; these two ask for most."""
    *tries, decline = story.declined_entries()
    ordinary = decline["answers"] | {"decline.pressure": "no_sign", "decline.pressure_why": "", "decline.carer_information": ""}
    episode = story.episode(authority=authority, protocol_version="", host_authority=None)
    case = story.case_of([*tries, decline | {"answers": ordinary}], episodes=[episode])
    content = select(view_of(case, rules_of(case, protocols())), "social_worker", SELECTION)
    assert content is not None
    assert len(PdfReader(BytesIO(renderer.render(content | NAMES))).pages) == 1


def test_one_long_word_pushes_no_column_off_the_paper(renderer: Renderer):
    content = kofis()
    table = next(block for section in content["sections"] if section["id"] == "people" for block in section["blocks"] if block["kind"] == "table")
    table["rows"] = [[["W" * 90] for _ in row] for row in table["rows"]]
    assert text_of(renderer.render(content)).count("W" * 90) == sum(len(row) for row in table["rows"])


def test_only_bundled_fonts_are_used_and_all_are_embedded(renderer: Renderer):
    with pikepdf.open(BytesIO(renderer.render(saying("Ελληνικά Кириллица tiếng Việt हिन्दी العربية עברית")))) as file:
        fonts = {str(font.BaseFont).split("+")[1] for page in file.pages for font in page.Resources.Font.values()}
    assert fonts <= {"Noto-Sans", "Noto-Sans-Bold", "Noto-Serif", "Noto-Serif-Bold", "Noto-Sans-Arabic", "Noto-Sans-Arabic-Bold", "Noto-Sans-Hebrew", "Noto-Sans-Hebrew-Bold"}  # fmt: skip
    assert {"Noto-Sans", "Noto-Serif", "Noto-Sans-Arabic", "Noto-Sans-Hebrew"} <= fonts


def test_letters_outside_the_fonts_point_to_the_portal(renderer: Renderer):
    printed = text_of(renderer.render(saying("before 😀🎉 中文 after")))
    assert "before[seeportal][seeportal]after" in printed


def test_fact_words_opinion_and_what_others_said_are_apart_by_shape_face_and_label(renderer: Renderer):
    style = STYLE.read_text(encoding="utf-8")
    shapes = [re.findall(rf"\.rhi-kind--{kind} {{.*?(border[^;}}]*)", style)[0] for kind in ("fact", "words", "opinion", "other")]
    assert len(set(shapes)) == 4, "a frame or a bar of its own, whatever the colour"
    content = kofis()
    blocks = [block for section in content["sections"] for block in section["blocks"]]
    words = [block for block in blocks if block["kind"] == "words"]
    assert page_of(content).count("<blockquote") == len(words)
    assert all(block["label"].startswith("Amira Haddad’s opinion") for block in blocks if block["kind"] == "opinion")
    assert [face_of(renderer.render(content), start) for start in ("They were shouting", "The push is fear", "Left on foot", "Two pupils")] == [
        "Noto-Serif", "Noto-Sans", "Noto-Sans", "Noto-Sans",
    ]  # fmt: skip


def face_of(pdf: bytes, start: str) -> str:
    """The font of the line that begins so."""
    with pymupdf.open(stream=pdf, filetype="pdf") as document:
        lines = [line for page in document for block in page.get_text("dict")["blocks"] for line in block.get("lines", [])]
    return next(str(line["spans"][0]["font"]) for line in lines if line["spans"][0]["text"].startswith(start))


def test_a_signature_is_a_drawing_with_words_for_those_who_cannot_see_it(renderer: Renderer):
    pdf = renderer.render(kofis())
    assert b"/Image" not in pdf
    with pikepdf.open(BytesIO(pdf)) as file:
        alternatives = [str(element.Alt) for element in file.objects if isinstance(element, pikepdf.Dictionary) and "/Alt" in element]
    assert alternatives == ["Signature of Kofi Marlow", "Signature of Amira Haddad"]


def test_the_police_page_bears_no_signature(renderer: Renderer):
    content = content_of("held in time", "police_liaison")
    assert content is not None
    assert "strokes" not in str(content)
    assert b"/Figure" not in renderer.render(content)


@pytest.mark.parametrize(
    "strokes",
    [
        [["</path><script>alert(1)</script>", 1, 1]], [[1.5, 2.5, 3.5]], [[10**12, 1, 1]], [[1] * 90_000], "nothing", [[]], [[1]], None, [[True, 1, 1]],
    ],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_strokes_that_are_no_drawing_are_not_drawn(strokes: Any):
    assert drawing_of({"strokes": strokes, "width": 600, "height": 240}) is None


def test_characters_that_turn_lines_round_are_gone_before_anyone_reads():
    content = str(content_of("lines turned round", "social_worker"))
    assert not re.search("[\u202a-\u202e\u2066-\u2069\x00-\x08]", content)
