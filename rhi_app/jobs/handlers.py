"""Which function does which kind of outbox row. A handler gets `(session, payload, context)`; the runner commits, with the row marked done."""

from collections.abc import Callable
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.jobs import delivering, opening
from rhi_app.jobs.context import JobContext

Handler = Callable[[Session, dict[str, Any], JobContext], None]

HANDLERS: dict[str, Handler] = {
    "open_envelope": opening.open_envelope,
    "make_bundle": opening.make_bundle,
    "read_snapshot": opening.read_snapshot,
    "sign_order": opening.sign_order,
    "rehearse_recovery": opening.rehearse_recovery,
    "make_synopses": delivering.make_synopses,
    "urgent_notice": delivering.urgent_notice,
    "print_synopsis": delivering.print_synopsis,
    "send_mail": delivering.send_mail,
}
