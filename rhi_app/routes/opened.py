"""A page with a name on it is opened by a button, and the log notes by whom: no GET changes anything."""

from datetime import datetime
from typing import Any

from rhi_app import current
from rhi_app.access import may_or_refuse
from rhi_app.database import db
from rhi_app.services.audit import record_audit
from rhi_app.services.time import now


def open_names(action: str, thing: Any, child_id: str) -> datetime:
    """Whoever may do this with the thing sees who the child is; noted before anything is shown. Gives the moment."""
    account, moment = current.get_account(), now()
    may_or_refuse(account, action, thing)
    record_audit(db.session, account, "child.read", "child", child_id, moment)
    db.session.commit()
    return moment
