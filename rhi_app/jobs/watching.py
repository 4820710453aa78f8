"""What no request begins: time passes, and somebody must hear of what did not happen."""

import logging
from datetime import datetime

from sqlalchemy.orm import Session

from rhi_app.services import unopened

log = logging.getLogger(__name__)


def look(session: Session, now: datetime) -> None:
    unopened.ask_others(session, now)
    stuck = unopened.alarm(session, now)
    session.commit()
    for row in stuck:
        log.critical("A mail has not been sent for 30 minutes: outbox %s, %s", row.id, row.problem)
