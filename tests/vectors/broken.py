"""Bytes that must fall, each by one change to what is right."""

import zlib
from typing import Any

from rhi_app.domain import canonical, envelope
from rhi_app.services import crypto


def refused(good: bytes) -> list[dict[str, Any]]:
    """Each is one change to the first envelope; `stage` says at which step it must fall."""
    parts = envelope.unpack(envelope.ENVELOPE, good)
    r, s = parts.signature[:32], int.from_bytes(parts.signature[32:], "big")
    high = r + (crypto.ORDER - s).to_bytes(32, "big")

    def reheaded(**changes: Any) -> bytes:
        header_bytes = canonical.write(parts.header | changes)
        return envelope.pack(envelope.ENVELOPE, header_bytes, parts.ciphertext, parts.signature)

    spaced = parts.header_bytes.replace(b'"v":1', b'"v": 1')
    malformed = {
        "empty": b"", "magic of a bundle": b"RHB1" + good[4:], "one byte short": good[:-1], "one byte more": good + b"\0",
        "half": good[: len(good) // 2], "header length beyond the end": good[:4] + b"\xff\xff\xff\xff" + good[8:],
        "another version": reheaded(v=2), "another suite": reheaded(suite="none"), "a field more": reheaded(kind="harm"),
        "a sequence of nought": reheaded(sequence=0), "a sequence as text": reheaded(sequence="1"), "a truth for a number": reheaded(v=True),
        "a sequence beyond the database": reheaded(sequence=2**31), "an upper-case id": reheaded(device=parts.header["device"].upper()),
        "a wrong length": reheaded(length=parts.header["length"] + 1), "a header with a space": envelope.pack(
            envelope.ENVELOPE, spaced, parts.ciphertext, parts.signature),
    }  # fmt: skip
    unsigned = {
        "another sequence": reheaded(sequence=2), "urgent": reheaded(urgent=True), "another device": reheaded(device=parts.header["envelope"]),
        "upper s": good[:-64] + high, "no signature": good[:-64] + bytes(64), "a bit of the ciphertext": flipped(good, -65),
    }  # fmt: skip
    made = [{"name": name, "stage": "unpack", "bytes": canonical.to_text(data)} for name, data in malformed.items()]
    return made + [{"name": name, "stage": "verify", "bytes": canonical.to_text(data)} for name, data in unsigned.items()]


def padding_refused() -> list[dict[str, str]]:
    good = envelope.pad(b"{}")
    bomb = envelope.pad(b"\0" * envelope.MOST_INFLATED)
    length = int.from_bytes(good[:4], "big")
    cases = {
        "no bucket": good[:-1], "a bucket too many": good + bytes(256), "a byte in the padding": flipped(good, -1),
        "not deflated": b"\0\0\0\4\xff\xff\xff\xff" + bytes(248), "length beyond the end": b"\0\0\7\0" + good[4:],
        "cut short": (length - 1).to_bytes(4, "big") + good[4:3 + length] + bytes(257 - length - 4), "empty": b"",
        "a byte behind the deflated": (length + 1).to_bytes(4, "big") + good[4 : 4 + length] + b"x" + bytes(251 - length),
        "inflates beyond the limit": longer(bomb),
    }  # fmt: skip
    return [{"name": name, "padded": canonical.to_text(padded)} for name, padded in cases.items()]


def longer(padded: bytes) -> bytes:
    """The same deflated stream with one byte of content more than may be."""
    deflater = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    content = deflater.compress(b"\0" * (envelope.MOST_INFLATED + 1)) + deflater.flush()
    whole = len(content).to_bytes(4, "big") + content
    assert len(whole) <= len(padded) + 256
    return whole.ljust(envelope.padded_length(len(content)), b"\0")


def flipped(data: bytes, at: int) -> bytes:
    changed = bytearray(data)
    changed[at] ^= 1
    return bytes(changed)
