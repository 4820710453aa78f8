"""What the phone of the tests does with drafts: snapshots sealed to the organisation, with a number of their own for each record."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from rhi_app.domain import canonical, trust
from rhi_app.domain.clock import write_moment
from rhi_app.domain.envelope import SEALED_EXTRA, SNAPSHOT, SUITE, pack, pad, seal_info, signed_body
from rhi_app.services import crypto

Json = dict[str, Any]


class Drafting:
    """A part of Phone (phone_simulator.py), whose these are."""

    now: Callable[[], datetime]
    signing: crypto.PrivateKey
    device: str
    organisation: str
    user: str
    manifest: Json
    snapshots: dict[str, int]
    post_bytes: Callable[[str, bytes], Json]
    check_statement: Callable[[str, str, Json], None]

    def snapshot(self, record: str, *drafts: Json, taken: tuple[Json, ...] = (), **header: Any) -> bytes:
        """What is being typed of a record, sealed to the organisation."""
        self.snapshots[record] = self.snapshots.get(record, 0) + 1
        whole = {
            "v": 1, "suite": SUITE, "organisation": self.organisation, "device": self.device, "user": self.user,
            "slot": canonical.hash_text(f"{self.device}/{record}".encode()), "number": self.snapshots[record], "created": write_moment(self.now()),
        } | header  # fmt: skip
        padded = pad(canonical.write({"record": record, "taken": list(taken), "drafts": list(drafts)}))
        sealing = self.manifest["sealing"][0]
        header_bytes = canonical.write(whole | {"key": sealing["key"], "length": len(padded) + SEALED_EXTRA})
        ciphertext = crypto.seal(canonical.from_text(sealing["public"]), seal_info(SNAPSHOT, header_bytes), padded)
        signature = crypto.sign(self.signing, SNAPSHOT.purpose, signed_body(header_bytes, ciphertext))
        return pack(SNAPSHOT, header_bytes, ciphertext, signature)

    def draft(self, answers: Json, form: str = "interview", **changes: Any) -> Json:
        made = {"form": form, "form_version": 1, "answers": answers, "saved_at": write_moment(self.now()), "written_by": {}}
        return made | changes

    def send_snapshot(self, data: bytes) -> Json:
        """The receipt's statement, once its signature and its hash are found right."""
        signed = self.post_bytes("/sync/drafts", data)
        self.check_statement(trust.DRAFT_RECEIPT, "receipt", signed)
        assert signed["receipt"]["hash"] == canonical.hash_text(data), "the receipt is for other bytes"
        receipt: Json = signed["receipt"]
        return receipt
