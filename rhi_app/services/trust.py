"""The organisation's signed words: the manifest it hands out, the statements it signs, the phone's word it checks."""

import json
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from rhi_app.domain import canonical, trust
from rhi_app.domain.identifiers import is_id
from rhi_app.domain.sync_problems import DeviceNotActive, DeviceRevoked, WordNotGenuine
from rhi_app.models import Device
from rhi_app.services import crypto, key_files
from rhi_app.services.sign_in import may_work
from rhi_app.settings import Settings

SEEN_EVERY = timedelta(minutes=1)  # what a page says of it; each write would be one more for each envelope
WORD = re.compile(r'RHI device="([0-9a-f-]{36})", time="([0-9A-Z:.-]{1,40})", signature="([A-Za-z0-9_-]{86})"', re.ASCII)


class ManifestBroken(Exception):
    """The manifest's file is not what the root signed. Nothing may start on it."""


@dataclass(frozen=True)
class Signer:
    """A private key with the id under which the manifest lists it."""

    private: crypto.PrivateKey
    key: str

    def sign(self, purpose: str, name: str, statement: dict[str, Any]) -> dict[str, Any]:
        """The statement under its name, with its signature."""
        signature = crypto.sign(self.private, purpose, canonical.write(statement))
        return {name: statement, "key": self.key, "signature": canonical.to_text(signature)}


def read_signer(path: Path) -> Signer:
    """The signer of a key file; read again only when the file changes."""
    return _read_signer(path, _changed_at(path))


@lru_cache(maxsize=8)
def _read_signer(path: Path, changed: int) -> Signer:
    private = key_files.read_private(path)
    return Signer(private, crypto.key_id(crypto.public_point(private)))


def read_opening_keys(path: Path) -> dict[str, crypto.PrivateKey]:
    """The worker's keys for envelopes, by id; a renewed one is found without a restart."""
    return _read_opening_keys(path, _changed_at(path))


@lru_cache(maxsize=2)
def _read_opening_keys(path: Path, changed: int) -> dict[str, crypto.PrivateKey]:
    return key_files.read_privates(path)


def _changed_at(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except OSError:
        return 0  # reading it says what is the matter


def read_signed_manifest(settings: Settings) -> dict[str, Any]:
    """As it is handed out: {"manifest": …, "signature": …}."""
    signed: dict[str, Any] = json.loads(key_files.read(settings.manifest_file))
    return signed


def check_manifest(settings: Settings) -> dict[str, Any]:
    """The manifest, if the root signed it."""
    signed = read_signed_manifest(settings)
    statement: dict[str, Any] = signed["manifest"]
    root = key_files.read_point(settings.root_public_file)
    try:
        crypto.verify(root, trust.MANIFEST, canonical.write(statement), canonical.from_text(signed["signature"]))
    except (crypto.NotGenuine, canonical.NotCanonical) as error:
        raise ManifestBroken(f"{settings.manifest_file} is not signed by the root.") from error
    return statement


def organisation_id(settings: Settings) -> str:
    """The provider whose keys these are."""
    return str(read_signed_manifest(settings)["manifest"]["organisation"])


def device_of_word(session: Session, word: str | None, method: str, path: str, body: bytes) -> Device:
    """The phone that signed this request. Unknown phone and wrong signature answer alike."""
    match = WORD.fullmatch(word or "")
    device = session.get(Device, match[1]) if match and is_id(match[1]) else None
    if match is None or device is None:
        raise WordNotGenuine
    try:
        signed = trust.request_body(method, path, match[2], body)
        crypto.verify(device.signing_public, trust.REQUEST, signed, canonical.from_text(match[3]))
    except (crypto.NotGenuine, canonical.NotCanonical) as error:
        raise WordNotGenuine from error
    return device


def refuse_unless_active(device: Device, settings: Settings) -> None:
    if device.state == "revoked":
        raise DeviceRevoked
    if device.state != "active" or not may_work(device.account, settings):
        raise DeviceNotActive


def see_device(device: Device, now: datetime) -> None:
    if device.last_seen_at is None or now - device.last_seen_at >= SEEN_EVERY:
        device.last_seen_at = now


def note_unsent(device: Device, count: int, oldest: timedelta, now: datetime) -> None:
    """What the phone says of itself. An age, not a time, so that a wrong clock changes nothing; no older than the phone is here."""
    device.unsent_count = count
    device.unsent_since = max(now - oldest, device.enrolled_at) if count else None
