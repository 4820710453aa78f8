"""The one file that calls the cryptographic library. *wrap/unwrap* are for keys, *seal/open* for what people wrote; failure raises.

P-256 throughout (README "Decisions" 4): the widest that phones' browsers offer. Public keys are raw uncompressed points.
"""

import hashlib
import os
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

PrivateKey = ec.EllipticCurvePrivateKey

SUITE = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
CURVE = ec.SECP256R1()
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of the curve's group (SP 800-186)
POINT_BYTES = 65
KEY_BYTES = 32
NONCE_BYTES = 12


class NotOpened(Exception):
    """Wrong key, wrong context or changed bytes: which of them, nobody can tell, and nothing should."""


class NotGenuine(Exception):
    """The signature is not that key's over those bytes."""


class NotAKey(ValueError):
    """The bytes are no key of the kind asked for."""


def make_private() -> PrivateKey:
    return ec.generate_private_key(CURVE)


def private_pem(private: PrivateKey) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def read_private(pem: bytes) -> PrivateKey:
    private = load_pem_private_key(pem, password=None)
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != CURVE.name:
        raise NotAKey("not a P-256 private key")
    return private


def public_point(private: PrivateKey) -> bytes:
    return private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@lru_cache(maxsize=1024)  # a key and no permission: whose point it is, and whether it still counts, is asked anew each time
def read_point(point: bytes) -> ec.EllipticCurvePublicKey:
    """The public key of a raw point; refuses compressed points and what is not on the curve."""
    if len(point) != POINT_BYTES:
        raise NotAKey("not an uncompressed point")
    try:
        return ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point)
    except ValueError as error:
        raise NotAKey("not on the curve") from error


def key_id(point: bytes) -> str:
    return hashlib.sha256(point).hexdigest()[:16]


def sign(private: PrivateKey, purpose: str, body: bytes) -> bytes:
    """Raw r‖s (WebCrypto's form) over the purpose line and the body."""
    r, s = decode_dss_signature(private.sign(_signed(purpose, body), ec.ECDSA(SHA256())))
    return r.to_bytes(32, "big") + min(s, ORDER - s).to_bytes(32, "big")


def verify(point: bytes, purpose: str, body: bytes, signature: bytes) -> None:
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    # (r, s) and (r, n-s) both satisfy ECDSA. Only the lower is taken: else anybody on the way could turn an
    # envelope into other bytes that are as well signed, and the true one would meet "same id, other bytes".
    if len(signature) != 64 or s > ORDER // 2:
        raise NotGenuine
    try:
        read_point(point).verify(encode_dss_signature(r, s), _signed(purpose, body), ec.ECDSA(SHA256()))
    except (InvalidSignature, NotAKey) as error:
        raise NotGenuine from error


def seal(point: bytes, info: bytes, plaintext: bytes) -> bytes:
    """HPKE base mode, one context for one seal. Gives the ephemeral point (65 bytes), then the ciphertext."""
    return SUITE.encrypt(plaintext, read_point(point), info=info)


def open_sealed(private: PrivateKey, info: bytes, sealed: bytes) -> bytes:
    try:
        return SUITE.decrypt(sealed, private, info=info)
    except (InvalidTag, ValueError) as error:  # ValueError: the first 65 bytes are no point
        raise NotOpened from error


def make_key() -> bytes:
    """A new key for AES-256-GCM."""
    return os.urandom(KEY_BYTES)


def wrap(wrapping_key: bytes, key: bytes, context: bytes) -> bytes:
    return _encrypt(wrapping_key, key, context)


def unwrap(wrapping_key: bytes, wrapped: bytes, context: bytes) -> bytes:
    return _decrypt(wrapping_key, wrapped, context)


def seal_under(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    """Nonce (12 random bytes), then ciphertext. `context` is authenticated: it names where the value belongs."""
    return _encrypt(key, plaintext, context)


def open_under(key: bytes, sealed: bytes, context: bytes) -> bytes:
    return _decrypt(key, sealed, context)


def _encrypt(key: bytes, plaintext: bytes, context: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plaintext, context)


def _decrypt(key: bytes, sealed: bytes, context: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except (InvalidTag, ValueError) as error:  # ValueError: too short to hold a nonce
        raise NotOpened from error


def _signed(purpose: str, body: bytes) -> bytes:
    """No signature for one purpose can be shown as one for another."""
    return purpose.encode() + b"\n" + body
