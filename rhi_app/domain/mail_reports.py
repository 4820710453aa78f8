"""What a mail server says of a mail that it had taken: a report by RFC 3464. Anybody can send one: nothing in it counts but our own reference."""

import re
from email import message_from_bytes
from email.message import Message
from email.parser import BytesHeaderParser

from rhi_app.domain.identifiers import is_id
from rhi_app.domain.problems import Problem

BYTES_AT_MOST = 256 * 1024  # a report quotes a mail of ours, and those are short
BOUNDARIES_AT_MOST = 8  # each line is compared with those of every part around it: hundreds would take minutes
STATUS = ("message/delivery-status", "message/global-delivery-status")
RETURNED = ("message/rfc822", "message/global")
HEADERS = ("text/rfc822-headers", "message/global-headers")
REFERENCE = re.compile(r"\s*<([0-9a-f-]{36})@[^@<>\s]+>\s*")
FOR_GOOD = re.compile(r"[45]\.\d{1,3}\.\d{1,3}(\s.*)?", re.DOTALL)  # 4: the server gave up after days of trying


class NoReport(Problem):
    slug = "no-report"
    sentence = "This is no report about a mail of ours. Nothing has changed."


class NotForGood(Problem):
    slug = "not-for-good"
    sentence = "The report does not say that a mail has failed for good. Nothing has changed."


def failed_reference(report: bytes) -> str:
    """The reference of the mail that will never arrive; or a Problem."""
    if len(report) > BYTES_AT_MOST or report.lower().count(b"boundary") > BOUNDARIES_AT_MOST:
        raise NoReport
    try:
        message = message_from_bytes(report)
    except RecursionError as error:  # a mail in a mail in a mail
        raise NoReport from error
    parts = _messages_in(message)
    if message.get_content_type() != "multipart/report":
        raise NoReport
    reference = next((found for part in parts if (found := _reference_of(part))), "")
    if not reference:
        raise NoReport
    if not any(_has_failed(block) for part in parts for block in _blocks(part)):
        raise NotForGood
    return reference


def _blocks(part: Message) -> list[Message]:
    """One for each reader, after one for the whole mail."""
    return _messages_in(part) if part.get_content_type() in STATUS else []


def _messages_in(part: Message) -> list[Message]:
    inside = part.get_payload()
    return [one for one in inside if isinstance(one, Message)] if isinstance(inside, list) else []


def _has_failed(block: Message) -> bool:
    action, status = (str(block.get(name, "")).strip().lower() for name in ("Action", "Status"))
    return action == "failed" and FOR_GOOD.fullmatch(status) is not None


def _reference_of(part: Message) -> str:
    """Of the mail that came back, or of its headers."""
    kind, inside = part.get_content_type(), _messages_in(part)
    if kind in RETURNED and inside:
        returned = inside[0]
    elif kind in HEADERS and isinstance(raw := part.get_payload(decode=True), bytes):
        returned = BytesHeaderParser().parsebytes(raw)
    else:
        return ""
    found = REFERENCE.fullmatch(str(returned.get("Message-ID", "")))
    return found.group(1) if found and is_id(found.group(1)) else ""
