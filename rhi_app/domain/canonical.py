"""Canonical JSON: one value, one form, the same bytes in Python and in JavaScript (static/js/canonical.js).

A strict subset of RFC 8785. It is what digests, header hashes and signatures rest on, so whatever is not in
its one form is refused in both directions: a reader that mended its input would sign for bytes that it never saw.
"""

import base64
import binascii
import hashlib
import json
from collections.abc import Callable
from typing import Any, NoReturn

MOST = 2**53 - 1  # beyond this a JavaScript number is no longer the integer that was written
DEEPEST = 32  # an answer needs five; unbounded depth would end the reader instead of the document


class NotCanonical(ValueError):
    """The value or the text has no canonical form, or is not in it."""


def write(value: Any) -> bytes:
    """The one form of `value`."""
    _check(value, 0)
    try:
        return _dumps(value).encode()
    except UnicodeEncodeError as error:  # a lone surrogate: no UTF-8 form, and JavaScript would write it as an escape
        raise NotCanonical("lone surrogate") from error


def read(text: bytes) -> Any:
    """The value that `text` is the one form of."""
    try:
        value = json.loads(text.decode(), parse_constant=_no_constant, parse_float=_no_float)
    except (ValueError, RecursionError) as error:
        raise NotCanonical("not JSON") from error
    if write(value) != text:  # white space, order, escapes, doubled keys: all show here
        raise NotCanonical("another form of the same value")
    return value


def digest(value: Any) -> str:
    """SHA-256 of the canonical form, as it is written into JSON."""
    return hash_text(write(value))


def hash_text(data: bytes) -> str:
    """SHA-256 of `data`, as it is written into JSON."""
    return to_text(hashlib.sha256(data).digest())


def to_text(data: bytes) -> str:
    """Bytes inside JSON: base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def from_text(text: str) -> bytes:
    """The bytes that `text` stands for; refuses every spelling but the one that `to_text` gives."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (ValueError, binascii.Error) as error:
        raise NotCanonical("not base64url") from error
    if to_text(data) != text:  # stray bits at the end would give one value two spellings
        raise NotCanonical("not base64url")
    return data


def _check(value: Any, depth: int) -> None:
    if depth > DEEPEST:
        raise NotCanonical("too deep")
    check = CHECKS.get(type(value))
    if check is None:
        raise NotCanonical(f"{type(value).__name__} has no canonical form")
    check(value, depth)


def _check_number(value: int, depth: int) -> None:
    if not -MOST <= value <= MOST:
        raise NotCanonical("number too large")


def _check_list(value: list[Any], depth: int) -> None:
    for item in value:
        _check(item, depth + 1)


def _check_object(value: dict[str, Any], depth: int) -> None:
    for key, item in value.items():
        if not (isinstance(key, str) and key.isascii()):  # beyond ASCII the two languages sort differently
            raise NotCanonical("key is not ASCII")
        _check(item, depth + 1)


def _fine(value: Any, depth: int) -> None:
    """Strings are checked when they are encoded."""


CHECKS: dict[type, Callable[[Any, int], None]] = {
    str: _fine,
    bool: _fine,
    type(None): _fine,
    int: _check_number,
    list: _check_list,
    dict: _check_object,
}


def _dumps(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":"))


def _no_constant(word: str) -> NoReturn:
    raise NotCanonical(f"{word} has no canonical form")


def _no_float(word: str) -> NoReturn:
    raise NotCanonical("a number with a fraction or an exponent")
