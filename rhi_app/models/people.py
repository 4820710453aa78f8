"""Who works here: organisations, accounts with their set of roles, sign-ins."""

from datetime import datetime

from sqlalchemy import ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rhi_app.models.base import Base, Moment


class Organisation(Base):
    """A provider (employs interviewers; its sealing key it is), an authority or a force (recipients)."""

    __tablename__ = "organisations"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(20))  # provider | authority | force
    authority: Mapped[str | None] = mapped_column(String(40))  # protocol key, for kind "authority"


class Account(Base):
    """One person who signs in. Names and addresses of staff are in the clear: they are not a child's."""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    job_title: Mapped[str] = mapped_column(String(200), default="")
    password_hash: Mapped[str] = mapped_column(String(200))
    totp_sealed: Mapped[bytes | None] = mapped_column(LargeBinary)  # under the key-encryption key
    totp_last_step: Mapped[int] = mapped_column(default=0)  # a code opens once (ASVS 6.5.1)
    is_active: Mapped[bool] = mapped_column(default=True)
    is_demonstration: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(Moment)

    organisation: Mapped[Organisation] = relationship()
    roles: Mapped[list["AccountRole"]] = relationship(back_populates="account")


class AccountRole(Base):
    """One role of an account in an organisation; roles are a set (isle-of-wight 11.3: a social worker may interview)."""

    __tablename__ = "account_roles"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(30), primary_key=True)

    account: Mapped[Account] = relationship(back_populates="roles")


class Passkey(Base):
    """A passkey of an account, for portal sign-in."""

    __tablename__ = "passkeys"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary, unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary)
    sign_count: Mapped[int] = mapped_column(default=0)
    name: Mapped[str] = mapped_column(String(100))
    created_at: Mapped[datetime] = mapped_column(Moment)


class SignIn(Base):
    """One signed-in browser. Ending it here ends it there, whatever cookie it still holds."""

    __tablename__ = "sign_ins"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the token in the cookie
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(Moment)
    last_seen_at: Mapped[datetime] = mapped_column(Moment)
    ended_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship()


class Guess(Base):
    """Wrong guesses in a row at one door: a password or a code. Kept for unknown addresses as well, so that they answer alike."""

    __tablename__ = "guesses"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # SHA-256 of the door's name
    count: Mapped[int]
    last_at: Mapped[datetime] = mapped_column(Moment)


class AuditLine(Base):
    """Who did what to which object, chained by hash. Holds opaque ids and coded words only."""

    __tablename__ = "audit_lines"
    __table_args__ = (UniqueConstraint("previous_hash"),)  # no fork of the chain
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    at: Mapped[datetime] = mapped_column(Moment)
    actor_id: Mapped[str | None] = mapped_column(String(36))  # account, or None for the installation itself
    device_id: Mapped[str | None] = mapped_column(String(36))
    action: Mapped[str] = mapped_column(String(60))
    object_kind: Mapped[str] = mapped_column(String(30))
    object_id: Mapped[str] = mapped_column(String(64), index=True)
    detail: Mapped[str] = mapped_column(String(200), default="")  # a coded word, never free text
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))
