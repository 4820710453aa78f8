"""Ids and references: they sort by time of making, and say nothing about a person."""

import re
import secrets
import time
from collections.abc import Callable, Sequence

# Without 0 O, 1 I L, Z (2), S (5), G (6), B (8), U (V), and without vowels: read aloud, written by hand, and never a word.
REFERENCE_ALPHABET = "23456789CDFHJKMNPQRTVWXY"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")


def uuid7(milliseconds: int, random: bytes) -> str:
    """UUID version 7 (RFC 9562) of a moment and ten random bytes."""
    number = (milliseconds & (2**48 - 1)) << 80 | int.from_bytes(random, "big") & (2**80 - 1)
    number = number & ~(0xF << 76) | 7 << 76  # version
    number = number & ~(0x3 << 62) | 0x2 << 62  # variant
    digits = f"{number:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def new_id() -> str:
    """An id that nobody else has."""
    return uuid7(time.time_ns() // 1_000_000, secrets.token_bytes(10))


def is_id(text: object) -> bool:
    """Whether `text` is an id in its one spelling."""
    return isinstance(text, str) and ID.fullmatch(text) is not None


def new_reference(choose: Callable[[Sequence[str]], str] = secrets.choice) -> str:
    """A short name of a record for paper and mail, as 7F3K-29QD."""
    letters = "".join(choose(REFERENCE_ALPHABET) for _ in range(8))
    return f"{letters[:4]}-{letters[4:]}"
