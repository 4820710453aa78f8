"""What an installation decides, read once from the environment. Nonsense is refused here, before anything else starts."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

SECRET_AT_LEAST = 32
# RFC 1918, RFC 4193 and link-local; "is_private" of the library includes more
LOCAL_NETWORKS = [ip_network(net) for net in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "fc00::/7", "fe80::/10")]
WORKER_ONLY = ("RHI_OPENING_KEY_FILE", "RHI_WORKER_KEY_FILE")
NAMES = {
    "RHI_STATE", "RHI_DATABASE_URL", "RHI_QUEUE_FILE", "RHI_SECRET_KEY", "RHI_SECRET_KEY_FILE", "RHI_KEK_FILE",
    "RHI_RECEIPT_KEY_FILE", "RHI_MANIFEST_FILE", "RHI_ROOT_PUBLIC_FILE", "RHI_AUDIT_HEADS_FILE", "RHI_MAIL_HOST",
    "RHI_MAIL_PORT", "RHI_MAIL_CA_FILE", "RHI_MAIL_FROM", "RHI_BASE_URL", "RHI_PORT", "RHI_DEMO", "RHI_NAME",
    "RHI_TEST_LIGHT_KDF", *WORKER_ONLY,
}  # fmt: skip


class SettingRefused(Exception):
    """A setting is missing, unreadable or makes no sense; the message names it."""


@dataclass(frozen=True)
class Settings:
    """One value for each setting; tests make one directly."""

    state: Path
    database_url: str
    queue_file: Path
    secret_key_file: Path
    kek_file: Path
    receipt_key_file: Path
    manifest_file: Path
    root_public_file: Path
    audit_heads_file: Path
    opening_key_file: Path | None = None  # the job worker's alone
    worker_key_file: Path | None = None  # likewise
    secret_key: str = field(default="", repr=False)  # instead of the file
    mail_host: str = "localhost"
    mail_port: int = 1025
    mail_ca_file: Path | None = None
    mail_from: str = "daybook@localhost"
    base_url: str = "http://localhost:8000"
    name: str = "Daybook"
    demo: bool = False
    light_kdf: bool = False

    @property
    def is_secure(self) -> bool:
        return self.base_url.startswith("https:")

    @property
    def is_postgresql(self) -> bool:
        return self.database_url.startswith("postgresql")

    def read_secret_key(self) -> str | None:
        """None before `flask keys` made one: commands run without, and no cookie can be written."""
        if self.secret_key:
            return self.secret_key
        if not self.secret_key_file.is_file():
            return None
        secret = self.secret_key_file.read_text(encoding="utf-8").strip()
        if len(secret) < SECRET_AT_LEAST:
            raise SettingRefused(f"RHI_SECRET_KEY_FILE: {self.secret_key_file} holds fewer than {SECRET_AT_LEAST} characters.")
        return secret

    def refuse_missing_files(self) -> None:
        """The web process says at its start what is missing, not at the first envelope."""
        if self.read_secret_key() is None:
            raise SettingRefused(f"RHI_SECRET_KEY_FILE: there is no {self.secret_key_file}. `flask keys make` makes all keys.")
        for name in ("kek_file", "receipt_key_file", "manifest_file", "root_public_file"):
            path: Path = getattr(self, name)
            if not path.is_file():
                raise SettingRefused(f"RHI_{name.upper()}: there is no {path}. `flask keys make` makes all keys.")

    @classmethod
    def under(cls, state: Path, **changes: object) -> "Settings":
        """The defaults of an installation that keeps everything below one folder."""
        values: dict[str, object] = {
            "state": state,
            "database_url": f"sqlite:///{(state / 'data' / 'rhi.sqlite').absolute()}",
            "queue_file": state / "queue" / "queue.sqlite",
            "secret_key_file": state / "web-keys" / "secret-key",
            "kek_file": state / "web-keys" / "kek",
            "receipt_key_file": state / "web-keys" / "receipt.pem",
            "manifest_file": state / "web-keys" / "manifest.json",
            "root_public_file": state / "web-keys" / "root-public",
            "audit_heads_file": state / "audit-heads",
        }
        return cls(**(values | changes))  # type: ignore[arg-type]

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] | None = None, *, worker: bool = False) -> "Settings":
        """The web process and the commands must not even be told where the worker's keys are; the worker must."""
        given = {name: value for name, value in (os.environ if environ is None else environ).items() if name.startswith("RHI_")}
        _refuse_unknown(given)
        if not worker:
            _refuse_worker_keys(given)
        state = Path(given.get("RHI_STATE", "var")).absolute()
        settings = cls.under(state, **_paths(given), **_words(given))
        if worker:
            settings = _with_worker_keys(settings, given)
        _check(settings)
        return settings


def _refuse_unknown(given: Mapping[str, str]) -> None:
    unknown = sorted(set(given) - NAMES)
    if unknown:
        raise SettingRefused(f"There is no setting {', '.join(unknown)}. The README lists them all.")
    empty = sorted(name for name, value in given.items() if not value.strip())
    if empty:
        raise SettingRefused(f"{', '.join(empty)} is set to nothing. Leave it out, or give it a value.")


