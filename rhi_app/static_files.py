"""Static files under an address that holds their version, so that a browser may keep them for ever.

The version stands before the path (/static/<version>/js/app.js): modules import each other by relative path and so stay within it.
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, send_from_directory

FOLDER = Path(__file__).parent / "static"
WRITER = Path(__file__).with_name("modules.py")  # writes files out of files
COMMENT = re.compile(rb"^[ \t]*(?://.*|/\*(?:(?!\*/)[\s\S])*\*/[ \t]*)$", re.MULTILINE)  # lines that are nothing else
FOR_EVER = "public, max-age=31536000, immutable"


def init_static_files(app: Flask) -> None:
    version = version_of(FOLDER, WRITER)

    def send(version_asked: str, filename: str) -> Response:
        response = send_from_directory(FOLDER, filename)
        # an older page asks under its own version: it gets what there is, and must not keep it under that name
        response.headers["Cache-Control"] = FOR_EVER if version_asked == version else "no-cache"
        return response

    app.add_url_rule("/static/<version_asked>/<path:filename>", endpoint="static", view_func=send)
    app.config["STATIC_VERSION"] = version

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, object]) -> None:
        if endpoint == "static":
            values.setdefault("version_asked", version)


def version_of(folder: Path, *others: Path) -> str:
    """Changes when any file's name or content does."""
    digest = hashlib.sha256(b"".join(other.read_bytes() for other in others))
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


@lru_cache(maxsize=512)
def without_comments(source: bytes) -> bytes:
    """Of our own modules a fifth, compressed, says why: that stays at home. Every line keeps its number."""
    return COMMENT.sub(lambda found: b"\n" * found[0].count(b"\n"), source)
