"""A sign of life for whoever watches the installation."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from rhi_app.database import db

bp = Blueprint("health", __name__)


@bp.get("/healthz")
def healthz() -> ResponseReturnValue:
    db.session.execute(text("SELECT 1"))
    return {"state": "ok"}
