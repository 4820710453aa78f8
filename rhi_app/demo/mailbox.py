"""The folder in which the demonstration's mail server keeps what it was sent, one .eml file for each message."""

import itertools
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

_counter = itertools.count()


@dataclass(frozen=True)
class Mail:
    name: str
    received_at: datetime
    sender: str
    recipients: str
    subject: str
    text: str
    source: bytes


class Mailbox:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)

    def keep(self, content: bytes, envelope_from: str, envelope_to: list[str]) -> str:
        """Written beside and moved into place, so that a reader never sees half a message; on disk before the sender is told."""
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{os.getpid()}-{next(_counter)}.eml"
        trace = f"Return-Path: <{envelope_from}>\r\nX-Envelope-To: {', '.join(envelope_to)}\r\n".encode()
        partial = self.folder / f".{name}.partial"
        with partial.open("wb") as file:
            file.write(trace + content)
            file.flush()
            os.fsync(file.fileno())
        partial.rename(self.folder / name)
        return name

    def list_mails(self) -> list[Mail]:
        """Newest first."""
        return [self._read(file) for file in sorted(self.folder.glob("*.eml"), reverse=True)]

    def find_mail(self, name: str) -> Mail | None:
        file = self.folder / name
        # `name` comes from an address: only a plain file of this very folder is a mail
        is_ours = file.suffix == ".eml" and file.parent == self.folder and Path(name).name == name
        return self._read(file) if is_ours and file.is_file() else None

    def _read(self, file: Path) -> Mail:
        source = file.read_bytes()
        message = message_from_bytes(source, policy=policy.default)
        assert isinstance(message, EmailMessage)  # noqa: S101 - what policy.default makes
        body = message.get_body(preferencelist=("plain",))
        return Mail(
            name=file.name,
            received_at=datetime.fromtimestamp(file.stat().st_mtime, UTC),
            sender=str(message.get("From", "")),
            recipients=str(message.get("X-Envelope-To", "")),
            subject=str(message.get("Subject", "")),
            text=body.get_content() if body else "",
            source=source,
        )
