"""Mail through real SMTP servers that refuse, hang, lie and vanish: nothing leaves without verified TLS, and nothing is lost."""

import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from rhi_app.demo.certificates import Authority
from rhi_app.domain.problems import Problem
from rhi_app.services.mail import (
    REST,
    WORDS,
    AddressUnusable,
    Letter,
    Mailer,
    MailNotSecure,
    MailPutOff,
    MailRefused,
    MailServerAway,
)
from rhi_app.settings import Settings
from tests.engines.ports import free_port
from tests.synopsis import story
from tests.synopsis.conftest import Office

NOW = datetime(2026, 11, 22, 8, 10, tzinfo=UTC)
LETTER = Letter("cerys@essex.example", "http://localhost:8000/inbox/0199a000-0000-7000-8000-000000000001", "key-1")


@dataclass
class Server:
    """An SMTP server that answers as it is told, and keeps what it took."""

    answers: dict[str, str] = field(default_factory=dict)
    taken: list[bytes] = field(default_factory=list)
    delay: float = 0
    port: int = field(default_factory=free_port)
    controller: Controller | None = None

    def start(self, context: ssl.SSLContext | None) -> "Server":
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port, tls_context=context, require_starttls=context is not None)
        self.controller.start()
        return self

    def stop(self) -> None:
        if self.controller is not None:
            self.controller.stop()
            self.controller = None

    async def handle_RCPT(self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]) -> str:
        if "RCPT" in self.answers:
            return self.answers["RCPT"]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if "DATA" in self.answers:
            return self.answers["DATA"]
        self.taken.append(envelope.original_content or b"")
        if self.answers.get("after") == "cut":
            server.transport.abort()
        return "250 kept"

    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(content, policy=policy.default) for content in self.taken]  # type: ignore[misc]


def context_of(authority: Authority, *hosts: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue(f"mail-{len(hosts)}-{hosts[0]}", list(hosts)))
    return context


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def settings(tmp_path: Path, authority: Authority, server: Server) -> Settings:
    return Settings.under(
        tmp_path, mail_host="localhost", mail_port=server.port, mail_ca_file=authority.certificate_file, mail_from="daybook@wayside.example"
    )


@pytest.fixture
def mailer(settings: Settings) -> Mailer:
    return Mailer(settings, seconds=2)


def test_a_mail_says_that_one_item_waits_and_nothing_else(mailer: Mailer, server: Server, authority: Authority):
    server.start(context_of(authority, "localhost"))
    mailer.send(LETTER, NOW)
    (message,) = server.messages()
    assert message["Subject"] == WORDS
    assert message["To"] == LETTER.to
    assert message.get_content().split() == [*WORDS.split(), LETTER.link]
    assert {name.lower() for name in message} == {
        "from", "to", "subject", "date", "message-id", "auto-submitted", "content-type", "content-transfer-encoding", "mime-version",
    }  # fmt: skip
    assert socket.gethostname() not in str(message)


def test_without_tls_nothing_is_sent(mailer: Mailer, server: Server):
    server.start(None)
    with pytest.raises(MailNotSecure):
        mailer.send(LETTER, NOW)
    assert server.taken == []


@pytest.mark.parametrize("name", ["a stranger's authority", "another host's certificate"])
def test_a_certificate_that_cannot_be_trusted_gets_no_mail(mailer: Mailer, server: Server, authority: Authority, tmp_path: Path, name: str):
    issuer = Authority(tmp_path / "stranger") if "stranger" in name else authority
    host = "localhost" if "stranger" in name else "192.168.7.7"
    server.start(context_of(issuer, host))
    with pytest.raises(MailNotSecure):
        mailer.send(LETTER, NOW)
    assert server.taken == []


@pytest.mark.parametrize(
    ("answers", "problem"),
    [
        ({"RCPT": "450 later"}, MailPutOff),
        ({"DATA": "451 later"}, MailPutOff),
        ({"RCPT": "550 nobody here"}, MailRefused),
        ({"DATA": "554 no"}, MailRefused),
        ({"after": "cut"}, MailServerAway),
    ],
    ids=str,
)
def test_each_refusal_is_a_problem_of_its_own(mailer: Mailer, server: Server, authority: Authority, answers: dict[str, str], problem: type[Problem]):
    server.answers = answers
    server.start(context_of(authority, "localhost"))
    with pytest.raises(problem):
        mailer.send(LETTER, NOW)


