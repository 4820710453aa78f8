"""Phones that somebody should ask about: work on them that the server has not, and silence while there are cases on them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from rhi_app.models import Device
from rhi_app.services.allocation import open_count

ASK_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Watched:
    """How long, by device; nobody is named here."""

    unsent: dict[str, timedelta]
    silent: dict[str, timedelta]

    @property
    def count(self) -> int:
        return len(self.unsent.keys() | self.silent.keys())


def phones_to_ask_about(session: Session, organisation: str, now: datetime) -> Watched:
    """By what each phone last said and when: it may have sent nothing for want of a network, or not have been opened."""
    in_use = session.scalars(select(Device).where(Device.organisation_id == organisation, Device.state.in_(("active", "revoked"))))
    unsent, silent = {}, {}
    for device in in_use:
        if device.unsent_since is not None and now - device.unsent_since > ASK_AFTER:
            unsent[device.id] = now - device.unsent_since
        seen = device.last_seen_at or device.enrolled_at
        if device.state == "active" and now - seen > ASK_AFTER and open_count(session, device.account) > 0:
            silent[device.id] = now - seen
    return Watched(unsent, silent)
