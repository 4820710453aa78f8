"""Key files: written once, for their owner alone, never over another; read by whoever is given the path."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from rhi_app.domain import canonical
from rhi_app.domain.problems import Problem
from rhi_app.services import crypto

END_OF_PEM = b"-----END PRIVATE KEY-----\n"


class KeyThere(Problem):
    """What a key sealed is lost with it."""

    slug = "key-there"
    sentence = "There are keys already, and they are never overwritten."


class KeyMissing(Problem):
    slug = "key-missing"
    sentence = "A key file is missing or unreadable."


def write_new(files: Mapping[Path, bytes]) -> None:
    """All of them or none: an existing file refuses the whole."""
    there = [str(path) for path in files if path.exists()]
    if there:
        raise KeyThere(f"There are keys already, and they are never overwritten: {', '.join(there)}.")
    for path, content in files.items():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _write(path, content)


def replace(path: Path, content: bytes) -> None:
    """The new content or the old, whole, whatever happens in between."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.unlink(missing_ok=True)
    _write(part, content)
    part.replace(path)
    _sync_folder(path.parent)


def read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise KeyMissing(f"The key file {path} is missing or unreadable. “flask keys make” makes a new installation's.") from error


def read_key(path: Path) -> bytes:
    """A symmetric key: one line."""
    key = canonical.from_text(read(path).decode().strip())
    if len(key) != crypto.KEY_BYTES:
        raise KeyMissing(f"{path} holds no key.")
    return key


def read_point(path: Path) -> bytes:
    """A public key: one line."""
    point = canonical.from_text(read(path).decode().strip())
    crypto.read_point(point)
    return point


def read_private(path: Path) -> crypto.PrivateKey:
    return crypto.read_private(read(path))


def read_privates(path: Path) -> dict[str, crypto.PrivateKey]:
    """Several private keys, the newest first, by their ids."""
    blocks = read(path).split(END_OF_PEM)[:-1]
    keys = [crypto.read_private(block + END_OF_PEM) for block in blocks]
    return {crypto.key_id(crypto.public_point(key)): key for key in keys}


def join_privates(keys: Iterable[crypto.PrivateKey]) -> bytes:
    return b"".join(crypto.private_pem(key) for key in keys)


def line(data: bytes) -> bytes:
    """A key that is not a pair, or a public one, as its file holds it."""
    return canonical.to_text(data).encode() + b"\n"


def _write(path: Path, content: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())  # a key that a power cut takes back has sealed something by then
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
