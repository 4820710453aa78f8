"""Mail: fixed words and one opaque link, over verified TLS or not at all. What a person said or is called is never in it."""

import hashlib
import re
import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain import canonical
from rhi_app.domain.problems import Problem
from rhi_app.models import Account, Delivery
from rhi_app.services import came_back
from rhi_app.settings import Settings

WORDS = "1 item waits."
SECONDS = 15  # for each answer of the server
REST = timedelta(seconds=30)  # a server that is away is not asked again by every mail that waits
ADDRESS = re.compile(r"[^\s@<>,;:\"\\()\[\]\x00-\x1f\x7f]+@[\w.-]+", re.ASCII)
# Where the link leads, by the reason of the mail. Each is an opaque id, and whoever follows it must sign in.
PATHS = {
    "delivery": "/inbox/{delivery}", "invitation": "/invitations/{invitation}", "new_case": "/app/case/{record}", "look": "/",
    "directory": "/directory",
}  # fmt: skip
TO_AN_EPISODE = "/episodes/{episode}"


class MailServerAway(Problem):
    slug = "mail-server-away"
    sentence = "The mail server does not answer. The mail waits and is tried again."
    try_again = True


class MailNotSecure(Problem):
    slug = "mail-not-secure"
    sentence = "The mail server offers no TLS that can be trusted, so the mail was not sent."
    try_again = True


class MailPutOff(Problem):
    slug = "mail-put-off"
    sentence = "The mail server asks to try later."
    try_again = True


class MailRefused(Problem):
    slug = "mail-refused"
    sentence = "The mail server refuses this mail."


class AddressUnusable(Problem):
    slug = "address-unusable"
    sentence = "This is no address that a mail can be sent to."


class MailCameBack(Problem):
    slug = "mail-came-back"
    sentence = "A mail to this address came back. It waits for a new address."


@dataclass(frozen=True)
class Letter:
    """`key` is the same for every try: a mail that came twice is known by its Message-ID."""

    to: str
    link: str
    key: str


@dataclass
class Mailer:
    """One for the life of the worker."""

    settings: Settings
    seconds: float = SECONDS
    away_until: datetime | None = None

    def send(self, letter: Letter, now: datetime) -> None:
        """Sent, and taken by the server; or a Problem."""
        message = self.write(letter, now)
        if self.away_until is not None and now < self.away_until:
            raise MailServerAway
        try:
            with self._connection() as server:
                server.send_message(message, self.settings.mail_from, [letter.to])
        except MailServerAway:
            self.away_until = now + REST
            raise
        self.away_until = None

    def write(self, letter: Letter, now: datetime) -> EmailMessage:
        if ADDRESS.fullmatch(letter.to) is None:  # one address, and nothing that could begin a header or a second reader
            raise AddressUnusable
        message = EmailMessage(policy=SMTP)
        message["From"] = self.settings.mail_from
        message["To"] = letter.to
        message["Subject"] = WORDS
        message["Date"] = format_datetime(now)
        message["Message-ID"] = f"<{letter.key}@{self._domain}>"
        message["Auto-Submitted"] = "auto-generated"  # an absence notice would tell the world that someone is away
        message.set_content(f"{WORDS}\n\n{letter.link}\n")
        return message

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        """A server whose certificate was verified. Every other way out of here is a Problem."""
        try:
            server = smtplib.SMTP(self.settings.mail_host, self.settings.mail_port, local_hostname=self._domain, timeout=self.seconds)
            try:
                server.starttls(context=self._tls())
                yield server
            finally:
                server.close()  # no QUIT: a server that hangs after it took the mail must not make us send it again
        except (smtplib.SMTPNotSupportedError, ssl.SSLError) as error:
            raise MailNotSecure from error
        except smtplib.SMTPRecipientsRefused as error:
            raise _answer(code for code, _ in error.recipients.values()) from error
        except smtplib.SMTPResponseException as error:
            raise _answer([error.smtp_code]) from error
        except (OSError, smtplib.SMTPException) as error:  # refused, reset, hung, gone in the middle
            raise MailServerAway from error

    @property
    def _domain(self) -> str:
        """Said to the server and in the Message-ID; the machine's own name is nobody's business."""
        return self.settings.mail_from.rpartition("@")[2]

    def _tls(self) -> ssl.SSLContext:
        context = ssl.create_default_context(cafile=str(self.settings.mail_ca_file) if self.settings.mail_ca_file else None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return context


def find_letter(session: Session, payload: dict[str, Any], settings: Settings) -> Letter | None:
    """What the outbox row asks for; None when there is no use in it any more: gone out already, or nobody works there."""
    account = session.get(Account, payload["account"])
    if account is None or not account.is_active:
        return None
    delivery = session.get(Delivery, payload["delivery"]) if "delivery" in payload else None
    if delivery is not None and not is_wanted(delivery):
        return None
    if came_back.is_dead(session, account):
        raise MailCameBack
    path = PATHS.get(payload["reason"], TO_AN_EPISODE).format_map(payload)
    return Letter(account.email, f"{settings.base_url}{path}", key_of(payload))


def is_wanted(delivery: Delivery) -> bool:
    """Not where it is closed, or the mail has gone out. Each person of a desk has a mail of their own, until one of them reads it."""
    if delivery.closed_at is not None:
        return False
    return delivery.opened_at is None if delivery.desk_id is not None else delivery.mailed_at is None


def note_sent(session: Session, payload: dict[str, Any], letter: Letter, now: datetime) -> None:
    came_back.keep(session, letter.key, payload, letter.to, now)
    delivery = session.get(Delivery, payload["delivery"]) if "delivery" in payload else None
    if delivery is not None and delivery.mailed_at is None:
        delivery.mailed_at = now


def key_of(payload: dict[str, Any]) -> str:
    """An id of its own where the asker gave one, else what is asked for stands for itself."""
    return str(payload.get("mail") or hashlib.sha256(canonical.write(payload)).hexdigest()[:32])


def _answer(codes: Iterable[int]) -> Problem:
    return MailPutOff() if all(400 <= code < 500 for code in codes) else MailRefused()
