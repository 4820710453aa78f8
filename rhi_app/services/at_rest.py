"""What lies sealed in the database: fields under the data key of their child or record, data keys under the key-encryption key.

README "Decisions" 7. The key-encryption key is a file outside the database's folder: a backup of the database does not hold it.
"""

import hashlib
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain import canonical
from rhi_app.models import DataKey
from rhi_app.services import crypto
from rhi_app.services.time import now
from rhi_app.settings import SettingRefused

OWNER_KINDS = ("child", "record")
RING = "key_ring"  # where a session carries its ring
LOOKED_UP = "data_keys"  # and the data keys, still wrapped, that it needs again and again


class KeyErased(Exception):
    """The data key is gone, so what it sealed is gone: erased on purpose, or a backup without its keys."""


class KeyRing:
    """The key-encryption keys of the installation: the first line of the file wraps, the others still unwrap."""

    def __init__(self, path: Path) -> None:
        self.path = path

    @cached_property
    def keys(self) -> dict[str, bytes]:
        try:
            lines = self.path.read_text(encoding="ascii").split()
            keys = [canonical.from_text(line) for line in lines]
        except (OSError, ValueError) as error:
            raise SettingRefused(f"RHI_KEK_FILE: {self.path} cannot be read as keys.") from error
        if not keys or any(len(key) != crypto.KEY_BYTES for key in keys):
            raise SettingRefused(f"RHI_KEK_FILE: {self.path} must hold keys of {crypto.KEY_BYTES} bytes, one in a line.")
        return {key_name(key): key for key in keys}

    @property
    def current(self) -> str:
        return next(iter(self.keys))

    def get(self, name: str) -> bytes:
        try:
            return self.keys[name]
        except KeyError as error:
            raise SettingRefused(f"RHI_KEK_FILE: the key {name} that wrapped a data key is not in the file.") from error

    def seal(self, purpose: str, owner: str, plaintext: bytes) -> bytes:
        """For the few things that belong to no child: a second factor, what was typed when a sign-in ended."""
        name = self.current
        return name.encode() + crypto.seal_under(self.get(name), plaintext, _context(purpose, owner))

    def open(self, purpose: str, owner: str, sealed: bytes) -> bytes:
        name = sealed[:16].decode("ascii", "replace")
        if name not in self.keys:
            raise crypto.NotOpened
        return crypto.open_under(self.keys[name], sealed[16:], _context(purpose, owner))


def key_name(key: bytes) -> str:
    """Says which key it was, and nothing about it."""
    return hashlib.sha256(b"rhi/kek-id/1\n" + key).hexdigest()[:16]


def write_key_line(key: bytes) -> str:
    """A key as it stands in the file."""
    return canonical.to_text(key) + "\n"


def ring_of(session: Session) -> KeyRing:
    ring = session.info[RING]
    assert isinstance(ring, KeyRing)  # noqa: S101 - the factory put it there
    return ring


def seal_json(session: Session, owner_kind: str, owner_id: str, table: str, row_id: str, column: str, value: Any) -> bytes:
    return seal_bytes(session, owner_kind, owner_id, table, row_id, column, canonical.write(value))


def open_json(session: Session, owner_kind: str, owner_id: str, table: str, row_id: str, column: str, sealed: bytes) -> Any:
    return canonical.read(open_bytes(session, owner_kind, owner_id, table, row_id, column, sealed))


def seal_bytes(session: Session, owner_kind: str, owner_id: str, table: str, row_id: str, column: str, plaintext: bytes) -> bytes:
    """Seals a field for its place; makes the owner's data key when there is none yet."""
    key = _find_key(session, owner_kind, owner_id) or _make_key(session, owner_kind, owner_id)
    return crypto.seal_under(key, plaintext, _field(table, row_id, column))


def open_bytes(session: Session, owner_kind: str, owner_id: str, table: str, row_id: str, column: str, sealed: bytes) -> bytes:
    """Raises NotOpened when the field was moved here from another place, or changed."""
    key = _find_key(session, owner_kind, owner_id)
    if key is None:
        raise KeyErased(f"{owner_kind} {owner_id}")
    return crypto.open_under(key, sealed, _field(table, row_id, column))


def destroy_key(session: Session, owner_kind: str, owner_id: str) -> None:
    """Erases everything that was sealed for this child or record."""
    row = session.get(DataKey, owner_id)
    if row is not None and row.owner_kind == owner_kind:
        session.delete(row)
        session.flush()


def _find_key(session: Session, owner_kind: str, owner_id: str) -> bytes | None:
    row = session.get(DataKey, owner_id)  # its id is its owner's: one look-up
    if row is None or row.owner_kind != owner_kind:
        return None
    session.info.setdefault(LOOKED_UP, {})[owner_id] = row  # a session holds its rows weakly: it would look this one up for each field
    return crypto.unwrap(ring_of(session).get(row.wrapping_key), row.wrapped, _owner(owner_kind, owner_id))


def _make_key(session: Session, owner_kind: str, owner_id: str) -> bytes:
    if owner_kind not in OWNER_KINDS:
        raise ValueError(owner_kind)
    ring, key = ring_of(session), crypto.make_key()
    wrapped = crypto.wrap(ring.get(ring.current), key, _owner(owner_kind, owner_id))
    row = DataKey(
        id=owner_id, owner_kind=owner_kind, owner_id=owner_id, wrapped=wrapped, wrapping_key=ring.current,
        created_at=now(),
    )  # fmt: skip
    session.add(row)
    session.flush()
    return key


def _owner(owner_kind: str, owner_id: str) -> bytes:
    return f"rhi/dek/1|{owner_kind}|{owner_id}".encode()


def _field(table: str, row_id: str, column: str) -> bytes:
    return f"rhi/field/1|{table}|{row_id}|{column}".encode()


def _context(purpose: str, owner: str) -> bytes:
    return f"rhi/{purpose}/1|{owner}".encode()
