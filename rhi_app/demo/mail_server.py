"""The demonstration's mail server: SMTP that insists on TLS, and a page to read what came. `python -m rhi_app.demo.mail_server`."""

import argparse
import logging
import signal
import ssl
import threading
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from rhi_app.demo.certificates import Authority
from rhi_app.demo.mail_page import make_page_server
from rhi_app.demo.mailbox import Mailbox

log = logging.getLogger(__name__)
AT_MOST_BYTES = 10 * 1024 * 1024


class Keeper:
    """Keeps every message; delivers none."""

    def __init__(self, mailbox: Mailbox) -> None:
        self.mailbox = mailbox

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        content = envelope.original_content or b""
        name = self.mailbox.keep(content, envelope.mail_from or "", list(envelope.rcpt_tos))
        log.info("kept %s", name)
        return f"250 kept as {name}"


class SmtpServer:
    """SMTP on loopback. No mail is taken before STARTTLS, so a sender without verified TLS shows at once."""

    def __init__(self, mailbox: Mailbox, authority: Authority, port: int) -> None:
        certificate, key = authority.issue("mail", ["localhost", "127.0.0.1"])
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.load_cert_chain(certificate, key)
        self._controller = Controller(
            Keeper(mailbox), hostname="127.0.0.1", port=port, tls_context=context, require_starttls=True,
            data_size_limit=AT_MOST_BYTES, ident="Daybook demonstration",
        )  # fmt: skip

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()


def serve(mailbox_folder: Path, certificates: Path, smtp_port: int, page_port: int) -> None:
    """Runs until it is told to stop."""
    mailbox = Mailbox(mailbox_folder)
    smtp = SmtpServer(mailbox, Authority(certificates), smtp_port)
    page = make_page_server(mailbox, page_port)
    smtp.start()
    threading.Thread(target=page.serve_forever, daemon=True).start()
    log.info("SMTP on 127.0.0.1:%s, page on http://localhost:%s", smtp_port, page_port)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    stop.wait()
    page.shutdown()
    smtp.stop()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mailbox", type=Path, required=True)
    parser.add_argument("--certificates", type=Path, required=True)
    parser.add_argument("--smtp-port", type=int, required=True)
    parser.add_argument("--page-port", type=int, required=True)
    given = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd's own, a line for each command
    serve(given.mailbox, given.certificates, given.smtp_port, given.page_port)


if __name__ == "__main__":
    main()
