"""Opens what phones sent and makes what they get: the two jobs that need the worker's keys."""

from typing import Any

from sqlalchemy.orm import Session

from rhi_app.jobs.context import JobContext
from rhi_app.services import bundles, opening


def open_envelope(session: Session, payload: dict[str, Any], context: JobContext) -> None:
    opener = opening.Opener(context.opening_keys, context.signer)
    opening.open_envelope(session, opener, payload["envelope"], context.now())


def make_bundle(session: Session, payload: dict[str, Any], context: JobContext) -> None:
    bundles.make_bundle(session, context.signer, payload["device"], context.now())
