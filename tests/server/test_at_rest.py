"""What lies sealed: bound to its place, worthless without the key-encryption key, and no word of it in the database's folder."""

import sqlite3
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from rhi_app.database import db
from rhi_app.domain.identifiers import new_id
from rhi_app.models import Child, DataKey
from rhi_app.services import crypto
from rhi_app.services.at_rest import KeyErased, KeyRing, destroy_key, key_name, open_bytes, open_json, seal_bytes, seal_json, write_key_line
from rhi_app.services.children import child_details
from rhi_app.settings import SettingRefused
from tests.portal.cast import notice
from tests.portal.strict import Browser

on_sqlite = pytest.mark.parametrize("database_engine", ["sqlite"], indirect=True)
VALUE = {"name": "Kofi Marlow", "contacts": [{"telephone": "01632 960001"}]}


@pytest.fixture
def child(app: Flask) -> str:
    return new_id()


def test_what_was_sealed_opens_in_its_place(app: Flask, child: str) -> None:
    with app.app_context():
        sealed = seal_json(db.session, "child", child, "children", child, "sealed", VALUE)
        assert b"Kofi" not in sealed
        assert open_json(db.session, "child", child, "children", child, "sealed", sealed) == VALUE


MOVES: dict[str, Callable[[str, str], tuple[str, str, str]]] = {
    "into another row": lambda child, other: ("children", other, "sealed"),
    "into another column": lambda child, other: ("children", child, "notes"),
    "into another table": lambda child, other: ("episodes", child, "sealed"),
}


@pytest.mark.parametrize("move", MOVES)
def test_a_sealed_value_does_not_open_when_it_was_moved(app: Flask, child: str, move: str) -> None:
    with app.app_context():
        sealed = seal_json(db.session, "child", child, "children", child, "sealed", VALUE)
        table, row, column = MOVES[move](child, new_id())
        with pytest.raises(crypto.NotOpened):
            open_json(db.session, "child", child, table, row, column, sealed)


def test_a_sealed_value_does_not_open_under_another_childs_key(app: Flask, child: str) -> None:
    with app.app_context():
        other = new_id()
        sealed = seal_bytes(db.session, "child", child, "children", child, "sealed", b"words")
        seal_bytes(db.session, "child", other, "children", other, "sealed", b"other words")
        with pytest.raises(crypto.NotOpened):
            open_bytes(db.session, "child", other, "children", child, "sealed", sealed)


def test_two_data_keys_that_were_swapped_open_nothing(app: Flask, child: str) -> None:
    with app.app_context():
        other = new_id()
        sealed = seal_bytes(db.session, "child", child, "children", child, "sealed", b"words")
        seal_bytes(db.session, "child", other, "children", other, "sealed", b"other words")
        mine, theirs = db.session.get_one(DataKey, child), db.session.get_one(DataKey, other)
        mine.wrapped, theirs.wrapped = theirs.wrapped, mine.wrapped
        with pytest.raises(crypto.NotOpened):
            open_bytes(db.session, "child", child, "children", child, "sealed", sealed)


@pytest.mark.parametrize("at", [0, 12, -1])
def test_one_changed_bit_opens_nothing(app: Flask, child: str, at: int) -> None:
    with app.app_context():
        sealed = bytearray(seal_bytes(db.session, "child", child, "children", child, "sealed", b"words"))
        sealed[at] ^= 1
        with pytest.raises(crypto.NotOpened):
            open_bytes(db.session, "child", child, "children", child, "sealed", bytes(sealed))


def test_destroying_the_key_erases_and_says_so(app: Flask, child: str) -> None:
    with app.app_context():
        sealed = seal_bytes(db.session, "child", child, "children", child, "sealed", b"words")
        destroy_key(db.session, "child", child)
        with pytest.raises(KeyErased):
            open_bytes(db.session, "child", child, "children", child, "sealed", sealed)


def test_the_same_words_never_look_the_same(app: Flask, child: str) -> None:
    with app.app_context():
        twice = {seal_bytes(db.session, "child", child, "children", child, "sealed", b"words") for _ in range(2)}
    assert len(twice) == 2


def test_an_older_wrapping_key_still_unwraps_and_the_first_line_wraps(app: Flask, tmp_path: Path) -> None:
    old, new = crypto.make_key(), crypto.make_key()
    file = tmp_path / "kek"
    file.write_text(write_key_line(old))
    sealed = KeyRing(file).seal("totp", "somebody", b"secret")
    file.write_text(write_key_line(new) + write_key_line(old))
    ring = KeyRing(file)
    assert ring.current == key_name(new)
    assert ring.open("totp", "somebody", sealed) == b"secret"
    with pytest.raises(crypto.NotOpened):
        ring.open("totp", "somebody else", sealed)


@pytest.mark.parametrize("text", ["", "short\n", "not base64!\n", "é\n"])
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "kek"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(SettingRefused, match="RHI_KEK_FILE"):
        assert KeyRing(file).current


def take_in(as_person: Callable[[str], Browser], now: datetime, cast: dict[str, str]) -> None:
    browser = as_person("ben")
    browser.get("/episodes/add")
    browser.client.post("/episodes/add", data=dict(browser.page.forms[-1].fields) | notice(now, cast))  # type: ignore[union-attr]


CANARIES = ("Kofi", "Marlow", "Joanna", "Draper", "Example Street", "01632", "EP-20261119", "argument", "2012-05-05", "afraid")


@on_sqlite
def test_no_word_of_a_child_lies_readable_in_the_databases_folder(
    app: Flask, as_person: Callable[[str], Browser], now: datetime, cast: dict[str, str], database_url: str
) -> None:
    take_in(as_person, now, cast)
    with app.app_context():
        child = db.session.scalars(select(Child)).one()
        assert child_details(db.session, child)["name"] == "Kofi Marlow", "it did get in"
    folder = Path(database_url.removeprefix("sqlite:///")).parent
    files = [path for path in folder.glob("rhi.sqlite3*") if path.is_file()]
    assert len(files) >= 2, "the write-ahead log as well"
    found = [(path.name, word) for path in files for word in CANARIES if word.encode() in path.read_bytes()]
    assert found == []


@on_sqlite
def test_the_scan_above_would_find_a_word_that_is_there(
    app: Flask, as_person: Callable[[str], Browser], now: datetime, cast: dict[str, str], database_url: str
) -> None:
    """Its negative control: a staff name is in the clear, and is found."""
    folder = Path(database_url.removeprefix("sqlite:///")).parent
    assert any(b"Cerys Vaughan" in path.read_bytes() for path in folder.glob("rhi.sqlite3*"))


@on_sqlite
def test_no_key_lies_in_the_databases_folder_or_its_backup(app: Flask, database_url: str, tmp_path: Path) -> None:
    state = app.config["SETTINGS"].state
    keys = [path for folder in ("web-keys", "worker-keys", "root-key") for path in (state / folder).iterdir()]
    secrets = [path.read_bytes().strip() for path in keys if path.name not in ("manifest.json", "root-public")]
    assert len(secrets) >= 5
    database = Path(database_url.removeprefix("sqlite:///"))
    backup = back_up(database, tmp_path / "backup.sqlite3")
    stored = [path.read_bytes() for path in (backup, *database.parent.glob(f"{database.name}*"))]
    assert not [secret for secret in secrets for content in stored if secret in content]


def back_up(database: Path, file: Path) -> Path:
    source, target = sqlite3.connect(database), sqlite3.connect(file)
    source.backup(target)
    source.close()
    target.close()
    return file
