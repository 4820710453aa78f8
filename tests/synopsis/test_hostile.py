"""Hostile text in every field of notice and record: printed letter by letter in the PDF and on every page of the portal, and it does nothing."""

import http.server
import re
import threading
import zlib
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from sqlalchemy import select

from rhi_app.models import Episode
from rhi_app.renderer import page as renderer_page
from rhi_app.renderer.lengths import CUT, LONGEST
from rhi_app.services import mail
from rhi_app.services.synopsis_pdf import Renderer
from tests.portal.strict import Browser, Page
from tests.synopsis import canaries, story
from tests.synopsis.conftest import Office, opened
from tests.synopsis.test_pdf import NAMES, kofis, saying, squeezed, text_of

Sign = Callable[[str], Browser]
CANARY = re.compile(r"ZZ[A-Z]+QQ")
HOSTILE = (
    "<script>alert(1)</script>", '<img src="http://127.0.0.1:9/x" onerror="alert(1)">', "<svg onload=alert(1)><use href='file:///etc/passwd#x'/></svg>",
    "{{ 7*7 }}{% include '/etc/passwd' %}", "${7*7} #{7*7} <%= 7*7 %>", "<style>@import url(http://127.0.0.1:9/c); * { display: none }</style>",
    '<link rel="attachment" href="file:///etc/passwd">', "</title></head><body><h1>Mine</h1>", "\" onmouseover=\"alert(1)\" x='", "</p></article></main>",
    "<!-- ]]>", "&lt;b&gt; &#x3c;script&#x3e; \\0000003c", "javascript:alert(1) data:text/html,<b>x</b>", "a\r\nBcc: other@evil.example\r\n\r\n<b>",
    "\u202eturned\u2066 round\u200f", "../../etc/passwd\x00.pdf; filename=evil.html", "%PDF-1.7 (\\) Tj ET Q endstream endobj /JS",
)  # fmt: skip
UNSEEN = re.compile("[\u202a-\u202e\u2066-\u2069\u200e\u200f\x00-\x08\x0b-\x1f]")
FORBIDDEN = {"/EmbeddedFiles", "/EF", "/JavaScript", "/JS", "/Launch", "/URI", "/AA", "/OpenAction", "/AF"}


@pytest.fixture
def database_engine() -> str:
    """What a text does on a page is the same on either."""
    return "sqlite"


def beside(canary: str) -> str:
    """Which of them follows this word; the same one wherever the word stands."""
    return HOSTILE[zlib.crc32(canary.encode()) % len(HOSTILE)]


def hostile(value: Any) -> Any:
    if isinstance(value, str):
        return CANARY.sub(lambda found: f"{found[0]} {beside(found[0])}", value)
    if isinstance(value, list):
        return [hostile(item) for item in value]
    return {name: hostile(item) for name, item in value.items()} if isinstance(value, dict) else value


def not_letter_by_letter(text: str) -> dict[str, str]:
    """The words that are met in it without the whole of what follows them."""
    said = squeezed(text)
    return {word: beside(word) for word in canaries.met(text) if squeezed(UNSEEN.sub("", word + beside(word))) not in said}


@pytest.mark.parametrize("outcome", ["held", "declined"])
def test_it_is_text_wherever_it_stands_and_nothing_else(printing_office: Office, as_person: Sign, outcome: str):
    printing_office.take_in(hostile(canaries.OUTCOMES[outcome]()), **hostile(canaries.notice()))
    printing_office.work()
    browser = as_person("cerys")
    path = f"/inbox/{printing_office.delivery_to('cerys', is_urgent=False)}"
    pages = [*read_by_its_reader(browser, path), *looked_at_by_the_coordinator(printing_office, as_person("ben"))]
    for page in pages:
        assert not_letter_by_letter(page.text) == {}
        assert (page.counts.get("script"), page.counts.get("img", 0), page.counts.get("iframe", 0)) == (1, 0, 0)
        assert not UNSEEN.search(page.html)
    assert sum(len(canaries.met(page.text)) for page in pages) > 40
    answer = browser.client.get(f"{path}/pdf")
    assert re.fullmatch(r"attachment; filename=synopsis-[0-9A-Z-]+-v1\.pdf", answer.headers["Content-Disposition"])
    check_pdf(answer.data)
    for letter in printing_office.letterbox.letters:
        written = mail.Mailer(printing_office.app.config["SETTINGS"]).write(letter, printing_office.time).as_string()
        assert not re.search(f"evil.example|Bcc|{CANARY.pattern}", written)


def read_by_its_reader(browser: Browser, path: str) -> list[Page]:
    """The inbox, the page, and what the reader answers with hostile actions of their own."""
    pages = [browser.get("/inbox"), opened(browser, path)]
    actions = {f"actions-{row}-{field}": f"{canary} {beside(canary)}" for row, field, canary in ((0, "what", "ZZWHATQQ"), (0, "who", "ZZWHOQQ"))}
    pages.append(browser.send(actions, form="/acknowledge", status=422))
    pages.append(browser.send(actions | {"seen": ["yes"]}, form="/acknowledge"))
    pages.append(browser.send({"outcome_0": "ZZOUTCOMEQQ </textarea><script>alert(1)</script>"}, form="/outcomes"))
    return pages


