"""Tables, no rules. One import for Alembic and the services."""

from rhi_app.models.base import Base, Moment
from rhi_app.models.cases import Child, DataKey, Entry, Episode, Record
from rhi_app.models.deliveries import Delivery, OutboxRow, Synopsis
from rhi_app.models.people import Account, AccountRole, AuditLine, Guess, Organisation, Passkey, SignIn
from rhi_app.models.phones import Bundle, Device, EnrolmentCode, Envelope
from rhi_app.models.protocols import ProtocolConfirmation, ProtocolVersion, RoleNumber

__all__ = [
    "Account", "AccountRole", "AuditLine", "Base", "Bundle", "Child", "DataKey", "Delivery", "Device", "EnrolmentCode", "Entry",
    "Envelope", "Episode", "Guess", "Moment", "Organisation", "OutboxRow", "Passkey", "ProtocolConfirmation", "ProtocolVersion", "Record",
    "RoleNumber", "SignIn", "Synopsis",
]
