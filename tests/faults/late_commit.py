"""A broken build, for the control: it answers "stored" first and commits a moment later."""

import time
from collections.abc import Callable
from typing import Any

from flask import Response, jsonify, request
from sqlalchemy.orm import Session

from rhi_app import current
from rhi_app.database import db
from rhi_app.domain import rescue
from rhi_app.services import envelopes
from rhi_app.services.time import now
from rhi_app.wsgi import app

LATE_SECONDS = 0.03


def receive() -> Response:
    return early(lambda session, data: envelopes.receive(session, current.settings(), data, now()))


def receive_together() -> Response:
    return early(lambda session, data: {"answers": envelopes.receive_together(session, current.settings(), rescue.unpack(data), now())})


def early(take: Callable[[Session, bytes], Any]) -> Response:
    session = db.sessionmaker()
    answer = jsonify(take(session, request.get_data()))

    def commit() -> None:
        time.sleep(LATE_SECONDS)
        session.commit()
        session.close()

    answer.call_on_close(commit)
    return answer


views: dict[str, Any] = app.view_functions
views["sync.receive"] = receive
views["sync.receive_together"] = receive_together
