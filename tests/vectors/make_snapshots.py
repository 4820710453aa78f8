"""Makes the shared vectors of draft snapshots, their receipt and the orders to a lost phone: python -m tests.vectors.make_snapshots

Run once for each version of the format, as make.py; with its keys.
"""

import json
from typing import Any

from rhi_app.domain import canonical, envelope, trust
from rhi_app.services import crypto
from tests.vectors.broken import flipped
from tests.vectors.make import ACCOUNT, CREATED, DEVICE, HERE, ORGANISATION, RECORD, SECOND_ID, key_id_of, packed, signed

SLOT = canonical.hash_text(b"rhi vector slot")


def header(**changes: Any) -> dict[str, Any]:
    return {
        "v": 1, "suite": envelope.SUITE, "organisation": ORGANISATION, "key": key_id_of("sealing"), "device": DEVICE, "user": ACCOUNT,
        "slot": SLOT, "number": 3, "created": CREATED,
    } | changes  # fmt: skip


def payload() -> dict[str, Any]:
    draft = {
        "form": "interview", "form_version": 1, "answers": {"back.how": "“By bus” 🙂", "back.reaction": {"unanswered": "not_asked"}},
        "saved_at": CREATED, "written_by": {"back.how": ACCOUNT},
    }  # fmt: skip
    return {"record": RECORD, "taken": [{"snapshot": SECOND_ID, "number": 2}], "drafts": [draft]}


def refused(good: bytes) -> list[dict[str, str]]:
    """One change each; `stage` says at which step it must fall."""
    parts = envelope.unpack(envelope.SNAPSHOT, good)
    r, s = parts.signature[:32], int.from_bytes(parts.signature[32:], "big")

    def reheaded(**changes: Any) -> bytes:
        return envelope.pack(envelope.SNAPSHOT, canonical.write(parts.header | changes), parts.ciphertext, parts.signature)

    malformed = {
        "empty": b"", "magic of an envelope": b"RHI1" + good[4:], "one byte short": good[:-1], "one byte more": good + b"\0",
        "a number of nought": reheaded(number=0), "a slot that names a record": reheaded(slot=RECORD), "a field more": reheaded(urgent=False),
        "another version": reheaded(v=2), "a wrong length": reheaded(length=parts.header["length"] + 1),
    }  # fmt: skip
    unsigned = {
        "a higher number": reheaded(number=4), "another slot": reheaded(slot=canonical.hash_text(b"another")), "a bit of the ciphertext": flipped(good, -65),
        "upper s": good[:-64] + r + (crypto.ORDER - s).to_bytes(32, "big"), "no signature": good[:-64] + bytes(64),
    }  # fmt: skip
    made = [{"name": name, "stage": "unpack", "bytes": canonical.to_text(data)} for name, data in malformed.items()]
    return made + [{"name": name, "stage": "verify", "bytes": canonical.to_text(data)} for name, data in unsigned.items()]


def statements(first: dict[str, Any]) -> list[dict[str, Any]]:
    receipt = {"v": 1, "slot": SLOT, "number": 3, "hash": first["hash"], "device": DEVICE, "received_at": CREATED}
    said = [("receipt", trust.DRAFT_RECEIPT, receipt)]
    said += [("worker", trust.ORDER, {"v": 1, "order": order, "device": DEVICE, "at": CREATED}) for order in ("lock", "wipe")]
    return [
        {"purpose": purpose, "signer": signer, "statement": statement, "signature": signed(purpose, signer, statement)}
        for signer, purpose, statement in said
    ]


def make() -> dict[str, Any]:
    first = packed(envelope.SNAPSHOT, header(), payload(), "device-signing", "sealing")
    return {"snapshots": [first], "refused": refused(canonical.from_text(first["bytes"])), "statements": statements(first)}


if __name__ == "__main__":
    (HERE / "snapshot.json").write_text(json.dumps(make(), indent=1) + "\n")
