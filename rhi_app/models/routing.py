"""Whom a synopsis reaches: desks, whom a case names, what waits for a second person. People of staff are in the clear: they are not a child's."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rhi_app.models.base import Base, Moment
from rhi_app.models.people import Account, Organisation


class Desk(Base):
    """A place that several people read for. `role`: the protocol's code of a recipient, or `team` and `duty_manager` of an organisation."""

    __tablename__ = "desks"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(Moment)

    organisation: Mapped[Organisation] = relationship()
    members: Mapped[list[Account]] = relationship(secondary="desk_members", order_by=Account.name)


class DeskMember(Base):
    """Who reads for a desk."""

    __tablename__ = "desk_members"
    desk_id: Mapped[str] = mapped_column(ForeignKey("desks.id"), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)


class EpisodeReader(Base):
    """The protocol says which roles, the case says who: a person or a desk for one recipient of an episode. A new choice replaces it."""

    __tablename__ = "episode_readers"
    episode_id: Mapped[str] = mapped_column(ForeignKey("episodes.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(60), primary_key=True)  # the protocol's code of the recipient
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    desk_id: Mapped[str | None] = mapped_column(ForeignKey("desks.id"))
    named_at: Mapped[datetime] = mapped_column(Moment)

    account: Mapped[Account | None] = relationship()
    desk: Mapped[Desk | None] = relationship()


class ReaderChange(Base):
    """Somebody else is to read: nothing but harm goes to them before a person has said that it is right."""

    __tablename__ = "reader_changes"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    episode_id: Mapped[str] = mapped_column(ForeignKey("episodes.id"), index=True)
    kind: Mapped[str] = mapped_column(String(60))
    before_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    after_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    asked_at: Mapped[datetime] = mapped_column(Moment)
    confirmed_at: Mapped[datetime | None] = mapped_column(Moment)
    confirmed_by_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))

    before: Mapped[Account] = relationship(foreign_keys=[before_id])
    after: Mapped[Account] = relationship(foreign_keys=[after_id])


class DirectoryChange(Base):
    """A new person, or a new address of one: in force once a second administrator has looked at it."""

    __tablename__ = "directory_changes"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))  # None: a new person
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str] = mapped_column(String(30))
    state: Mapped[str] = mapped_column(String(20), default="proposed")  # proposed | confirmed | refused
    proposed_at: Mapped[datetime] = mapped_column(Moment)
    proposed_by_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    decided_at: Mapped[datetime | None] = mapped_column(Moment)
    decided_by_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))

    account: Mapped[Account | None] = relationship(foreign_keys=[account_id])
    organisation: Mapped[Organisation] = relationship()
    proposed_by: Mapped[Account] = relationship(foreign_keys=[proposed_by_id])


class Invitation(Base):
    """How somebody without an account comes in: the link by mail, the code by another way. Each alone opens nothing."""

    __tablename__ = "invitations"
    __table_args__ = (UniqueConstraint("account_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)  # in the mail's link; holds no right
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    code_hash: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(Moment)
    open_until: Mapped[datetime] = mapped_column(Moment)
    used_at: Mapped[datetime | None] = mapped_column(Moment)

    account: Mapped[Account] = relationship()
