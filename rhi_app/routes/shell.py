"""The app's one page, its service worker and what else lies below /app/. All of it is anonymous: no session, no name, no token.

Everything the phone runs is served below /app/, static files too: a worker's script is looked up in the service worker of its own
address, so that /static/js/vault-worker.js would not start without a network.
"""

import gzip
from functools import lru_cache
from hashlib import sha256
from json import dumps
from pathlib import Path

from flask import Blueprint, Response, current_app, render_template, request, send_from_directory, url_for
from flask.typing import ResponseReturnValue

from rhi_app.domain.problems import NotHere
from rhi_app.forms import registry
from rhi_app.forms.pages import render_form
from rhi_app.modules import FILES, file_of, vendored_in
from rhi_app.security_headers import MAY_COMPILE, policy
from rhi_app.static_files import FOLDER, FOR_EVER, without_comments

bp = Blueprint("shell", __name__, url_prefix="/app")

SCREENS = Path(__file__).parents[1] / "templates" / "app" / "screens"
DATA = {
    "selection": Path(__file__).parents[1] / "domain" / "selection.json",
    "facts": Path(__file__).parents[1] / "protocols" / "facts.json",
}
STYLE = "app.css"  # these in one, in this order: nothing is shown before the last of them is there
STYLES = (
    "vendor/govuk-frontend-phone-6.6.0.css", "css/look.css", "css/parts.css", "css/phone.css", "css/phone-questions.css", "css/entrance.css",
)  # fmt: skip
LEFT_OUT = {"img/icon-192.png", "img/icon-512.png", "img/icon-512-maskable.png"}  # fetched and kept by the home screen
NO_CACHE = {"Cache-Control": "no-cache"}
PACKED = {"text/html", "text/css", "text/javascript", "application/json", "application/manifest+json", "image/svg+xml"}


@bp.get("/")
@bp.get("/<path:path>")
def page(path: str = "") -> ResponseReturnValue:
    """Which screen an address means, the page itself decides: the vault's key must outlive every change of address."""
    return Response(_page(shell_version()), mimetype="text/html", headers=NO_CACHE)


@bp.after_request
def pack(response: Response) -> Response:
    """Sent compressed. Nothing here is secret, so its length may tell what it likes."""
    if response.status_code != 200 or response.mimetype not in PACKED:
        return response
    response.vary.add("Accept-Encoding")
    if "gzip" in request.accept_encodings:
        response.direct_passthrough = False
        response.set_data(_compress(response.get_data()))
        response.content_encoding = "gzip"
    return response


@lru_cache(maxsize=512)
def _compress(content: bytes) -> bytes:
    return gzip.compress(content, mtime=0)


@bp.get("/static/<version>/<path:filename>")
def static_file(version: str, filename: str) -> ResponseReturnValue:
    if filename == STYLE:
        response = Response(_content(STYLE), mimetype="text/css")
    elif filename in FILES:
        response = Response(file_of(filename), mimetype="text/javascript")
    elif filename.startswith("js/"):
        raise NotHere  # a module by itself would run a second time, beside the one in its file
    else:
        response = send_from_directory(FOLDER, filename)
    is_current = version == current_app.config["STATIC_VERSION"]
    response.headers["Cache-Control"] = FOR_EVER if is_current else "no-cache"
    if filename in MAY_COMPILE:
        response.headers["Content-Security-Policy"] = policy(script_src="'self' 'wasm-unsafe-eval'")
    return response


@bp.get("/forms/<name>/<int:version>")
def form(name: str, version: int) -> ResponseReturnValue:
    """One version of one form, for ever the same questions; script reads them out of this page."""
    if registry.find_form(name, version) is None:
        raise NotHere
    return Response(render_form(name, version), mimetype="text/html", headers=NO_CACHE)


@bp.get("/data/<name>.json")
def data(name: str) -> ResponseReturnValue:
    if name not in DATA:
        raise NotHere
    return Response(DATA[name].read_bytes(), mimetype="application/json", headers=NO_CACHE)


