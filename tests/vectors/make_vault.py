"""Makes vault.json: a phone's vault as README "Decisions" 6 gives it, by another library in another language.

`python -m tests.vectors.make_vault VERSION`, by hand when the format changes, adds a version and touches none: what phones hold must
open for ever. 1: the words alone. 2: a passkey beside them. (Whole phones, with their office, are kept by `python -m tests.golden`.)
"""

import hashlib
import hmac
import json
import os
import sys
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from rhi_app.domain import canonical

FILE = Path(__file__).with_name("vault.json")
BUCKET = 256
WORDS = "lantern pebble orchard violin"
DEVICE, RECORD = "01a200b4-42e6-7e95-864b-778a3efd812c", "01a200b4-2d65-7a35-8f49-22a77927bd88"
DRAFT = {"form": "interview", "formVersion": 1, "answers": {"before.what_happened": "We argued \U0001f600\n\"again\"."}, "savedAt": "2026-11-21T21:02:33.120Z"}


def passphrase_key(words: str, kdf: dict[str, Any]) -> bytes:
    argon = Argon2id(salt=canonical.from_text(kdf["salt"]), length=32, iterations=kdf["iterations"], lanes=kdf["parallelism"], memory_cost=kdf["memory_kib"])
    return argon.derive(words.encode())


def subkey(vault_key: bytes, purpose: str) -> bytes:
    return derived(vault_key, f"rhi/vault/{purpose}/1")


def passkey_key(secret: bytes) -> bytes:
    return derived(secret, "rhi/passkey/1")


def derived(key: bytes, label: str) -> bytes:
    return HKDF(SHA256(), 32, None, label.encode()).derive(key)


def seal(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    nonce = os.urandom(12)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context)


def context(store: str, item: str, sequence: int = 0) -> bytes:
    return canonical.write({"v": 1, "device": DEVICE, "store": store, "id": item, "sequence": sequence})


def item(value: dict[str, Any]) -> bytes:
    """JSON, its length before it, zeros up to a whole number of buckets."""
    content = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    padded = len(content).to_bytes(4, "big") + content
    return padded.ljust(-(-len(padded) // BUCKET) * BUCKET, b"\0")


def make() -> dict[str, Any]:
    vault_key, record_key = os.urandom(32), os.urandom(32)
    secret = os.urandom(32)
    passkey = {"v": 1, "name": "passkey-prf", "credential": canonical.to_text(os.urandom(16)), "rp": "localhost", "salt": canonical.to_text(os.urandom(32))}
    kdf = {"v": 1, "name": "argon2id", "memory_kib": 65536, "iterations": 3, "parallelism": 1, "salt": canonical.to_text(os.urandom(16))}
    key = passphrase_key(WORDS, kdf)
    name = canonical.to_text(hmac.digest(subkey(vault_key, "names"), f"{RECORD}/interview".encode(), hashlib.sha256))
    made = {
        "words": WORDS, "kdf": kdf, "passphrase_key": key, "wrapped_vault_key": seal(key, vault_key, canonical.write(kdf)), "device": DEVICE, "record": RECORD,
        "passkey": passkey, "passkey_secret": secret, "passkey_wrapped": seal(passkey_key(secret), vault_key, canonical.write(passkey)),
        "wrapped_record_key": seal(subkey(vault_key, "record-keys"), record_key, context("record_keys", RECORD)),
        "draft_name": name, "draft_sequence": 7, "draft": DRAFT, "sealed_draft": seal(record_key, item(DRAFT), context("drafts", name, 7)),
    }  # fmt: skip
    return {field: canonical.to_text(value) if isinstance(value, bytes) else value for field, value in made.items()}


if __name__ == "__main__":
    known = json.loads(FILE.read_text(encoding="utf-8"))
    FILE.write_text(json.dumps(known | {sys.argv[1]: known.get(sys.argv[1]) or make()}, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
