"""A rescue file: every sealed envelope that a phone still has, one after the other. Nothing in it opens without the organisation's key."""

from collections.abc import Iterable, Iterator

MAGIC = b"RHR1"
LENGTH_BYTES = 4


class NotARescueFile(ValueError):
    """Cut short, or something else altogether. Carries no content."""


def pack(envelopes: Iterable[bytes]) -> bytes:
    return MAGIC + b"".join(len(data).to_bytes(LENGTH_BYTES, "big") + data for data in envelopes)


def unpack(data: bytes) -> list[bytes]:
    """All of them, or none: half a file is taken for what it is."""
    if not data.startswith(MAGIC):
        raise NotARescueFile
    return list(_parts(data, len(MAGIC)))


def _parts(data: bytes, at: int) -> Iterator[bytes]:
    while at < len(data):
        start = at + LENGTH_BYTES
        end = start + int.from_bytes(data[at:start], "big")
        if end > len(data) or end == start:
            raise NotARescueFile
        yield data[start:end]
        at = end