@bp.get("/manifest.webmanifest")
def manifest() -> ResponseReturnValue:
    return Response(_manifest(), mimetype="application/manifest+json", headers=NO_CACHE)


@bp.get("/service-worker.js")
def service_worker() -> ResponseReturnValue:
    """The two lines before the script are made here, so that nobody has to remember a version."""
    lines = [f"const VERSION = {dumps(shell_version())};", f"const SHELL = {dumps(shell_paths())};"]
    script = (FOLDER / "js" / "service-worker.js").read_text(encoding="utf-8")
    return Response("\n".join([*lines, script]), mimetype="text/javascript", headers=NO_CACHE)


def shell_paths() -> list[str]:
    """What the phone keeps, and may serve without a network: an allow-list."""
    files = [url_for("shell.static_file", version=current_app.config["STATIC_VERSION"], filename=name) for name in static_files()]
    forms = [url_for("shell.form", name=name, version=version) for name, version in registry.all_versions()]
    datas = [url_for("shell.data", name=name) for name in sorted(DATA)]
    return [url_for("shell.page"), url_for("shell.manifest"), *files, *forms, *datas]


def static_files() -> list[str]:
    """Every file below static/ that the phone runs or shows. The word list is fetched only where it is asked for."""
    pictures = {path.relative_to(FOLDER).as_posix() for path in (FOLDER / "img").iterdir()}
    vendored = {name for file in FILES for name in vendored_in(file)}
    return sorted({STYLE, *FILES} | vendored | pictures - LEFT_OUT)


def shell_version() -> str:
    """Changes when anything of the shell does; looked up once, since a running process serves one shell."""
    kept = current_app.extensions
    if "shell_version" not in kept:
        kept["shell_version"] = _hash_of_shell()
    return str(kept["shell_version"])


def _hash_of_shell() -> str:
    pages = [_page(""), _manifest(), *(render_form(name, version) for name, version in registry.all_versions())]
    contents = [page.encode() for page in pages] + [DATA[name].read_bytes() for name in sorted(DATA)]
    contents += [name.encode() + b"\0" + _content(name) for name in [*static_files(), "js/service-worker.js"]]
    return sha256(b"".join(sha256(content).digest() for content in contents)).hexdigest()[:16]


def _content(name: str) -> bytes:
    if name == STYLE:
        return b"".join(map(_content, STYLES))
    if name in FILES:
        return file_of(name).encode()
    content = (FOLDER / name).read_bytes()
    return content if name.startswith("vendor/") else without_comments(content)


def _page(version: str) -> str:
    screens = [f"app/screens/{path.name}" for path in sorted(SCREENS.glob("*.html")) if not path.name.startswith("_")]
    return render_template(
        "app/shell.html", version=version, screens=screens, static=_static, form_versions=registry.current(),
        at_the_door=vendored_in("js/app.js"), behind_it=["js/inside.js", *vendored_in("js/inside.js")],
    )


def _manifest() -> str:
    name = current_app.config["SETTINGS"].name
    icons = [
        {"src": _static("img/icon-192.png"), "sizes": "192x192", "type": "image/png", "purpose": "any"},
        {"src": _static("img/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any"},
        {"src": _static("img/icon-512-maskable.png"), "sizes": "512x512", "type": "image/png", "purpose": "maskable"},
    ]
    # A neutral name and picture: whoever sees the home screen learns nothing.
    return dumps({
        "id": "/app/", "name": name, "short_name": name, "start_url": "/app/", "scope": "/app/", "display": "standalone",
        "lang": "en-GB", "background_color": "#f4f2ec", "theme_color": "#f4f2ec", "icons": icons,
    })  # fmt: skip


def _static(filename: str) -> str:
    return url_for("shell.static_file", version=current_app.config["STATIC_VERSION"], filename=filename)
