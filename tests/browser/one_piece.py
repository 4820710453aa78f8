"""How the tests' server answers: each answer in one piece, and what never changes from memory."""

from typing import Any

from rhi_app.static_files import FOR_EVER

_never_changes: dict[tuple[str, str], tuple[list[Any], bytes]] = {}


def whole(app: Any) -> Any:
    """Answers in one piece: a browser that is killed in the middle leaves no file of the server open.
    What lies for ever at its address is made once in a process: each phone and each newer version asks for two hundred of those."""

    def answer(environ: dict[str, Any], start_response: Any) -> Any:
        of = (environ["PATH_INFO"], environ.get("HTTP_ACCEPT_ENCODING", ""))
        if of in _never_changes:
            said, body = _never_changes[of]
        else:
            said = []
            body = _read(app, environ, said)
            if said[0].startswith("200") and environ["REQUEST_METHOD"] == "GET" and ("Cache-Control", FOR_EVER) in said[1]:
                _never_changes[of] = said, body
        start_response(*said)
        return [body]

    return answer


def _read(app: Any, environ: dict[str, Any], said: list[Any]) -> bytes:
    """The body; status and headers come into `said`."""
    parts = app(environ, lambda *started: said.extend(started))
    try:
        return b"".join(parts)
    finally:
        getattr(parts, "close", lambda: None)()
