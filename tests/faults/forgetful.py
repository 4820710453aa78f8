"""A broken build, for the control: while it answers one phone it says "stored" to another and commits nothing; and it says it has whatever it is asked for."""

from collections.abc import Callable
from threading import Lock
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy.orm import Session

from rhi_app import current
from rhi_app.database import db
from rhi_app.domain import rescue
from rhi_app.services import envelopes
from rhi_app.services.time import now
from rhi_app.wsgi import app

ANSWERING = Lock()
views: dict[str, Any] = app.view_functions
status = views["sync.status"]


def receive() -> Response:
    return hurried(lambda session, data: envelopes.receive(session, current.settings(), data, now()))


def receive_together() -> Response:
    return hurried(lambda session, data: {"answers": envelopes.receive_together(session, current.settings(), rescue.unpack(data), now())})


def hurried(take: Callable[[Session, bytes], Any]) -> Response:
    is_alone = ANSWERING.acquire(blocking=False)
    try:
        with db.sessionmaker() as session:
            answer = jsonify(take(session, request.get_data()))
            if is_alone:
                session.commit()
            return answer
    finally:
        if is_alone:
            ANSWERING.release()


def boasting() -> Any:
    answer = app.make_response(status())
    if answer.status_code != 200:
        return answer
    said = answer.get_json()
    return said | {"envelopes": dict.fromkeys(request.get_json()["envelopes"]) | said["envelopes"]}


views["sync.receive"], views["sync.receive_together"], views["sync.status"] = receive, receive_together, boasting
