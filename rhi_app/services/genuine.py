"""Whether what came is from one of our phones: envelopes and draft snapshots alike."""

from sqlalchemy.orm import Session, joinedload

from rhi_app.domain.envelope import Format, Malformed, Parts, signed_body, unpack
from rhi_app.domain.sync_problems import DeviceNotActive, EnvelopeUnreadable
from rhi_app.models import Device
from rhi_app.services import crypto

WITH_ACCOUNT = joinedload(Device.account)  # whoever asks for the one looks at the other next


def read_parts(form: Format, data: bytes) -> Parts:
    try:
        return unpack(form, data)
    except Malformed as error:
        raise EnvelopeUnreadable from error


def device_of(session: Session, form: Format, parts: Parts) -> Device:
    """The phone that signed it, if header, signature and phone agree. All the ways not to are answered alike."""
    header = parts.header
    device = session.get(Device, header["device"], options=[WITH_ACCOUNT])
    if device is None or header["organisation"] != device.organisation_id or header["user"] != device.account_id:
        raise EnvelopeUnreadable
    try:
        crypto.verify(device.signing_public, form.purpose, signed_body(parts.header_bytes, parts.ciphertext), parts.signature)
    except crypto.NotGenuine as error:
        raise EnvelopeUnreadable from error
    if device.state in ("claimed", "proved"):
        raise DeviceNotActive
    return device
