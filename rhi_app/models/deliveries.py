"""What goes out: synopses, to whom they were delivered, and the outbox that moves everything."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rhi_app.models.base import Base, Moment
from rhi_app.models.cases import Record
from rhi_app.models.people import Account


class Synopsis(Base):
    """The part of a record that goes to one kind of recipient, or an urgent notice of harm. Content and PDF are sealed under the record's key."""

    __tablename__ = "synopses"
    __table_args__ = (UniqueConstraint("record_id", "recipient_kind", "is_urgent", "version"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.id"))
    recipient_kind: Mapped[str] = mapped_column(String(30))  # social_worker | police_liaison | manager | ...
    is_urgent: Mapped[bool] = mapped_column(default=False)  # harm disclosed, before the record is finished
    version: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    pdf: Mapped[bytes | None] = mapped_column(LargeBinary)
    pdf_problem: Mapped[str] = mapped_column(String(60), default="")  # slug: the page stays readable in the portal
    created_at: Mapped[datetime] = mapped_column(Moment)

    record: Mapped[Record] = relationship()
    deliveries: Mapped[list["Delivery"]] = relationship(back_populates="synopsis")


class Delivery(Base):
    """One synopsis for one person: how far it has come."""

    __tablename__ = "deliveries"
    __table_args__ = (UniqueConstraint("synopsis_id", "account_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # in the mail's link; holds no right
    synopsis_id: Mapped[str] = mapped_column(ForeignKey("synopses.id"))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    mailed_at: Mapped[datetime | None] = mapped_column(Moment)
    opened_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledged_at: Mapped[datetime | None] = mapped_column(Moment)
    acknowledgement: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: what the reader wrote and the actions

    synopsis: Mapped[Synopsis] = relationship(back_populates="deliveries")
    account: Mapped[Account] = relationship()


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
    done_at: Mapped[datetime | None] = mapped_column(Moment)
