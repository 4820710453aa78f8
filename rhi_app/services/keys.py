"""An installation's keys: made once into separate folders, so that no process holds more than its part; the sealing key can be renewed."""

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rhi_app.domain import canonical, trust
from rhi_app.domain.clock import write_moment
from rhi_app.domain.identifiers import new_id
from rhi_app.services import crypto, key_files
from rhi_app.services.trust import check_manifest
from rhi_app.settings import Settings


@dataclass(frozen=True)
class KeyFolders:
    """Where a command that makes keys puts those which no running process may see together."""

    root: Path
    worker: Path

    @property
    def root_file(self) -> Path:
        return self.root / "root.pem"

    @property
    def opening_file(self) -> Path:
        return self.worker / "opening.pem"

    @property
    def worker_file(self) -> Path:
        return self.worker / "worker.pem"

    @classmethod
    def under(cls, state: Path) -> "KeyFolders":
        return cls(root=state / "root-key", worker=state / "worker-keys")


def make_keys(settings: Settings, folders: KeyFolders, now: datetime, organisation: str | None = None) -> dict[str, Any]:
    """Every key of a new installation and its first manifest, which names the provider that the sealing key is of."""
    root, sealing, receipt, worker = (crypto.make_private() for _ in range(4))
    statement = trust.manifest(
        organisation or new_id(),
        1,
        write_moment(now),
        sealing=[crypto.public_point(sealing)],
        receipt=[crypto.public_point(receipt)],
        worker=[crypto.public_point(worker)],
    )
    files = {
        folders.root_file: crypto.private_pem(root),
        folders.opening_file: key_files.join_privates([sealing]),
        folders.worker_file: crypto.private_pem(worker),
        settings.receipt_key_file: crypto.private_pem(receipt),
        settings.kek_file: key_files.line(crypto.make_key()),
        settings.root_public_file: key_files.line(crypto.public_point(root)),
        settings.manifest_file: _signed_manifest(root, statement),
    }
    if not settings.secret_key:
        files[settings.secret_key_file] = key_files.line(crypto.make_key())
    key_files.write_new(files)
    return statement


def are_whole(settings: Settings, folders: KeyFolders) -> bool:
    """Whether every key file is there already."""
    return all(path.is_file() for path in _files(settings, folders))


def rotate_sealing_key(settings: Settings, folders: KeyFolders, now: datetime) -> dict[str, Any]:
    """A new sealing key in front of the old ones, in a manifest of the next epoch. The old keys stay: phones may be offline for days."""
    statement = check_manifest(settings)
    root = key_files.read_private(folders.root_file)
    opening = key_files.read_privates(folders.opening_file)
    sealing = crypto.make_private()
    # The opening key is on disk before any phone can learn of its public half: the other order could seal to a lost key.
    key_files.replace(folders.opening_file, key_files.join_privates([sealing, *opening.values()]))
    points = {kind: list(trust.points_of(statement, kind).values()) for kind in ("sealing", "receipt", "worker")}
    points["sealing"].insert(0, crypto.public_point(sealing))
    renewed = trust.manifest(statement["organisation"], statement["epoch"] + 1, write_moment(now), **points)
    key_files.replace(settings.manifest_file, _signed_manifest(root, renewed))
    return renewed


def _files(settings: Settings, folders: KeyFolders) -> list[Path]:
    files = [folders.root_file, folders.opening_file, folders.worker_file, settings.receipt_key_file, settings.kek_file]
    files += [settings.root_public_file, settings.manifest_file]
    return files if settings.secret_key else [*files, settings.secret_key_file]


def _signed_manifest(root: crypto.PrivateKey, statement: dict[str, Any]) -> bytes:
    signature = crypto.sign(root, trust.MANIFEST, canonical.write(statement))
    return json.dumps({"manifest": statement, "signature": canonical.to_text(signature)}, indent=1).encode() + b"\n"
