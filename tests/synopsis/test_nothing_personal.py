"""Invented children: no name or number of theirs in a mail, an address, a title, a file's name or a log.

Sixty in the suite; `SYNTHETIC_CHILDREN=500` for the long form, a minute and a half.
"""

import logging
import os
import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from rhi_app.models import Delivery, OutboxRow, Synopsis
from rhi_app.services import mail, synopses
from tests.portal.strict import Browser
from tests.synopsis import story
from tests.synopsis.conftest import Office, opened

CHILDREN = int(os.environ.get("SYNTHETIC_CHILDREN", "60"))
LOOKED_AT = 12  # of these, every page is opened
FIRST = ["Arlo", "Bea", "Caspian", "Dilys", "Ezra", "Fern", "Gwil", "Hazel", "Ivo", "Juno", "Kester", "Lowri", "Merle", "Nye", "Orla", "Perran", "Quill", "Roz", "Seren", "Tamsin"]
LAST = ["Abernethy", "Blackthorn", "Cadwallen", "Dunmore", "Eastlake", "Fothergill", "Glasscock", "Harrowgate", "Inglethorpe", "Jessamine", "Kettlewell", "Lanyon"]


@pytest.fixture
def database_engine() -> str:
    return "sqlite"


def child(number: int, dice: random.Random) -> tuple[dict[str, Any], set[str]]:
    """A notice, and the words in it that are nobody's business."""
    first, last = f"{dice.choice(FIRST)}{number}q", f"{dice.choice(LAST)}{number}z"
    parent, telephone, reference = f"Parent{number}x", f"07700 900{number:03}", f"42/{700_000 + number}/26"
    told = {
        "name": f"{first} {last}", "called": first, "school": f"School{number}y", "address": f"{number} Larch Row", "police_reference": reference,
        "contacts": [story.contact(story.MOTHER, f"{parent} {last}", "mother", telephone=telephone)],
    }  # fmt: skip
    return told, {first, last, parent, telephone, reference, f"School{number}y", f"{number} Larch Row", "Kofi", "shouting"}


def test_no_mail_address_or_title_says_anything_of_anybody(office: Office, as_person: Callable[[str], Browser], caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG, logger="rhi_app")
    dice = random.Random(8)  # noqa: S311 - invented names, the same each time
    tokens: set[str] = set()
    for number in range(CHILDREN):
        told, words = child(number, dice)
        tokens |= words
        entries = [story.harm()] if number % 5 == 0 else []
        office.take_in(entries, **told)
        office.wait(seconds=1)
    work_quickly(office)
    said = "\n".join([*mails_of(office), *outbox_of(office), *looked_at(office, as_person), caplog.text])
    assert {token for token in tokens if token in said} == set()
    assert len(office.letterbox.letters) >= CHILDREN / 5


def work_quickly(office: Office) -> None:
    office.time += timedelta(minutes=1)
    office.work()


def mails_of(office: Office) -> list[str]:
    """As they go out, headers and all."""
    mailer = mail.Mailer(office.app.config["SETTINGS"])
    return [mailer.write(letter, office.time).as_string() for letter in office.letterbox.letters]


def outbox_of(office: Office) -> list[str]:
    with office.session() as session:
        return [str(row.payload) for row in session.scalars(select(OutboxRow))]


def looked_at(office: Office, as_person: Callable[[str], Browser]) -> list[str]:
    """Address and title of every page on the way to what was sent, and the name of its file."""
    cerys, said = as_person("cerys"), []
    with office.session() as session:
        rows = session.scalars(select(Delivery).join(Synopsis).where(Delivery.account_id == office.cast["cerys"]).limit(LOOKED_AT)).all()
        found = [(row.id, synopses.file_name(row.synopsis), row.synopsis.record.episodes[-1].id) for row in rows]
    assert len(found) == LOOKED_AT
    ben = as_person("ben")
    for delivery_id, file_name, episode_id in found:
        cover = cerys.get(f"/inbox/{delivery_id}")
        page = opened(cerys, f"/inbox/{delivery_id}")
        desk = ben.get(f"/episodes/{episode_id}")
        said += [cover.title, page.title, desk.title, file_name, *(link for one in (cover, page, desk) for link, _ in one.links)]
    return said
