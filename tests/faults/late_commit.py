"""A broken build, for the control: it answers "stored" first and commits a moment later."""

import time
from typing import Any

from flask import Response, jsonify, request

from rhi_app import current
from rhi_app.database import db
from rhi_app.services import envelopes
from rhi_app.services.time import now
from rhi_app.wsgi import app

LATE_SECONDS = 0.03


def receive() -> Response:
    session = db.sessionmaker()
    answer = jsonify(envelopes.receive(session, current.settings(), request.get_data(), now()))

    def commit() -> None:
        time.sleep(LATE_SECONDS)
        session.commit()
        session.close()

    answer.call_on_close(commit)
    return answer


views: dict[str, Any] = app.view_functions
views["sync.receive"] = receive
