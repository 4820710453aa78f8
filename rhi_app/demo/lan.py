"""For phones on the same network: this machine's address there, and how a phone comes to trust it."""

import socket
import threading
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from cryptography.hazmat.primitives import serialization
from jinja2 import Environment

from rhi_app.demo.demonstration import Demonstration
from rhi_app.demo.processes import PartFailed

PAGE = """<!doctype html><html lang="en-GB"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>Trust this demonstration</title>
<style>:root { color-scheme: light dark } body { font: 17px/1.5 system-ui, sans-serif; margin: 16px }
code { overflow-wrap: anywhere }</style></head><body><main><h1>Trust this demonstration</h1>
<ol><li><a href="/daybook-demonstration.crt">Fetch the certificate</a></li>
<li>Android: Settings, Security, Encryption and credentials, Install a certificate, CA certificate.
iPhone: Settings, Profile downloaded, Install; then General, About, Certificate trust settings, switch it on.</li>
<li>Compare the fingerprint with the one in the terminal:<br><code>{{ fingerprint }}</code></li>
<li><a href="{{ base_url }}/app/">Open the app</a></li></ol>
<p>It can vouch for addresses of a local network only. Remove it when you are done.</p></main></body></html>"""

_page = Environment(autoescape=True).from_string(PAGE)


def find_lan_address() -> str:
    """The address under which the local network knows this machine."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("10.255.255.255", 9))  # sends nothing; only asks which address would be used
            return str(probe.getsockname()[0])
        except OSError:
            raise PartFailed("This machine is on no network. Name its address: ./bin/run --lan 192.168.1.20") from None


def trust_port(demonstration: Demonstration) -> int:
    return demonstration.ports.smtp + 1


def trust_steps(demonstration: Demonstration) -> str:
    return f"""A phone on this network trusts it so (once):
  1. On the phone, open http://{demonstration.lan_address}:{trust_port(demonstration)} and fetch the certificate.
  2. Android: Settings, Security, Encryption and credentials, Install a certificate, CA certificate.
     iPhone: Settings, Profile downloaded, Install; then General, About, Certificate trust settings: switch it on.
  3. Compare the fingerprint: {demonstration.authority.fingerprint()}
  4. Open {demonstration.base_url}/app/ and install the app from the browser's menu.
Android by cable needs none of this: start ./bin/run without --lan, then on this machine
  adb reverse tcp:{demonstration.ports.web} tcp:{demonstration.ports.web}
and open http://localhost:{demonstration.ports.web}/app/ on the phone.
The authority's key stays in {demonstration.authority.folder}; it can vouch for local addresses only. Remove it from the phone afterwards.
"""


class _Handler(BaseHTTPRequestHandler):
    demonstration: Demonstration

    def do_GET(self) -> None:
        authority = self.demonstration.authority
        if self.path == "/daybook-demonstration.crt":
            return self._send("application/x-x509-ca-cert", authority.certificate.public_bytes(serialization.Encoding.DER))
        page = _page.render(fingerprint=authority.fingerprint(), base_url=self.demonstration.base_url)
        return self._send("text/html; charset=utf-8", page.encode())

    def _send(self, kind: str, body: bytes) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


class TrustPage:
    """Plain http, since the phone does not trust us yet: it serves the certificate and nothing else."""

    def __init__(self, demonstration: Demonstration) -> None:
        handler = type("Handler", (_Handler,), {"demonstration": demonstration})
        self._server = ThreadingHTTPServer((demonstration.lan_address or "", trust_port(demonstration)), handler)

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