def looked_at_by_the_coordinator(office: Office, ben: Browser) -> list[Page]:
    """Every page that shows the case: those that the episode's page leads to, too."""
    with office.session() as session:
        path = f"/episodes/{session.scalars(select(Episode.id)).one()}"
    first = ben.get(path)
    inner = dict.fromkeys(link for link, _ in first.links if link.startswith(f"{path}/"))
    return [ben.get("/"), first, *(ben.get(link) for link in inner)]


def names_in(file: pikepdf.Pdf) -> set[str]:
    return {str(name) for element in file.objects if isinstance(element, pikepdf.Dictionary) for name in element}


def check_pdf(pdf: bytes) -> None:
    text = text_of(pdf)
    assert len(canaries.met(text)) > 10
    assert not_letter_by_letter(text) == {}
    with pikepdf.open(BytesIO(pdf)) as file:
        assert not names_in(file) & FORBIDDEN
        assert not CANARY.search(str(file.docinfo) + file.Root.Metadata.read_bytes().decode())


def test_a_build_that_does_not_escape_is_caught(monkeypatch: pytest.MonkeyPatch):
    """The control: the same page, with the templates' own guard off."""
    content = kofis(handling=f"ZZHANDLINGQQ {HOSTILE[0]}") | NAMES
    assert not Page(renderer_page.page_of(content)).counts.get("script")
    monkeypatch.setattr(renderer_page.environment(), "autoescape", False)
    renderer_page.environment().cache.clear()
    assert Page(renderer_page.page_of(content)).counts.get("script")
    monkeypatch.undo()
    renderer_page.environment().cache.clear()


def test_ten_megabytes_in_one_answer_cost_its_end_on_paper_and_nothing_in_the_portal(printing_office: Office, as_person: Sign):
    said = "Then I went on. " * 655_360
    assert len(said) == 10 * 2**20
    entries = story.held_entries()
    entries[4]["answers"]["before.what_happened"] = said
    record = printing_office.take_in(entries)
    printing_office.work()
    printed = text_of(printing_office.pdfs(record)["social_worker"] or b"")
    assert squeezed(CUT) in printed
    assert printed.count(squeezed("Then I went on.")) > LONGEST / len("Then I went on. ") - 10  # one may go over each page's end
    cerys = as_person("cerys")
    path = f"/inbox/{printing_office.delivery_to('cerys', is_urgent=False)}"
    opened(cerys, path)
    assert cerys.response is not None
    assert cerys.response.text.count("Then I went on.") == 655_360


FETCHING = [
    '<img src="http://127.0.0.1:{port}/img">', "<script>fetch('http://127.0.0.1:{port}/js')</script>", '<link rel=stylesheet href="http://127.0.0.1:{port}/css">',
    '<link rel="attachment" href="file:///etc/passwd">', '<a rel="attachment" href="file:///etc/passwd">x</a>', '<iframe src="file:///etc/passwd"></iframe>',
    '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>', '<svg><use href="http://127.0.0.1:{port}/use#x"/></svg>',
    '<object data="http://127.0.0.1:{port}/obj"></object>', "<style>@import url(http://127.0.0.1:{port}/imp); body {{ background: url(file:///etc/passwd) }}</style>",
    '<base href="http://127.0.0.1:{port}/base/">', '<meta http-equiv=refresh content="0;url=http://127.0.0.1:{port}/meta">', "{{{{ 7*7 }}}}", "{{% include '/etc/passwd' %}}",
    "url(http://127.0.0.1:{port}/url)", "]]><!--", "&lt;b&gt; &#x3c;script&#x3e;", "\\0000003c\\27", "' onload='x", "</title></head><body>", "%PDF-1.7 stream endstream endobj",
    "(\\) Tj ET Q", "{{{{''.__class__.__mro__[1].__subclasses__()}}}}", "<h1>Big</h1>", "data:text/html,<b>x</b>", "javascript:alert(1)",
]  # fmt: skip


@pytest.fixture
def canary_server() -> Iterator[tuple[int, list[str]]]:
    asked: list[str] = []

    class Notes(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Notes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port, asked
    server.shutdown()
    server.server_close()


def test_hostile_text_is_printed_and_does_nothing(renderer: Renderer, canary_server: tuple[int, list[str]]):
    port, asked = canary_server
    hostile = [template.format(port=port) for template in FETCHING]
    for group in (hostile[0::3], hostile[1::3], hostile[2::3]):
        pdf = renderer.render(saying("\n".join(group)))
        printed = text_of(pdf)
        assert [text for text in group if squeezed(text) not in printed] == []
        with pikepdf.open(BytesIO(pdf)) as file:
            assert not names_in(file) & FORBIDDEN
        assert b"root:x:0" not in pdf
    assert asked == []
