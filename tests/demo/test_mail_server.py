"""The demonstration's mail server takes mail over verified TLS alone, keeps it, and shows it."""

import smtplib
import ssl
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest

from rhi_app.demo.certificates import Authority
from rhi_app.demo.mail_page import make_page_server
from rhi_app.demo.mail_server import SmtpServer
from rhi_app.demo.mailbox import Mailbox
from tests.engines.ports import free_port


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path / "certificates")


@pytest.fixture
def mailbox(tmp_path: Path) -> Mailbox:
    return Mailbox(tmp_path / "mail")


@pytest.fixture
def smtp_port(mailbox: Mailbox, authority: Authority) -> Iterator[int]:
    port = free_port()
    server = SmtpServer(mailbox, authority, port)
    server.start()
    yield port
    server.stop()


@pytest.fixture
def page(mailbox: Mailbox) -> Iterator[str]:
    server = make_page_server(mailbox, 0)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def message(text: str = "1 item waits.") -> EmailMessage:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "daybook@localhost", "cerys@essex.example", "1 item waits."
    mail.set_content(text)
    return mail


def send(port: int, mail: EmailMessage, context: ssl.SSLContext) -> None:
    with smtplib.SMTP("localhost", port, timeout=10) as connection:
        connection.starttls(context=context)
        connection.send_message(mail)


def trusting(authority: Authority) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=authority.certificate_file)


def get(address: str) -> str:
    with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - our own page
        return str(answer.read().decode())


def test_a_mail_over_verified_tls_is_kept(smtp_port: int, authority: Authority, mailbox: Mailbox) -> None:
    send(smtp_port, message(), trusting(authority))
    (mail,) = mailbox.list_mails()
    assert (mail.subject, mail.text.strip(), mail.recipients) == ("1 item waits.", "1 item waits.", "cerys@essex.example")
    assert b"Return-Path: <daybook@localhost>" in mail.source


def test_mail_without_tls_is_refused(smtp_port: int, mailbox: Mailbox) -> None:
    with smtplib.SMTP("localhost", smtp_port, timeout=10) as connection, pytest.raises(smtplib.SMTPException) as refused:
        connection.send_message(message())
    assert "530" in str(refused.value)
    assert mailbox.list_mails() == []


def test_a_sender_that_does_not_know_the_authority_refuses_the_server(smtp_port: int, mailbox: Mailbox) -> None:
    with pytest.raises(ssl.SSLCertVerificationError):
        send(smtp_port, message(), ssl.create_default_context())
    assert mailbox.list_mails() == []


def test_the_page_lists_and_shows_mail(smtp_port: int, authority: Authority, page: str, mailbox: Mailbox) -> None:
    assert "No mail yet." in get(page)
    send(smtp_port, message("Read it in the portal: http://localhost:8000/inbox"), trusting(authority))
    name = mailbox.list_mails()[0].name
    assert f'<a href="/{name}">1 item waits.</a>' in get(page)
    assert '<a href="http://localhost:8000/inbox"' in get(f"{page}/{name}")
    assert "Subject: 1 item waits." in get(f"{page}/{name}?source")


def test_what_a_mail_says_is_never_run_by_the_page(smtp_port: int, authority: Authority, page: str, mailbox: Mailbox) -> None:
    send(smtp_port, message("<script>alert(1)</script>"), trusting(authority))
    shown = get(f"{page}/{mailbox.list_mails()[0].name}")
    assert "<script>" not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize("path", ["none.eml", "..%2Fsecret.eml", "%2Fetc%2Fpasswd", ".hidden.partial"])
def test_the_page_gives_nothing_but_mail(page: str, path: str, mailbox: Mailbox) -> None:
    (mailbox.folder.parent / "secret.eml").write_text("Subject: secret\n\n")
    (mailbox.folder / ".hidden.partial").write_text("half a mail")
    with pytest.raises(urllib.error.HTTPError) as answer:
        get(f"{page}/{path}")
    assert answer.value.code == 404
    answer.value.close()
