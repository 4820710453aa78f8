"""Whether what came is from one of our phones: envelopes and draft snapshots alike."""

from collections.abc import Collection, Mapping

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session, joinedload

from rhi_app.domain.envelope import Format, Malformed, Parts, signed_body, unpack
from rhi_app.domain.sync_problems import DeviceNotActive, EnvelopeUnreadable
from rhi_app.models import Device
from rhi_app.services import crypto

# With the account: whoever asks for the one looks at the other next.
DEVICES = select(Device).options(joinedload(Device.account)).where(Device.id.in_(bindparam("ids", expanding=True)))


def read_parts(form: Format, data: bytes) -> Parts:
    try:
        return unpack(form, data)
    except Malformed as error:
        raise EnvelopeUnreadable from error


def find_devices(session: Session, ids: Collection[str]) -> dict[str, Device]:
    """Asked anew in each request: a phone that was taken out is out with the next."""
    return {device.id: device for device in session.scalars(DEVICES, {"ids": list(ids)})} if ids else {}


def device_of(form: Format, parts: Parts, devices: Mapping[str, Device]) -> Device:
    """The phone that signed it, if header, signature and phone agree. All the ways not to are answered alike."""
    header = parts.header
    device = devices.get(header["device"])
    if device is None or header["organisation"] != device.organisation_id or header["user"] != device.account_id:
        raise EnvelopeUnreadable
    try:
        crypto.verify(device.signing_public, form.purpose, signed_body(parts.header_bytes, parts.ciphertext), parts.signature)
    except crypto.NotGenuine as error:
        raise EnvelopeUnreadable from error
    if device.state in ("claimed", "proved"):
        raise DeviceNotActive
    return device
