"""The page on which the demonstration's mail is read: a list, and one page for each message."""

from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote, urlsplit

from jinja2 import DictLoader, Environment

from rhi_app.demo.mailbox import Mailbox

STYLE = """
:root { color-scheme: light dark }
body { font: 17px/1.5 system-ui, sans-serif; max-width: 46rem; margin: 0 auto; padding: 16px }
ul { list-style: none; padding: 0 } li { border-bottom: 1px solid #8886; padding: 12px 0 }
p.small { margin: 0; font-size: 15px; opacity: .8 } pre { font: inherit; white-space: pre-wrap; overflow-wrap: anywhere }
"""
FRAME = (
    '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width, initial-scale=1">'
    "<title>{% block title %}{% endblock %} – demonstration mail</title><style>" + STYLE + "</style></head>"
    "<body><main>{% block main %}{% endblock %}</main></body></html>"
)
LIST = (
    '{% extends "frame" %}{% block title %}Mail{% endblock %}{% block main %}<h1>Mail of the demonstration</h1>'
    "<p>Kept here, delivered to nobody. Load the page again for newer mail.</p>"
    "{% if mails %}<ul>{% for mail in mails %}<li>"
    '<a href="/{{ mail.name|address }}">{{ mail.subject or "(no subject)" }}</a>'
    '<p class="small">to {{ mail.recipients }} · {{ mail.received_at.strftime("%H:%M:%S, %d %B %Y") }} UTC</p></li>'
    "{% endfor %}</ul>{% else %}<p>No mail yet.</p>{% endif %}{% endblock %}"
)
ONE = (
    '{% extends "frame" %}{% block title %}One mail{% endblock %}{% block main %}<p><a href="/">All mail</a></p>'
    '<h1>{{ mail.subject or "(no subject)" }}</h1><p>From {{ mail.sender }}<br>To {{ mail.recipients }}</p>'
    '<pre>{{ mail.text|urlize }}</pre><p><a href="/{{ mail.name|address }}?source">As it came</a></p>{% endblock %}'
)
GONE = (
    '{% extends "frame" %}{% block title %}Not here{% endblock %}{% block main %}'
    '<h1>There is no such mail</h1><p><a href="/">All mail</a></p>{% endblock %}'
)

_pages = Environment(loader=DictLoader({"frame": FRAME, "list": LIST, "one": ONE, "gone": GONE}), autoescape=True)
_pages.filters["address"] = quote


class _Handler(BaseHTTPRequestHandler):
    mailbox: Mailbox

    def do_GET(self) -> None:
        address = urlsplit(self.path)
        name = unquote(address.path.lstrip("/"))
        if not name:
            return self._answer(HTTPStatus.OK, "list", mails=self.mailbox.list_mails())
        mail = self.mailbox.find_mail(name)
        if mail is None:
            return self._answer(HTTPStatus.NOT_FOUND, "gone")
        if address.query == "source":
            return self._send(HTTPStatus.OK, "text/plain; charset=utf-8", mail.source)
        return self._answer(HTTPStatus.OK, "one", mail=mail)

    def _answer(self, status: HTTPStatus, page: str, **values: object) -> None:
        self._send(status, "text/html; charset=utf-8", _pages.get_template(page).render(values).encode())

    def _send(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: addresses of pages are of no use in the log."""


def make_page_server(mailbox: Mailbox, port: int) -> ThreadingHTTPServer:
    """On loopback only: with --lan too, nobody else reads the demonstration's mail."""
    handler = type("Handler", (_Handler,), {"mailbox": mailbox})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)
