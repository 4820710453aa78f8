"""The bytes of an envelope and a draft snapshot (phone to server) and of a bundle (server to phone): framing, header, padding. No key is used here.

Mirrored in static/js/envelope.js; README "Decisions" 3 and 4 give the format, tests/vectors/envelope.json the proof.
"""

import hashlib
import re
import struct
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from rhi_app.domain import canonical
from rhi_app.domain.identifiers import is_id

SUITE = "P256-HKDFSHA256-A256GCM"
MOST_BYTES = 4 * 1024 * 1024
MOST_INFLATED = 8 * 1024 * 1024
MOST_HEADER = 4096
MOST_SEQUENCE = 2**31 - 1  # what both databases' integer holds
BUCKET = 256  # sizes tell no more than a bucket
SEALED_EXTRA = 65 + 16  # the ephemeral point before, the tag behind
SIGNATURE_BYTES = 64

KEY_ID = re.compile(r"[0-9a-f]{16}")
HASH = re.compile(r"[A-Za-z0-9_-]{43}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", re.ASCII)
SCHEMA = re.compile(r"[a-z]{1,20}/\d{1,3}", re.ASCII)


class Malformed(ValueError):
    """The bytes are not what their format says. Carries a word for the log, nothing of the content."""


def _is_number(value: Any) -> bool:
    return type(value) is int and 1 <= value <= MOST_SEQUENCE


def _matches(pattern: re.Pattern[str]) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and pattern.fullmatch(value) is not None


COMMON = {
    "v": lambda value: value == 1 and type(value) is int,
    "suite": lambda value: value == SUITE,
    "organisation": is_id,
    "device": is_id,
    "key": _matches(KEY_ID),
    "created": _matches(TIME),
    "length": _is_number,
}


@dataclass(frozen=True)
class Format:
    """What tells an envelope from a snapshot and a bundle."""

    magic: bytes
    purpose: str
    fields: Mapping[str, Callable[[Any], bool]]


ENVELOPE = Format(
    b"RHI1",
    "rhi/envelope/1",
    COMMON
    | {
        "user": is_id,
        "envelope": is_id,
        "sequence": _is_number,
        "previous": lambda value: value == "" or _matches(HASH)(value),
        "schema": _matches(SCHEMA),
        "urgent": lambda value: type(value) is bool,
    },
)
SNAPSHOT = Format(b"RHD1", "rhi/draft/1", COMMON | {"user": is_id, "slot": _matches(HASH), "number": _is_number})
BUNDLE = Format(b"RHB1", "rhi/bundle/1", COMMON | {"number": _is_number})


@dataclass(frozen=True)
class Parts:
    """The three parts of well-formed bytes. Nothing here is trusted yet: the signature has not been looked at."""

    header: dict[str, Any]
    header_bytes: bytes
    ciphertext: bytes
    signature: bytes


def pack(kind: Format, header_bytes: bytes, ciphertext: bytes, signature: bytes) -> bytes:
    """The whole, ready to be sent and kept."""
    framed = (struct.pack(">I", len(part)) + part for part in (header_bytes, ciphertext))
    data = kind.magic + b"".join(framed) + signature
    if len(data) > MOST_BYTES:
        raise Malformed("too-large")
    return data


def unpack(kind: Format, data: bytes) -> Parts:
    """The parts, if every byte is where it belongs and the header says what it must."""
    if len(data) > MOST_BYTES:
        raise Malformed("too-large")
    if data[:4] != kind.magic:
        raise Malformed("magic")
    header_bytes, at = _part(data, 4, MOST_HEADER)
    ciphertext, at = _part(data, at, MOST_BYTES)
    signature = data[at:]
    if len(signature) != SIGNATURE_BYTES:
        raise Malformed("signature-length")
    header = read_header(kind, header_bytes)
    if header["length"] != len(ciphertext):
        raise Malformed("length")
    return Parts(header, header_bytes, ciphertext, signature)


def read_header(kind: Format, header_bytes: bytes) -> dict[str, Any]:
    """The header, with exactly its fields, each of its type."""
    try:
        header = canonical.read(header_bytes)
    except canonical.NotCanonical as error:
        raise Malformed("header") from error
    if not isinstance(header, dict) or header.keys() != kind.fields.keys():
        raise Malformed("header-fields")
    for name, is_right in kind.fields.items():
        if not is_right(header[name]):
            raise Malformed(f"header-{name}")
    return header


def seal_info(kind: Format, header_bytes: bytes) -> bytes:
    """What HPKE binds the ciphertext to. Its own AAD is not used: Python's one-shot HPKE has none."""
    return kind.purpose.encode() + b"\n" + hashlib.sha256(header_bytes).digest()


def signed_body(header_bytes: bytes, ciphertext: bytes) -> bytes:
    """What is signed behind the purpose line."""
    return hashlib.sha256(header_bytes).digest() + hashlib.sha256(ciphertext).digest()


def pad(payload: bytes) -> bytes:
    """Deflated, its length before it, zeros behind it up to a whole number of buckets."""
    if len(payload) > MOST_INFLATED:
        raise Malformed("too-large")
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    content = deflater.compress(payload) + deflater.flush()
    return (struct.pack(">I", len(content)) + content).ljust(padded_length(len(content)), b"\0")


def padded_length(content: int) -> int:
    """Bytes that `content` deflated bytes take when padded."""
    return -(-(4 + content) // BUCKET) * BUCKET


def unpad(padded: bytes) -> bytes:
    """The payload. Inflates no further than the limit, whatever the deflated bytes promise."""
    content, at = _part(padded, 0, MOST_BYTES)
    if len(padded) != padded_length(len(content)) or padded[at:].strip(b"\0"):
        raise Malformed("padding")
    inflater = zlib.decompressobj(wbits=-zlib.MAX_WBITS)
    try:
        payload = inflater.decompress(content, MOST_INFLATED + 1)
    except zlib.error as error:
        raise Malformed("deflate") from error
    if len(payload) > MOST_INFLATED:
        raise Malformed("too-large")
    if not inflater.eof or inflater.unused_data:
        raise Malformed("deflate")
    return payload


def _part(data: bytes, at: int, most: int) -> tuple[bytes, int]:
    if len(data) < at + 4:
        raise Malformed("truncated")
    (length,) = struct.unpack_from(">I", data, at)
    end = at + 4 + length
    if length > most or end > len(data):
        raise Malformed("truncated")
    return data[at + 4 : end], end
