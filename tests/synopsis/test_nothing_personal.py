"""Five hundred invented children: no name or number of theirs in a mail, an address, a title, a file's name or a log."""

import logging
import random
import re
from collections.abc import Callable, Iterator
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from sqlalchemy import select, update

import rhi_app
from rhi_app.models import Account, Delivery, OutboxRow, Synopsis
from rhi_app.services import allocation, intake, mail, synopses
from tests.portal.strict import Browser, Page
from tests.synopsis import story
from tests.synopsis.conftest import STARTED, Office, notice, opened

CHILDREN = 500
STORIES = {0: [story.harm()], 1: story.held_entries(), 2: story.declined_entries()}  # of each fortieth child; of the others nothing is said yet
EVERY = 40
LOOKED_AT = 3  # of those, every page is opened
FIRST = ["Arlo", "Bea", "Caspian", "Dilys", "Ezra", "Fern", "Gwil", "Hazel", "Ivo", "Juno", "Kester", "Lowri", "Merle", "Nye", "Orla", "Perran", "Quill", "Roz", "Seren", "Tamsin"]
LAST = ["Abernethy", "Blackthorn", "Cadwallen", "Dunmore", "Eastlake", "Fothergill", "Glasscock", "Harrowgate", "Inglethorpe", "Jessamine", "Kettlewell", "Lanyon"]
# Each word of theirs bears its child’s number and is told by its shape, longer than any group of a reference; then what is said in every story.
THEIRS = re.compile(r"[a-z]{3,}\d+(?:qq|zz|xx|yy|ww)\b|07700.?900\d{3}|42\W7\d{5}\W26|kofi|shouting|come round|draper", re.IGNORECASE)
MAIL = re.compile(rf"{re.escape(mail.WORDS)}\n\nhttp://localhost:\d+/(?:inbox|episodes|app/case)/[0-9a-f-]{{36}}\n")
TITLE = re.compile(r"{% block title %}(.*?){% endblock %}", re.DOTALL)
ONE_OF_TWO = re.compile(r'{{ "[A-Z][\w ]+" if [\w.]+ else "[A-Z][\w ]+" }}')
TEMPLATES = Path(rhi_app.__file__).parent / "templates"


@pytest.fixture
def database_engine() -> str:
    return "sqlite"


def child(number: int, dice: random.Random) -> dict[str, Any]:
    """A notice in which every word is nobody's business."""
    first, last = f"{dice.choice(FIRST)}{number}qq", f"{dice.choice(LAST)}{number}zz"
    mother = story.contact(story.MOTHER, f"Parent{number}xx {last}", "mother", telephone=f"07700 900{number:03}")
    return {
        "name": f"{first} {last}", "called": first, "school": f"School{number}yy", "address": f"Larch{number}ww Row", "contacts": [mother],
        "police_reference": f"42/{700_000 + number}/26",
    }  # fmt: skip


@patch.object(allocation, "work_out", lambda *_: None)  # done at the intake, a moment before
def take_in_all(office: Office) -> None:
    """All in one transaction: what is committed one by one takes a minute."""
    dice = random.Random(8)  # noqa: S311 - invented names, the same each time
    with office.session() as session:
        ben, amira = (session.get_one(Account, office.cast[name]) for name in ("ben", "amira"))
        for number in range(CHILDREN):
            episode = intake.add_episode(session, ben, notice(office.cast) | child(number, dice), office.time)
            record = allocation.allocate(session, ben, episode, amira, office.time)
            office.add(session, record, STORIES.get(number % EVERY, []))


def mails_of(office: Office) -> list[EmailMessage]:
    """Those of the allocations; then what the worker makes of the stories, and theirs."""
    first = written_since(office, STARTED)
    with office.session() as session:
        session.execute(update(OutboxRow).where(OutboxRow.kind == "send_mail").values(done_at=office.time))
    office.wait(minutes=1)
    office.work(send_mail=lambda *_: None)
    return first + written_since(office, office.time)


def written_since(office: Office, moment: datetime) -> list[EmailMessage]:
    """As they go out, headers and all."""
    settings = office.app.config["SETTINGS"]
    mailer = mail.Mailer(settings)
    with office.session() as session:
        rows = session.scalars(select(OutboxRow).where(OutboxRow.kind == "send_mail", OutboxRow.created_at >= moment))
        letters = [mail.find_letter(session, row.payload, settings) for row in rows]
        return [mailer.write(letter, office.time) for letter in letters if letter is not None]


def said_of(page: Page) -> Iterator[str]:
    yield page.title
    yield from (link for link, _ in page.links)
    yield from (form.action for form in page.forms)


def looked_at(office: Office, as_person: Callable[[str], Browser]) -> Iterator[str]:
    """Title and addresses of the lists of all, and of every page on the way to what was sent."""
    cerys, ben = as_person("cerys"), as_person("ben")
    with office.session() as session:
        rows = session.scalars(select(Delivery).join(Synopsis).where(Delivery.account_id == office.cast["cerys"])).all()
        found = [(row.id, row.synopsis.record.episodes[-1].id) for row in rows]
    for page in (ben.get("/"), cerys.get("/inbox")):
        yield from said_of(page)
    for delivery_id, episode_id in found[:: len(found) // LOOKED_AT]:
        pages = cerys.get(f"/inbox/{delivery_id}"), opened(cerys, f"/inbox/{delivery_id}"), *(ben.get(f"/episodes/{episode_id}{end}") for end in ("", "/sharing"))
        for page in pages:
            yield from said_of(page)


def test_no_mail_address_or_title_says_anything_of_anybody(office: Office, as_person: Callable[[str], Browser], caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG, logger="rhi_app")
    take_in_all(office)
    mails = mails_of(office)
    assert len(mails) > CHILDREN + 5 * CHILDREN / EVERY
    assert [message.get_content() for message in mails if not MAIL.fullmatch(message.get_content())] == []
    with office.session() as session:
        stored = [str(row.payload) for row in session.scalars(select(OutboxRow))]
        files = [synopses.file_name(made) for made in session.scalars(select(Synopsis))]
    assert len(files) > 4 * CHILDREN / EVERY
    said = [*(message.as_string() for message in mails), *stored, *files, *looked_at(office, as_person), caplog.text]
    assert THEIRS.findall("\n".join(said)) == []


def test_a_word_of_theirs_would_be_seen():
    """The control: each of a child's words, as a mail, an address or a file would bring it."""
    told = child(7, random.Random(8))  # noqa: S311 - as above
    texts = [told["name"], told["called"], told["school"], told["address"], told["police_reference"], *told["contacts"][0].values()]
    words = [word for text in texts if isinstance(text, str) for word in re.findall(r"\w*7(?:qq|zz|xx|yy|ww)|07700 900007|42/700007/26", text)]
    assert len(words) >= 8
    for word in words:
        assert THEIRS.search(f"/inbox/{word}")
        assert THEIRS.search(word.lower().replace("/", "-").replace(" ", ""))


def test_every_title_is_of_fixed_words():
    """All there are, so that of no child another one comes."""
    titles = {title.strip() for file in TEMPLATES.rglob("*.html") for title in TITLE.findall(file.read_text("utf-8"))}
    assert len(titles) > 40
    said = [title for title in titles if "{" in title and not ONE_OF_TWO.fullmatch(title)]
    assert said == ["{{ word }}"], "the cover's, which is one of two"
    assert '{% set word = "Notice" if made.is_urgent else "Synopsis" %}' in (TEMPLATES / "inbox" / "cover.html").read_text("utf-8")
