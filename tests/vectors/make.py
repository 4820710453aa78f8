"""Makes the shared vectors of canonical JSON, envelope, bundle, trust chain and six words: python -m tests.vectors.make

Run once for each version of a format; the files are committed and never remade for the same version, since sealing is
random. The keys are fixed and worth nothing: their private halves are written into the vectors.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from rhi_app.domain import canonical, envelope, trust
from rhi_app.services import crypto
from tests.vectors.broken import padding_refused, refused

HERE = Path(__file__).parent
WORDS = Path(__file__).parents[2] / "rhi_app/static/vendor/words-eff-large.txt"
ORGANISATION = "01a20083-acba-7b2b-a140-fa916b9e2b1e"
DEVICE = "01a20083-acba-7c11-8a21-0d5c6b1f3a02"
ACCOUNT = "01a20083-acba-7d33-9b44-5e1a7c902b03"
RECORD = "01a20083-acba-7e55-ac66-7f2b8da13c04"
ENVELOPE_ID = "01a20083-acba-7f77-bd88-903c9eb24d05"
SECOND_ID = "01a20083-acbb-7f77-bd88-903c9eb24d06"
ENTRY = "01a20083-acba-7099-8e9a-a14dafc35e06"
CREATED = "2026-11-21T21:02:33.120Z"
NAMES = ("root", "sealing", "receipt", "worker", "device-signing", "device-agreement", "stranger")

ENTRY_CONTENT = {
    "id": ENTRY,
    "record": RECORD,
    "number": 1,
    "kind": "attempt",
    "form": "attempt",
    "form_version": 1,
    "author": ACCOUNT,
    "device": DEVICE,
    "protocol": {"authority": "essex", "version": "2026-11-21"},
    "app": "0123456789abcdef",
    "happened_at": "2026-11-21T20:55:00.000Z",
    "recorded_at": CREATED,
    "offset_ms": -412,
    "previous": "",
    "answers": {
        "attempt.how": "telephone",
        "attempt.note": "“Ring back at six”, she said.\nهاتف 🙂 \u2028 \x07",
        "attempt.outcome": {"unanswered": "not_known"},
    },
}


def private_of(name: str) -> crypto.PrivateKey:
    """The fixed private key of that name."""
    number = int.from_bytes(hashlib.sha256(f"rhi vector key: {name}".encode()).digest(), "big")
    return ec.derive_private_key(number % (crypto.ORDER - 1) + 1, ec.SECP256R1())


def listed_keys() -> dict[str, Any]:
    keys = {}
    for name in NAMES:
        point = crypto.public_point(private_of(name))
        scalar = private_of(name).private_numbers().private_value.to_bytes(32, "big")
        keys[name] = {
            "key": crypto.key_id(point),
            "public": canonical.to_text(point),
            "private": canonical.to_text(scalar),
            "x": canonical.to_text(point[1:33]),
            "y": canonical.to_text(point[33:]),
        }
    return keys


def point_of(name: str) -> bytes:
    return crypto.public_point(private_of(name))


def key_id_of(name: str) -> str:
    return crypto.key_id(point_of(name))


def make_canonical() -> dict[str, Any]:
    values: list[Any] = [
        None, True, False, 0, -1, 2**53 - 1, -(2**53 - 1), "", "plain", "quote \" backslash \\ slash /",
        "\b\t\n\f\r \x00 \x1f \x7f \u0080", "é ß Ж 漢 \u2028\u2029 \ufeff", "🙂 👩\u200d👧", [], {}, [1, [2, [3, []]]],
        {"b": 1, "a": 2, "B": 3, "": 4, "a.b": 5, "10": 6, "9": 7}, {"__proto__": {"constructor": None}}, ENTRY_CONTENT,
        {"strokes": [[0, 0, 0, 12, 40, 16], [599, 239, 900]], "width": 600, "height": 240},
    ]  # fmt: skip
    texts = [
        b"", b" 1", b"1 ", b"1.0", b"1e2", b"-0", b"01", b"+1", b"NaN", b"Infinity", b"9007199254740992", b"1" * 5000,
        b'{"b":1,"a":2}', b'{"a":1,"a":1}', b'{"a": 1}', b"[1,]", b"[1, 2]", b'"\\u0041"', b'"\\/"', b'"\\u001F"', b'"\\u000a"',
        b'"\n"', b'"\xff"', b'"\xc0\xaf"', b'"\xed\xa0\x80"', b'"\\ud800"', b'"\\ud83d\\ude42"', b"\xef\xbb\xbf1",
        '{"é":1}'.encode(), b"[" * 34 + b"]" * 34, b"[" * 2000 + b"]" * 2000, b"1\n", b"1 2", b"nul",
    ]  # fmt: skip
    deep: list[Any] = []
    for _ in range(32):
        deep = [deep]
    return {
        "written": [
            {"value": value, "text": canonical.to_text(canonical.write(value)), "digest": canonical.digest(value)} for value in [*values, deep]
        ],
        "not_read": [canonical.to_text(text) for text in texts],
        "not_written": [0.5, 1e300, 2**53, -(2**53), "\ud800", ["\udc00"], {"é": 1}, {"a": [0.5]}, [deep]],
        "bytes": [{"text": "", "hex": ""}, {"text": "AA", "hex": "00"}, {"text": "-_8", "hex": "fbff"}, {"text": "AAEC", "hex": "000102"}],
        "not_bytes": ["A", "AB", "AA==", "+/8", "A A", "AA\n", "é"],
    }


def packed(kind: envelope.Format, header: dict[str, Any], payload: Any, signer: str, reader: str) -> dict[str, Any]:
    """Well-made bytes, with everything on the way to them."""
    padded = envelope.pad(canonical.write(payload))
    header_bytes = canonical.write(header | {"length": len(padded) + envelope.SEALED_EXTRA})
    info = envelope.seal_info(kind, header_bytes)
    ciphertext = crypto.seal(point_of(reader), info, padded)
    signature = crypto.sign(private_of(signer), kind.purpose, envelope.signed_body(header_bytes, ciphertext))
    data = envelope.pack(kind, header_bytes, ciphertext, signature)
    return {
        "bytes": canonical.to_text(data),
        "hash": canonical.hash_text(data),
        "header": header | {"length": len(ciphertext)},
        "header_bytes": canonical.to_text(header_bytes),
        "header_hash": canonical.hash_text(header_bytes),
        "info": canonical.to_text(info),
        "signed_body": canonical.to_text(envelope.signed_body(header_bytes, ciphertext)),
        "ciphertext": canonical.to_text(ciphertext),
        "signature": canonical.to_text(signature),
        "padded_length": len(padded),
        "payload": payload,
        "signer": signer,
        "reader": reader,
    }


def envelope_header(**changes: Any) -> dict[str, Any]:
    return {
        "v": 1, "suite": envelope.SUITE, "organisation": ORGANISATION, "key": key_id_of("sealing"), "device": DEVICE, "user": ACCOUNT,
        "envelope": ENVELOPE_ID, "sequence": 1, "previous": "", "schema": "entries/1", "urgent": False, "created": CREATED,
    } | changes  # fmt: skip


def bundle_header() -> dict[str, Any]:
    return {
        "v": 1, "suite": envelope.SUITE, "organisation": ORGANISATION, "device": DEVICE, "number": 7, "key": key_id_of("worker"),
        "created": CREATED,
    }  # fmt: skip


def payload_of(entries: list[dict[str, Any]]) -> dict[str, Any]:
    whole = [entry | {"digest": canonical.digest(entry)} for entry in entries]
    return {"record": RECORD, "child": SECOND_ID, "episodes": [ENTRY], "entries": whole, "state": "open"}


def make_envelopes() -> dict[str, Any]:
    first = packed(envelope.ENVELOPE, envelope_header(), payload_of([ENTRY_CONTENT]), "device-signing", "sealing")
    linked = envelope_header(envelope=SECOND_ID, sequence=2, previous=first["hash"], urgent=True)
    second = packed(envelope.ENVELOPE, linked, payload_of([]), "device-signing", "sealing")
    bundle = packed(envelope.BUNDLE, bundle_header(), {"format": 1, "cases": []}, "worker", "device-agreement")
    return {
        "keys": listed_keys(),
        "envelopes": [first, second],
        "bundles": [bundle],
        "refused": refused(canonical.from_text(first["bytes"])),
        "padding_refused": padding_refused(),
    }


def signed(purpose: str, signer: str, statement: dict[str, Any]) -> str:
    return canonical.to_text(crypto.sign(private_of(signer), purpose, canonical.write(statement)))


def make_trust(first: dict[str, Any]) -> dict[str, Any]:
    manifest = trust.manifest(ORGANISATION, 1, CREATED, sealing=[point_of("sealing")], receipt=[point_of("receipt")], worker=[point_of("worker")])
    receipt = {
        "v": 1, "envelope": ENVELOPE_ID, "hash": first["hash"], "device": DEVICE, "sequence": 1, "server_sequence": 12,
        "received_at": CREATED, "gaps": [],
    }  # fmt: skip
    processed = {"v": 1, "envelope": ENVELOPE_ID, "hash": first["hash"], "record": RECORD, "state": "processed", "at": CREATED}
    return {
        "keys": listed_keys(),
        "manifest": {"manifest": manifest, "signature": signed(trust.MANIFEST, "root", manifest)},
        "receipt": {"receipt": receipt, "key": key_id_of("receipt"), "signature": signed(trust.RECEIPT, "receipt", receipt)},
        "processed": {"processed": processed, "key": key_id_of("worker"), "signature": signed(trust.PROCESSED, "worker", processed)},
        "requests": [make_request("GET", "/sync/bundle?after=6", b""), make_request("POST", "/sync/status", b'{"envelopes":[],"unsent":0}')],
        "enrolment": make_enrolment(),
    }


def make_request(method: str, path: str, body: bytes) -> dict[str, str]:
    text = trust.request_body(method, path, CREATED, body)
    signature = canonical.to_text(crypto.sign(private_of("device-signing"), trust.REQUEST, text))
    return {
        "method": method,
        "path": path,
        "time": CREATED,
        "body": canonical.to_text(body),
        "signed": canonical.to_text(trust.REQUEST.encode() + b"\n" + text),
        "signature": signature,
        "authorization": f'RHI device="{DEVICE}", time="{CREATED}", signature="{signature}"',
    }


def make_enrolment() -> dict[str, str]:
    signing, agreement = point_of("device-signing"), point_of("device-agreement")
    challenge = hashlib.sha256(b"rhi vector challenge").digest()
    info = trust.challenge_info(signing, agreement)
    proof = trust.proof_body(challenge, signing, agreement)
    return {
        "info": canonical.to_text(info),
        "sealed_challenge": canonical.to_text(crypto.seal(agreement, info, challenge)),
        "challenge": canonical.to_text(challenge),
        "signed": canonical.to_text(trust.ENROL.encode() + b"\n" + proof),
        "signature": canonical.to_text(crypto.sign(private_of("device-signing"), trust.ENROL, proof)),
    }


def make_words() -> list[dict[str, Any]]:
    listed = WORDS.read_text().split()
    cases = [("device-signing", "device-agreement", "root"), ("device-agreement", "device-signing", "root"), ("stranger", "sealing", "worker")]
    return [
        {
            "signing": canonical.to_text(point_of(signing)),
            "agreement": canonical.to_text(point_of(agreement)),
            "root": canonical.to_text(point_of(root)),
            "words": trust.six_words(point_of(signing), point_of(agreement), point_of(root), listed),
        }
        for signing, agreement, root in cases
    ]


def write_all() -> None:
    envelopes = make_envelopes()
    files = {
        "canonical": make_canonical(),
        "envelope": envelopes,
        "trust": make_trust(envelopes["envelopes"][0]),
        "words": make_words(),
    }
    for name, content in files.items():
        (HERE / f"{name}.json").write_text(json.dumps(content, indent=1) + "\n")


if __name__ == "__main__":
    write_all()
