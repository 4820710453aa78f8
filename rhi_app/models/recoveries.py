"""Drafts kept for the day when a phone is gone, the two people of a recovery, and who had a record before."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rhi_app.models.base import Base, Moment
from rhi_app.models.people import Account
from rhi_app.models.phones import Device


class Snapshot(Base):
    """The latest draft snapshot of a record of a phone. Its row stays when the bytes are gone: an older one is refused for ever."""

    __tablename__ = "snapshots"
    __table_args__ = (UniqueConstraint("device_id", "slot"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"))
    slot: Mapped[str] = mapped_column(String(43))  # the phone's own name for the record: tells nothing
    number: Mapped[int]
    hash: Mapped[str] = mapped_column(String(43))
    sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # as it came; None: destroyed
    received_at: Mapped[datetime] = mapped_column(Moment)
    receipt: Mapped[dict[str, Any]] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(20))  # stored | read | set_aside | destroyed
    is_held: Mapped[bool] = mapped_column(default=False)  # its phone was lost when it came: handed to nobody
    record_id: Mapped[str | None] = mapped_column(String(36), index=True)  # known once the worker has read it

    device: Mapped[Device] = relationship()


class Recovery(Base):
    """One person opens it, another approves it; only then is the draft of a phone that does not open given to a new one."""

    __tablename__ = "recoveries"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    reason: Mapped[str] = mapped_column(String(30))  # forgotten_words | broken_phone | lost_phone
    opened_by_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    opened_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    approved_by_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    approved_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_by_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    device_id: Mapped[str | None] = mapped_column(String(36), index=True)  # the phone that it brought in
    done_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    opened_by: Mapped[Account] = relationship(foreign_keys=[opened_by_id])
    approved_by: Mapped[Account | None] = relationship(foreign_keys=[approved_by_id])

    @property
    def organisation_id(self) -> str:
        return self.account.organisation_id


class LapsedLease(Base):
    """A phone that had a record before somebody else got it. `gone_number`: its first bundle without the record; None: not made yet."""

    __tablename__ = "lapsed_leases"
    record_id: Mapped[str] = mapped_column(ForeignKey("records.id"), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    ended_at: Mapped[datetime] = mapped_column(Moment)
    gone_number: Mapped[int | None]


class Rehearsal(Base):
    """A recovery that was gone through with a dummy record, and what came of it."""

    __tablename__ = "rehearsals"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    asked_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str] = mapped_column(String(60), default="")  # worked, or the slug of what did not
