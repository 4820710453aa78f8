"""What may stand between a phone and its server: it breaks, changes or delays answers."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

Body = Callable[[bytes], bytes]
Wrap = Callable[[Any], Any]


def answering(ending: str, change: Body, status: str = "", times: int = 1_000) -> Wrap:
    """Changes the answers of one address: the request has reached the application."""
    left = [times]

    def wrap(app: Any) -> Any:
        def between(environ: dict[str, Any], start_response: Any) -> Any:
            if not environ["PATH_INFO"].endswith(ending) or left[0] == 0:
                return app(environ, start_response)
            left[0] -= 1
            said: list[Any] = []
            body = change(b"".join(app(environ, lambda *started: said.extend(started))))
            headers = [(name, value) for name, value in said[1] if name.lower() != "content-length"]
            start_response(status or said[0], [*headers, ("Content-Length", str(len(body)))])
            return [body]

        return between

    return wrap


def noting(asked: list[str]) -> Wrap:
    """Changes nothing; the paths in the order in which they were asked for."""

    def wrap(app: Any) -> Any:
        def between(environ: dict[str, Any], start_response: Any) -> Any:
            asked.append(environ["PATH_INFO"])
            return app(environ, start_response)

        return between

    return wrap


def refusing(ending: str, status: str, body: bytes = b"", only: Callable[[bytes], bool] = lambda sent: True) -> Wrap:
    """Answers in place of the application, which never hears of it."""

    def wrap(app: Any) -> Any:
        def between(environ: dict[str, Any], start_response: Any) -> Any:
            if not environ["PATH_INFO"].endswith(ending):
                return app(environ, start_response)
            sent = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
            environ["wsgi.input"] = BytesIO(sent)
            if not only(sent):
                return app(environ, start_response)
            start_response(status, [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
            return [body]

        return between

    return wrap


def problem(slug: str, *, try_again: bool = False) -> bytes:
    return json.dumps({"problem": slug, "sentence": "What the server says.", "try_again": try_again}).encode()


def in_json(change: Callable[[Any], None]) -> Body:
    """Changes the value of a JSON body."""

    def changed(body: bytes) -> bytes:
        value = json.loads(body)
        change(value)
        return json.dumps(value).encode()

    return changed