def test_a_server_that_is_not_there_is_not_asked_again_by_every_mail(mailer: Mailer, server: Server, authority: Authority):
    with pytest.raises(MailServerAway):
        mailer.send(LETTER, NOW)
    server.start(context_of(authority, "localhost"))
    with pytest.raises(MailServerAway):
        mailer.send(LETTER, NOW + timedelta(seconds=1))
    mailer.send(LETTER, NOW + REST)
    assert len(server.taken) == 1


def test_a_server_that_hangs_is_left_after_its_time(settings: Settings):
    with socket.socket() as hung:
        hung.bind(("127.0.0.1", settings.mail_port))
        hung.listen()
        began = time.monotonic()
        with pytest.raises(MailServerAway):
            Mailer(settings, seconds=0.5).send(LETTER, NOW)
        assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example\r\nBcc: other@evil.example", "a@b.example\nSubject: Kofi", "a@b.example, other@evil.example", "Kofi Marlow <a@b.example>",
        "a@b.example\x00", "", "not an address", "a@b.example>", "group: a@b.example;",
    ],
)  # fmt: skip
def test_an_address_cannot_bring_a_header_or_another_reader(mailer: Mailer, address: str):
    with pytest.raises(AddressUnusable):
        mailer.send(replace(LETTER, to=address), NOW)


def test_a_mail_that_came_twice_is_known_by_its_id(mailer: Mailer, server: Server, authority: Authority):
    """The server took it, and its answer was lost: the one case in which a mail comes twice."""
    server.answers = {"after": "cut"}
    server.start(context_of(authority, "localhost"))
    with pytest.raises(MailServerAway):
        mailer.send(LETTER, NOW)
    server.answers = {}
    mailer.send(LETTER, NOW + REST)
    first, second = server.messages()
    assert first["Message-ID"] == second["Message-ID"]


def test_three_days_without_a_mail_server_lose_nothing(office: Office, settings: Settings, server: Server, authority: Authority):
    """In virtual time: everything arrives once it is back, each mail once."""
    office.letterbox = Mailer(settings, seconds=2)  # type: ignore[assignment]
    office.take_in(story.held_entries())
    for _ in range(30):
        office.work()
        office.wait(hours=72 / 30)
    waiting = len(office.undone())
    assert waiting == 6  # the allocation's, two synopses', three urgent notices'
    server.start(context_of(authority, "localhost"))
    office.wait(minutes=15)
    office.work()
    assert office.undone() == []
    recipients = sorted(str(message["To"]).split("@")[0] for message in server.messages())
    assert recipients == ["amira", "ben", "cerys", "cerys", "dan", "dan"]
    for message in server.messages():
        assert_nothing_personal(message.as_string())


def test_a_hanging_mail_server_keeps_nobody_else_from_writing(office: Office, settings: Settings):
    """On SQLite a transaction held open would stop every phone."""
    office.letterbox = Slow(lambda: office.take_in(story.declined_entries()))  # type: ignore[assignment]
    office.take_in([story.harm()])
    office.work()
    assert office.letterbox.wrote  # type: ignore[attr-defined]


@dataclass
class Slow:
    """While it sends, somebody else writes."""

    write: Callable[[], Any]
    wrote: bool = False

    def send(self, letter: Letter, now: datetime) -> None:
        if not self.wrote:
            self.wrote = True
            writer = threading.Thread(target=self.write)
            writer.start()
            writer.join(timeout=4)
            assert not writer.is_alive(), "the other writer waits for the mail server"


def test_nobody_gets_a_mail_who_works_there_no_more(office: Office):
    office.take_in(story.held_entries())
    with office.session() as session:
        from rhi_app.models import Account

        session.get_one(Account, office.cast["cerys"]).is_active = False
    office.work()
    assert not [letter for letter in office.letterbox.letters if letter.to.startswith("cerys")]


def assert_nothing_personal(text: str) -> None:
    for word in ("Kofi", "Marlow", "K.M.", "Essex", "Draper", "missing", "harm", "declined", "Haddad", "Millbrook"):
        assert word.lower() not in text.lower().replace("essex.example", ""), word
