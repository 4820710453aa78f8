"""Tables, no rules. One import for Alembic and the services."""

from rhi_app.models.base import Base, Moment
from rhi_app.models.cases import Child, DataKey, DutyTick, Entry, Episode, Record
from rhi_app.models.deliveries import Delivery, OutboxRow, SentMail, Synopsis
from rhi_app.models.people import Account, AccountRole, AuditLine, Guess, Organisation, Passkey, SignIn
from rhi_app.models.phones import Bundle, Device, EnrolmentCode, Envelope, SetAside
from rhi_app.models.protocols import ProtocolConfirmation, ProtocolVersion, RoleNumber
from rhi_app.models.recoveries import LapsedLease, Recovery, Rehearsal, Snapshot
from rhi_app.models.routing import Desk, DeskMember, DirectoryChange, EpisodeReader, Invitation, ReaderChange

__all__ = [
    "Account", "AccountRole", "AuditLine", "Base", "Bundle", "Child", "DataKey", "Delivery", "Desk", "DeskMember", "Device",
    "DirectoryChange", "DutyTick", "EnrolmentCode", "Entry", "Envelope", "Episode", "EpisodeReader", "Guess", "Invitation", "LapsedLease",
    "Moment", "Organisation", "OutboxRow", "Passkey", "ProtocolConfirmation", "ProtocolVersion", "ReaderChange", "Record", "Recovery",
    "Rehearsal", "RoleNumber", "SentMail", "SetAside", "SignIn", "Snapshot", "Synopsis",
]
