"""Many envelopes in one request, as a phone sends what waited for long."""

from collections.abc import Sequence
from typing import Any

from rhi_app.domain import canonical, rescue, trust
from tests.phone_simulator import Phone

TOGETHER = "/sync/envelopes/together"


def upload_together(phone: Phone, sent: Sequence[bytes]) -> list[dict[str, Any]]:
    """For each the receipt's statement, found right, or the problem."""
    answers = phone.post_bytes(TOGETHER, rescue.pack(sent))["answers"]
    assert len(answers) == len(sent), "an answer is missing"
    return [answer if "problem" in answer else _receipt(phone, data, answer) for data, answer in zip(sent, answers, strict=True)]


def _receipt(phone: Phone, data: bytes, signed: dict[str, Any]) -> dict[str, Any]:
    phone.check_statement(trust.RECEIPT, "receipt", signed)
    receipt: dict[str, Any] = signed["receipt"]
    assert receipt["hash"] == canonical.hash_text(data), "the receipt is for other bytes"
    return receipt
