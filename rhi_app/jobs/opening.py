"""Opens what phones sent, makes what they get, and signs what they are told: the jobs that need the worker's keys."""

from typing import Any

from sqlalchemy.orm import Session

from rhi_app.jobs.context import JobContext
from rhi_app.services import bundles, handing, lost_phones, opening, rehearsals


def open_envelope(session: Session, payload: dict[str, Any], context: JobContext) -> None:
    opener = opening.Opener(context.opening_keys, context.signer)
    opening.open_envelope(session, opener, payload["envelope"], context.now())


def make_bundle(session: Session, payload: dict[str, Any], context: JobContext) -> None:
    bundles.make_bundle(session, context.signer, context.opening_keys, payload["device"], context.now())


def read_snapshot(session: Session, payload: dict[str, Any], context: JobContext) -> None:
    record = handing.read_snapshot(session, context.opening_keys, payload["snapshot"], context.now())
    if record is not None:
        bundles.request_bundles(session, record, context.now())


def rehearse_recovery(session: Session, payload: dict[str, Any], context: JobContext) -> None:
    opener = opening.Opener(context.opening_keys, context.signer)
    rehearsals.rehearse(session, context.settings, opener, payload["rehearsal"], context.now())


def sign_order(session: Session, payload: dict[str, Any], context: JobContext) -> None:
    lost_phones.sign_order(session, context.signer, payload["device"], context.now())