def _refuse_worker_keys(given: Mapping[str, str]) -> None:
    named = [name for name in WORKER_ONLY if name in given]
    if named:
        raise SettingRefused(f"{' and '.join(named)} is for the job worker alone; this process does not start with it.")


def _paths(given: Mapping[str, str]) -> dict[str, object]:
    fields = {
        "RHI_QUEUE_FILE": "queue_file", "RHI_SECRET_KEY_FILE": "secret_key_file", "RHI_KEK_FILE": "kek_file",
        "RHI_RECEIPT_KEY_FILE": "receipt_key_file", "RHI_MANIFEST_FILE": "manifest_file", "RHI_ROOT_PUBLIC_FILE": "root_public_file",
        "RHI_AUDIT_HEADS_FILE": "audit_heads_file", "RHI_MAIL_CA_FILE": "mail_ca_file",
    }  # fmt: skip
    return {field_name: Path(given[name]).absolute() for name, field_name in fields.items() if name in given}


def _words(given: Mapping[str, str]) -> dict[str, object]:
    fields = {
        "RHI_DATABASE_URL": "database_url", "RHI_SECRET_KEY": "secret_key", "RHI_MAIL_HOST": "mail_host",
        "RHI_MAIL_FROM": "mail_from", "RHI_NAME": "name",
    }  # fmt: skip
    words: dict[str, object] = {field_name: given[name].strip() for name, field_name in fields.items() if name in given}
    words["demo"] = _yes_no(given, "RHI_DEMO")
    words["light_kdf"] = _yes_no(given, "RHI_TEST_LIGHT_KDF")
    words["base_url"] = given.get("RHI_BASE_URL", f"http://localhost:{_port(given, 'RHI_PORT', 8000)}").rstrip("/")
    words["mail_port"] = _port(given, "RHI_MAIL_PORT", 1025)
    return words


def _with_worker_keys(settings: Settings, given: Mapping[str, str]) -> Settings:
    folder = settings.state / "worker-keys"
    values = dict(settings.__dict__)
    values["opening_key_file"] = Path(given.get("RHI_OPENING_KEY_FILE", folder / "opening.pem")).absolute()
    values["worker_key_file"] = Path(given.get("RHI_WORKER_KEY_FILE", folder / "worker.pem")).absolute()
    return Settings(**values)


def _yes_no(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "0")
    if value not in ("0", "1"):
        raise SettingRefused(f"{name} is 1 or 0, not “{value}”.")
    return value == "1"


def _port(given: Mapping[str, str], name: str, default: int) -> int:
    value = given.get(name, str(default))
    if not (value.isascii() and value.isdigit() and 0 < int(value) < 65536):
        raise SettingRefused(f"{name} is a port from 1 to 65535, not “{value}”.")
    return int(value)


def _check(settings: Settings) -> None:
    _check_database(settings)
    _check_address(settings)
    if 0 < len(settings.secret_key) < SECRET_AT_LEAST:
        raise SettingRefused(f"RHI_SECRET_KEY has fewer than {SECRET_AT_LEAST} characters.")
    if "@" not in settings.mail_from:
        raise SettingRefused("RHI_MAIL_FROM is a mail address.")
    if settings.light_kdf and not settings.demo:
        raise SettingRefused("RHI_TEST_LIGHT_KDF weakens every passphrase; it works with RHI_DEMO=1 alone.")


def _check_database(settings: Settings) -> None:
    try:
        url = make_url(settings.database_url)
    except ArgumentError as error:
        raise SettingRefused("RHI_DATABASE_URL is not an address of a database.") from error
    if url.get_backend_name() not in ("sqlite", "postgresql"):
        raise SettingRefused(f"RHI_DATABASE_URL: sqlite or postgresql, not {url.get_backend_name()}.")
    if url.get_backend_name() == "sqlite":
        _check_apart(settings, Path(url.database or "").absolute().parent)


def _check_apart(settings: Settings, database_folder: Path) -> None:
    """A backup of the database's folder must not carry the keys that open it."""
    for name in ("kek_file", "secret_key_file", "receipt_key_file", "opening_key_file", "worker_key_file"):
        path: Path | None = getattr(settings, name)
        if path is not None and path.is_relative_to(database_folder):
            raise SettingRefused(f"RHI_{name.upper()} lies in the database's folder; keys live outside it.")


def _check_address(settings: Settings) -> None:
    parts = urlsplit(settings.base_url)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.fragment:
        raise SettingRefused("RHI_BASE_URL is like https://daybook.example, without a path.")
    is_near = is_loopback(parts.hostname)
    if parts.scheme == "http" and not is_near:
        raise SettingRefused("RHI_BASE_URL: away from this machine, https only.")
    if settings.demo and not (is_near or is_private(parts.hostname)):
        raise SettingRefused("RHI_DEMO=1 works on this machine and its local network only: RHI_BASE_URL is neither.")


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def is_private(host: str) -> bool:
    try:
        return any(ip_address(host) in network for network in LOCAL_NETWORKS)
    except ValueError:
        return host.endswith(".local")
