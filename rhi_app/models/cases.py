"""Children, their episodes, and the records made of them. Clear: opaque ids, times, coded values. Sealed: everything a person said or is called."""

from datetime import datetime
from heapq import merge
from typing import Any

from sqlalchemy import JSON, BigInteger, ForeignKey, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from rhi_app.models.base import Base, Moment
from rhi_app.models.people import Account, Organisation


class DataKey(Base):
    """The data key of one child or one record, wrapped under the key-encryption key. Destroying the row erases what it sealed."""

    __tablename__ = "data_keys"
    __table_args__ = (UniqueConstraint("owner_kind", "owner_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    owner_kind: Mapped[str] = mapped_column(String(10))  # child | record
    owner_id: Mapped[str] = mapped_column(String(36))
    wrapped: Mapped[bytes] = mapped_column(LargeBinary)
    wrapping_key: Mapped[str] = mapped_column(String(16))  # id of the key-encryption key
    created_at: Mapped[datetime] = mapped_column(Moment)


class Child(Base):
    """`sealed` holds name, called, initials, born_on, gender, language, address, placement_address, school, contacts."""

    __tablename__ = "children"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"))  # the provider that holds the case
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)

    episodes: Mapped[list["Episode"]] = relationship(back_populates="child", order_by="Episode.missing_from_at")


class Record(Base):
    """Everything captured around one interview or decline, for one or several episodes."""

    __tablename__ = "records"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    child_id: Mapped[str] = mapped_column(ForeignKey("children.id"), index=True)
    reference: Mapped[str] = mapped_column(String(9), unique=True)  # opaque, for paper and mail: 7F3K-29QD
    interviewer_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    allocated_at: Mapped[datetime | None] = mapped_column(Moment)
    allocated_by_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"))
    interviewer_role: Mapped[str | None] = mapped_column(String(60))  # of the protocol's roles: in which they hold it
    interviewer_standing: Mapped[str | None] = mapped_column(String(20))  # how the rules saw them then: assigned, suggested, excluded …
    held_at: Mapped[datetime | None] = mapped_column(Moment)  # the first "visit ended"
    finished_at: Mapped[datetime | None] = mapped_column(Moment)
    outcome: Mapped[str | None] = mapped_column(String(30))  # held | declined
    is_flagged: Mapped[bool] = mapped_column(default=False)  # a stored entry breaks a form's rule, or its form is unknown: a person looks
    is_withdrawn: Mapped[bool] = mapped_column(default=False)  # held back until a manager decides
    waits_for: Mapped[str] = mapped_column(String(20), default="")  # for a person: held_back | reader_changed | no_reader | not_for_me
    begun_child_id: Mapped[str | None] = mapped_column(String(36))  # the child by whose id a phone began it, before a person said who it is
    joined_to_id: Mapped[str | None] = mapped_column(ForeignKey("records.id"), index=True)  # read as a part of that one from then on
    created_at: Mapped[datetime] = mapped_column(Moment)

    child: Mapped[Child] = relationship()
    interviewer: Mapped[Account | None] = relationship(foreign_keys=[interviewer_id])
    episodes: Mapped[list["Episode"]] = relationship(back_populates="record", order_by="Episode.missing_from_at")
    own_entries: Mapped[list["Entry"]] = relationship(back_populates="record", order_by="Entry.sequence")
    joined_to: Mapped["Record | None"] = relationship(remote_side=[id], back_populates="joined")
    joined: Mapped[list["Record"]] = relationship(back_populates="joined_to", order_by="Record.created_at")

    @property
    def whole(self) -> "Record":
        """The record that it is read in: its own, or the one that it was joined to."""
        return self.joined_to or self

    @property
    def parts(self) -> list["Record"]:
        """Everything that is read as this record. Only to a talk begun at a door another is joined: a list of many asks for nothing more."""
        return [self, *self.joined] if self.begun_child_id is not None else [self]

    @property
    def ids(self) -> list[str]:
        return [part.id for part in self.parts]

    @property
    def entries(self) -> list["Entry"]:
        """As the server got them; those of each record in their own order."""
        return list(merge(*(part.own_entries for part in self.parts), key=lambda entry: entry.received_at))


class Episode(Base):
    """One absence. Codes are those of the protocol's own lists. `sealed`: circumstances, police_reference, contact_first, visiting_risk."""

    __tablename__ = "episodes"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    child_id: Mapped[str] = mapped_column(ForeignKey("children.id"), index=True)
    record_id: Mapped[str | None] = mapped_column(ForeignKey("records.id"), index=True)
    provider_id: Mapped[str] = mapped_column(ForeignKey("organisations.id"), index=True)
    authority: Mapped[str] = mapped_column(String(40))  # responsible authority: the protocol's key
    protocol_version: Mapped[str] = mapped_column(String(40))  # the version it was decided under stays with it
    host_authority: Mapped[str | None] = mapped_column(String(40))
    number: Mapped[int]  # of this child, counted from 1
    category: Mapped[str] = mapped_column(String(40))
    grade: Mapped[str | None] = mapped_column(String(40))
    missing_from: Mapped[str] = mapped_column(String(20))  # home | care | school | other
    missing_from_at: Mapped[datetime] = mapped_column(Moment)
    reported_at: Mapped[datetime | None] = mapped_column(Moment)
    found_at: Mapped[datetime | None] = mapped_column(Moment)
    returned_at: Mapped[datetime | None] = mapped_column(Moment)
    came_back: Mapped[bool | None]  # what the notice says; None: nobody has said. With a return it is so in any case
    referred_at: Mapped[datetime] = mapped_column(Moment)  # the notice came in
    age: Mapped[int | None]  # at the time reported missing (trap 20)
    legal_status: Mapped[str | None] = mapped_column(String(40))  # at the episode; None: not known yet
    services: Mapped[list[str] | None] = mapped_column(JSON)  # at the episode; None: not known yet
    placement: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # coded facts of a placement
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # further coded facts, by the names of domain/facts.py
    at_return: Mapped[dict[str, Any] | None] = mapped_column(JSON)  # status and placement that changed before the return (trap 20)
    decided: Mapped[list[dict[str, str]] | None] = mapped_column(JSON)  # what people decided, in codes; who and why is sealed
    satisfied_at: Mapped[datetime | None] = mapped_column(Moment)  # another activity was counted as the interview
    due_at: Mapped[datetime | None] = mapped_column(Moment)  # when the interview must be held; None: not known yet
    duty_at: Mapped[datetime | None] = mapped_column(Moment)  # the first duty that nobody has ticked falls due then; None: none has a time
    social_worker_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    police_liaison_id: Mapped[str | None] = mapped_column(ForeignKey("accounts.id"), index=True)
    sealed: Mapped[bytes] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(Moment)

    child: Mapped[Child] = relationship(back_populates="episodes")
    record: Mapped[Record | None] = relationship(back_populates="episodes")
    provider: Mapped[Organisation] = relationship()
    duty_ticks: Mapped[list["DutyTick"]] = relationship(back_populates="episode", order_by="DutyTick.id")
    social_worker: Mapped[Account | None] = relationship(foreign_keys=[social_worker_id])
    police_liaison: Mapped[Account | None] = relationship(foreign_keys=[police_liaison_id])


class DutyTick(Base):
    """Somebody says that a duty was done, or takes that back; never changed. `sealed` holds by whom and the note."""

    __tablename__ = "duty_ticks"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    episode_id: Mapped[str] = mapped_column(ForeignKey("episodes.id"), index=True)
    authority: Mapped[str] = mapped_column(String(40))  # whose rule it is
    rule: Mapped[str] = mapped_column(String(60))
    what: Mapped[str] = mapped_column(String(60))  # the rule's own code for what is done
    due_at: Mapped[datetime | None] = mapped_column(Moment)  # which occurrence it answers; None: the duty has no time
    happened_at: Mapped[datetime] = mapped_column(Moment)
    is_done: Mapped[bool]  # False: takes back the tick before it on the same occurrence
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    recorded_by_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    episode: Mapped[Episode] = relationship(back_populates="duty_ticks")
    recorded_by: Mapped[Account] = relationship()


class Entry(Base):
    """One entry of a record, append-only. `sealed` holds the entry whole, as canonical JSON, so that its digest can be made again."""

    __tablename__ = "entries"
    __table_args__ = (UniqueConstraint("record_id", "sequence"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    record_id: Mapped[str] = mapped_column(ForeignKey("records.id"))
    sequence: Mapped[int]  # the server's, for each record, from 1: the order of everything that was ever added
    kind: Mapped[str] = mapped_column(String(30))
    form: Mapped[str] = mapped_column(String(40))
    form_version: Mapped[int]
    author_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"))
    device_id: Mapped[str | None] = mapped_column(String(36))  # None: made in the portal
    envelope_id: Mapped[str | None] = mapped_column(String(36))
    happened_at: Mapped[datetime] = mapped_column(Moment)
    recorded_at: Mapped[datetime] = mapped_column(Moment)
    offset_ms: Mapped[int | None] = mapped_column(BigInteger)  # server's clock minus the phone's, last measured; None: never measured
    received_at: Mapped[datetime] = mapped_column(Moment)
    digest: Mapped[str] = mapped_column(String(43))
    flag: Mapped[str] = mapped_column(String(60), default="")  # slug of what a person must look at
    sealed: Mapped[bytes] = mapped_column(LargeBinary)

    record: Mapped[Record] = relationship(back_populates="own_entries")
    author: Mapped[Account] = relationship()
