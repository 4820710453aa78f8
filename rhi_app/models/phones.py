"""Phones (devices), what they send (envelopes) and what is made for them (bundles)."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rhi_app.models.base import Base, Moment
from rhi_app.models.people import Account


class EnrolmentCode(Base):
    """A one-time code that lets one account enrol one phone. Only its hash is kept."""

    __tablename__ = "enrolment_codes"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    issued_by_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    issued_at: Mapped[datetime] = mapped_column(Moment)
    expires_at: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)
    recovery_id: Mapped[str | None] = mapped_column(ForeignKey("recoveries.id"))  # what it brings in gets the drafts

    account: Mapped[Account] = relationship(foreign_keys=[account_id])


class Device(Base):
    """One phone of one account. Public keys are raw uncompressed P-256 points (65 bytes)."""

    __tablename__ = "devices"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    code_id: Mapped[str] = mapped_column(ForeignKey("enrolment_codes.id"))
    signing_public: Mapped[bytes] = mapped_column(LargeBinary)
    agreement_public: Mapped[bytes] = mapped_column(LargeBinary)
    challenge: Mapped[bytes | None] = mapped_column(LargeBinary)  # until proved
    state: Mapped[str] = mapped_column(String(20))  # claimed | proved | active | revoked
    enrolled_at: Mapped[datetime] = mapped_column(Moment)
    activated_at: Mapped[datetime | None] = mapped_column(Moment)
    activated_by_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    revoked_at: Mapped[datetime | None] = mapped_column(Moment)
    revoked_by_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    replaced_by_id: Mapped[str | None] = mapped_column(String(36))  # the phone of a recovery: then it is not lost
    order: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # the worker's signed word to lock or to wipe
    wipe_confirmed_by_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    wipe_confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    wiped_at: Mapped[datetime | None] = mapped_column(Moment)  # as the phone said
    last_seen_at: Mapped[datetime | None] = mapped_column(Moment)
    unsent_count: Mapped[int] = mapped_column(default=0)  # as the phone last said
    unsent_since: Mapped[datetime | None] = mapped_column(Moment)  # the oldest of them, from the age that the phone gives it
    bundle_number: Mapped[int] = mapped_column(default=0)

    account: Mapped[Account] = relationship(foreign_keys=[account_id])
    revoked_by: Mapped[Account | None] = relationship(foreign_keys=[revoked_by_id])


class Envelope(Base):
    """The sealed bytes as they came, kept as they came. `server_sequence` numbers what this installation has stored."""

    __tablename__ = "envelopes"
    # Not unique: a phone that was put back to an earlier day uses a number twice, and what it sends is no less worth.
    __table_args__ = (Index("ix_envelopes_device_id_sequence", "device_id", "sequence"), UniqueConstraint("server_sequence"))
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"))
    sequence: Mapped[int]
    server_sequence: Mapped[int]
    hash: Mapped[str] = mapped_column(String(43))  # base64url SHA-256 of `bytes`
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
    is_urgent: Mapped[bool]
    received_at: Mapped[datetime] = mapped_column(Moment)
    state: Mapped[str] = mapped_column(String(20))  # stored | processed | quarantined | held (its phone was revoked)
    problem: Mapped[str] = mapped_column(String(60), default="")  # slug, for quarantined and held
    record_id: Mapped[str | None] = mapped_column(String(36))  # known once processed
    receipt: Mapped[dict[str, Any]] = mapped_column(JSON)  # as signed: the same answer to every repeat
    processed: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # the worker's signed word

    device: Mapped[Device] = relationship()


class Bundle(Base):
    """The latest bundle sealed to a phone."""

    __tablename__ = "bundles"
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    number: Mapped[int]
    bytes: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)


class SetAside(Base):
    """What could not be opened, here or on a phone, or was held: until it is opened after all, or a person says what became of it."""

    __tablename__ = "set_aside"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("devices.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))  # envelope | draft | bundle | item | phone
    thing: Mapped[str] = mapped_column(String(80))  # its opaque id
    reason: Mapped[str] = mapped_column(String(60))  # slug
    since: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)
    ended_by_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    outcome: Mapped[str] = mapped_column(String(20), default="")  # opened | settled
    note: Mapped[bytes | None] = mapped_column(LargeBinary)  # sealed: what the person who settled it wrote

    device: Mapped[Device] = relationship()
    ended_by: Mapped[Account | None] = relationship()

    @property
    def organisation_id(self) -> str:
        return self.device.organisation_id
