"""What goes out: synopses, to whom they were delivered, the outbox that moves everything, and the mails that left."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rhi_app.models.base import Base, Moment
from rhi_app.models.cases import Record
from rhi_app.models.people import Account
from rhi_app.models.routing import Desk


class Synopsis(Base):
    """The part of a record that goes to one kind of recipient, or an urgent notice of harm. Content and PDF are sealed under the record's key."""

    __tablename__ = "synopses"
    __table_args__ = (UniqueConstraint("record_id", "recipient_kind", "is_urgent", "version"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.id"))
    recipient_kind: Mapped[str] = mapped_column(String(60))  # the protocol's code of the recipient: social_worker, a desk, a team
    is_urgent: Mapped[bool] = mapped_column(default=False)  # harm disclosed, before the record is finished
    version: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)
    pdf_problem: Mapped[str] = mapped_column(String(60), default="")  # slug: the page stays readable in the portal
    created_at: Mapped[datetime] = mapped_column(Moment)

    record: Mapped[Record] = relationship()
    deliveries: Mapped[list["Delivery"]] = relationship(back_populates="synopsis")


class Delivery(Base):
    """One synopsis for one person or one desk: how far it has come. Of a desk, `claimed_by` is who reads it for all of them."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("synopsis_id", "account_id"), UniqueConstraint("synopsis_id", "desk_id"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # in the mail's link; holds no right
    synopsis_id: Mapped[str] = mapped_column(ForeignKey("synopses.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    desk_id: Mapped[str | None] = mapped_column(ForeignKey("desks.id"), index=True)
    claimed_by_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    claimed_at: Mapped[datetime | None] = mapped_column(Moment)
    asked_as: Mapped[str] = mapped_column(String(20), default="")  # team | duty_manager: somebody else had not opened it
    created_at: Mapped[datetime] = mapped_column(Moment)
    open_until: Mapped[datetime] = mapped_column(Moment)  # the link's end; the coordinator may open it again
    closed_at: Mapped[datetime | None] = mapped_column(Moment)
    closed_because: Mapped[str] = mapped_column(String(20), default="")  # not_for_me | revoked | reader_changed
    team_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    manager_asked_at: Mapped[datetime | None] = mapped_column(Moment)
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acted_at: Mapped[datetime | None] = mapped_column(Moment)  # every action has its outcome
    acknowledgement: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: the actions, and what came of each

    synopsis: Mapped[Synopsis] = relationship(back_populates="deliveries")
    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    desk: Mapped[Desk | None] = relationship()
    claimed_by: Mapped[Account | None] = relationship(foreign_keys=[claimed_by_id])

    @property
    def reader_name(self) -> str:
        return self.desk.name if self.desk is not None else self.account.name if self.account is not None else ""

    @property
    def organisation_name(self) -> str:
        reader = self.desk or self.account
        return reader.organisation.name if reader is not None else ""


class OutboxRow(Base):
    """Something that must happen, written in the transaction of its cause. Payload: opaque ids only."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_done_at_due_at", "done_at", "due_at"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30))  # open_envelope | make_bundle | make_synopses | urgent_notice | send_mail
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    is_urgent: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)
    due_at: Mapped[datetime] = mapped_column(Moment)  # not before; moved on by back-off
    tries: Mapped[int] = mapped_column(default=0)
    problem: Mapped[str] = mapped_column(String(60), default="")  # slug of the last failure
    alarmed_at: Mapped[datetime | None] = mapped_column(Moment)  # somebody was told that it does not get through
    done_at: Mapped[datetime | None] = mapped_column(Moment)


class SentMail(Base):
    """A mail that a server took, kept for as long as it may still come back. Payload as in the outbox; the address is one of staff, as it was."""

    __tablename__ = "sent_mails"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # in its Message-ID; says nothing and holds no right
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    address: Mapped[str] = mapped_column(String(254))
    payload: Mapped[dict[str, Any]] = mapped_column(JSON)
    sent_at: Mapped[datetime] = mapped_column(Moment, index=True)
    came_back_at: Mapped[datetime | None] = mapped_column(Moment)  # nothing more goes to this address until somebody has looked at it
