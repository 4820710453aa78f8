"""Versions of protocols that were put in force here, and the numbers of the roles that they name. No child's data."""

from datetime import datetime

from sqlalchemy import ForeignKey, ForeignKeyConstraint, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rhi_app.models.base import Base, Moment
from rhi_app.models.people import Account


class ProtocolVersion(Base):
    """One file as it was checked, and from which day it holds. In force once two administrators have confirmed it; never changed after."""

    __tablename__ = "protocol_versions"
    authority: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[str] = mapped_column(String(12), primary_key=True)
    file: Mapped[str] = mapped_column(String(100))
    text: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(43))  # SHA-256 of the text: what the two confirmed
    starts_on: Mapped[str] = mapped_column(String(10))
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    activated_at: Mapped[datetime | None] = mapped_column(Moment)

    confirmations: Mapped[list["ProtocolConfirmation"]] = relationship(back_populates="protocol", order_by="ProtocolConfirmation.confirmed_at")


class ProtocolConfirmation(Base):
    """One administrator's word on one version."""

    __tablename__ = "protocol_confirmations"
    __table_args__ = (ForeignKeyConstraint(["authority", "version"], ["protocol_versions.authority", "protocol_versions.version"]),)
    authority: Mapped[str] = mapped_column(String(40), primary_key=True)
    version: Mapped[str] = mapped_column(String(12), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    confirmed_at: Mapped[datetime] = mapped_column(Moment)

    protocol: Mapped[ProtocolVersion] = relationship(back_populates="confirmations")
    account: Mapped[Account] = relationship()


class RoleNumber(Base):
    """Where a role that a protocol names is reached. A protocol names roles alone; the installation fills in who they are."""

    __tablename__ = "role_numbers"
    authority: Mapped[str] = mapped_column(String(40), primary_key=True)
    role: Mapped[str] = mapped_column(String(60), primary_key=True)
    telephone: Mapped[str] = mapped_column(String(40))
    changed_at: Mapped[datetime] = mapped_column(Moment)
