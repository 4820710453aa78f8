"""What each signature covers, as bytes, and the six words that two people compare. Mirrored in static/js/trust.js."""

import hashlib
from collections.abc import Sequence
from typing import Any

from rhi_app.domain import canonical

MANIFEST = "rhi/manifest/1"
RECEIPT = "rhi/receipt/1"
PROCESSED = "rhi/processed/1"
DRAFT_RECEIPT = "rhi/draft-receipt/1"
ORDER = "rhi/order/1"  # to a phone that was lost: lock, or wipe
REQUEST = "rhi/request/1"
ENROL = "rhi/enrol/1"
ENROL_WORDS = "rhi/enrol-words/1"
CHALLENGE_BYTES = 32
LIST_LENGTH = 7776  # the EFF large list: five dice


def request_body(method: str, path: str, time: str, body: bytes) -> bytes:
    """What a phone signs, behind the purpose line, to read a bundle or a status. `path` is with its query, if it has one."""
    return "\n".join((method, path, time, "")).encode() + hashlib.sha256(body).digest()


def challenge_info(signing: bytes, agreement: bytes) -> bytes:
    """What the sealed challenge of an enrolment is bound to."""
    return f"{ENROL}\n".encode() + hashlib.sha256(signing + agreement).digest()


def proof_body(challenge: bytes, signing: bytes, agreement: bytes) -> bytes:
    """What a phone signs, behind the purpose line, to show that it holds both private keys."""
    return challenge + signing + agreement


def six_words(signing: bytes, agreement: bytes, root: bytes, words: Sequence[str]) -> list[str]:
    """Both keys of the phone and the root it pins, as words for a person to compare: 77 bits."""
    if len(words) != LIST_LENGTH:
        raise ValueError("the word list is not whole")
    number = int.from_bytes(hashlib.sha256(f"{ENROL_WORDS}\n".encode() + signing + agreement + root).digest(), "big")
    return [words[number // LIST_LENGTH**place % LIST_LENGTH] for place in range(6)]


def manifest(organisation: str, epoch: int, created: str, **keys: Sequence[bytes]) -> dict[str, Any]:
    """The statement of which keys are the organisation's, for the root to sign. The first of a kind is the one to use."""
    listed = {kind: [_public(point) for point in points] for kind, points in keys.items()}
    return {"v": 1, "organisation": organisation, "epoch": epoch, "created": created} | listed


def points_of(statement: dict[str, Any], kind: str) -> dict[str, bytes]:
    """The public points of one kind in a manifest, by key id, the one to use first."""
    return {each["key"]: canonical.from_text(each["public"]) for each in statement[kind]}


def _public(point: bytes) -> dict[str, str]:
    return {"key": hashlib.sha256(point).hexdigest()[:16], "public": canonical.to_text(point)}
