"""The demonstration's certificate authority: made once, for local addresses alone."""

import ssl
import threading
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.request import urlopen

import pytest
from cryptography import x509

from rhi_app.demo.certificates import Authority


def test_the_authority_is_made_once_and_its_keys_are_for_us_alone(tmp_path: Path) -> None:
    first, second = Authority(tmp_path / "ca"), Authority(tmp_path / "ca")
    assert first.fingerprint() == second.fingerprint()
    first.issue("web", ["localhost"])
    assert {file.stat().st_mode & 0o777 for file in (tmp_path / "ca").glob("*-key.pem")} == {0o600}


def test_a_certificate_is_issued_anew_only_when_the_address_changes(tmp_path: Path) -> None:
    authority = Authority(tmp_path / "ca")
    certificate, _ = authority.issue("web", ["192.168.1.20", "localhost"])
    first = certificate.read_bytes()
    authority.issue("web", ["192.168.1.20", "localhost"])
    assert certificate.read_bytes() == first
    authority.issue("web", ["192.168.1.21", "localhost"])
    assert certificate.read_bytes() != first


def test_a_certificate_of_another_authority_is_issued_anew(tmp_path: Path) -> None:
    certificate, _ = Authority(tmp_path / "ca").issue("web", ["localhost"])
    first = certificate.read_bytes()
    (tmp_path / "ca" / "authority-key.pem").unlink()
    Authority(tmp_path / "ca").issue("web", ["localhost"])
    assert certificate.read_bytes() != first


def test_a_phone_accepts_how_long_it_is_valid(tmp_path: Path) -> None:
    certificate, _ = Authority(tmp_path / "ca").issue("web", ["localhost"])
    read = x509.load_pem_x509_certificate(certificate.read_bytes())
    assert read.not_valid_after_utc - read.not_valid_before_utc <= timedelta(days=398)


class _Nothing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(204)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


def fetch(authority: Authority, hosts: list[str]) -> int:
    """The status that a client which trusts the authority gets from https://localhost with such a certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*authority.issue("web", hosts))
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Nothing)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        trusting = ssl.create_default_context(cafile=authority.certificate_file)
        with urlopen(f"https://localhost:{server.server_address[1]}", context=trusting, timeout=10) as answer:
            return int(answer.status)
    finally:
        server.shutdown()
        server.server_close()


def test_a_local_address_is_trusted(tmp_path: Path) -> None:
    assert fetch(Authority(tmp_path / "ca"), ["localhost", "127.0.0.1", "192.168.1.20"]) == 204


def test_the_authority_cannot_vouch_for_a_public_name(tmp_path: Path) -> None:
    """Whoever steals its key from a laptop gains nothing against the phones that trusted it."""
    with pytest.raises(OSError, match="permitted subtree violation"):
        fetch(Authority(tmp_path / "ca"), ["localhost", "bank.example"])
