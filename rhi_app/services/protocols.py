"""The protocols that this installation goes by: the files of the programme, and the versions that two administrators put in force."""

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, current_app, has_app_context
from sqlalchemy import Connection, event, func, select
from sqlalchemy.orm import Session, SessionTransaction

from rhi_app.database import db
from rhi_app.domain.problems import ProtocolNotInForce
from rhi_app.domain.protocol import Protocols, load_protocols
from rhi_app.domain.protocol.content import choices_of
from rhi_app.domain.protocol.engine import Protocol
from rhi_app.domain.protocol.load import combine, files_of, parse_protocol, read_protocol
from rhi_app.domain.protocol.sequence import key_of
from rhi_app.models import Episode, ProtocolVersion

FOLDER = Path(__file__).parent.parent / "protocols"
HELD = "rhi_protocols"
ACTIVATED = select(func.count()).where(ProtocolVersion.activated_at.is_not(None))


@cache
def shipped() -> Protocols:
    return load_protocols(FOLDER)


@cache
def shipped_files() -> dict[str, list[Protocol]]:
    """As they are written, by authority."""
    files: dict[str, list[Protocol]] = {}
    for protocol in map(read_protocol, files_of(FOLDER)):
        files.setdefault(protocol["authority"], []).append(protocol)
    return files


@dataclass
class Held:
    """What one installation goes by; read anew when a transaction sees that another version was put in force, in whichever process."""

    count: int = 0
    protocols: Protocols = field(default_factory=shipped)

    def look(self, _session: Session, _transaction: SessionTransaction, connection: Connection) -> None:
        count = connection.scalar(ACTIVATED) or 0
        if count != self.count:
            self.protocols, self.count = in_force(connection), count


def init_protocols(app: Flask) -> None:
    app.extensions[HELD] = Held()
    with app.app_context():
        event.listen(db.sessionmaker, "after_begin", app.extensions[HELD].look)


def protocols() -> Protocols:
    """As they stood when the transaction began."""
    held: Held | None = current_app.extensions.get(HELD) if has_app_context() else None
    return held.protocols if held else shipped()


def in_force(connection: Connection) -> Protocols:
    """The shipped files with every activated version: on its own day, ending the one before it. Both stay; nothing is overwritten."""
    table = ProtocolVersion
    rows = connection.execute(select(table.text, table.file, table.starts_on).where(table.activated_at.is_not(None)))
    return together([(parse_protocol(row.text, row.file), row.starts_on) for row in rows])


def together(added: list[tuple[Protocol, str]]) -> Protocols:
    """A version that is added stands in the place of the shipped one of the same name: it is the same text with a day."""
    starts = {key_of(protocol): day for protocol, day in added}
    files = [protocol for those in shipped_files().values() for protocol in those if key_of(protocol) not in starts]
    return combine([*files, *(protocol for protocol, _ in added)], starts)


def authorities() -> dict[str, str]:
    """Whose protocol can decide an episode: every authority, and not the guidance that they extend."""
    newest = {key: versions[-1] for key, versions in protocols()["versions"].items()}
    bases = {protocol["extends"] for protocol in newest.values()}
    return {key: protocol["name"] for key, protocol in newest.items() if key not in bases}


def newest(authority: str) -> dict[str, Any]:
    return protocols()["versions"][authority][-1]


def layers_of(authority: str) -> list[dict[str, Any]]:
    """The authority's newest protocol and those that it extends, its own first."""
    layers: list[dict[str, Any]] = []
    key: str | None = authority
    while key is not None:
        layers.append(newest(key))
        key = layers[-1]["extends"]
    return layers


def label_of(authority: str, words: str, code: str | None) -> str:
    """A code in the authority's own words; what no layer words reads as its code."""
    if code is None:
        return ""
    for layer in layers_of(authority):
        if code in layer["words"].get(words, {}):
            return str(layer["words"][words][code]["label"])
    return code.replace("_", " ").capitalize()


def interview_words(authority: str) -> dict[str, str]:
    """What the interview is called there: one, many, title."""
    return next(dict(layer["words"]["interview"]) for layer in layers_of(authority) if "interview" in layer["words"])


def offered(authority: str, words: str, on: datetime) -> dict[str, str]:
    """The codes that the protocol in force on that day offers; where none is, those of the newest, so that the page can say so."""
    try:
        return choices_of(protocols(), authority, words, on)
    except ProtocolNotInForce:
        return {code: word["label"] for code, word in newest(authority)["words"].get(words, {}).items()}


def last_authority(session: Session, provider_id: str) -> str:
    """Whose episode this provider took in last; at first, the first in the list."""
    newest = select(Episode.authority).where(Episode.provider_id == provider_id).order_by(Episode.created_at.desc()).limit(1)
    last = session.scalar(newest)
    return last if last in authorities() else next(iter(authorities()))
