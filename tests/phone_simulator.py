"""A phone without a screen: keys, enrolment, sealed entries, uploads, bundles and receipts, over Flask's test client or over a network."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from flask import Flask

from rhi_app.domain import canonical, trust
from rhi_app.domain.clock import write_moment
from rhi_app.domain.envelope import BUNDLE, ENVELOPE, SEALED_EXTRA, SUITE, pack, pad, seal_info, signed_body, unpack, unpad
from rhi_app.domain.identifiers import new_id
from rhi_app.services import crypto
from tests.phone_drafting import Drafting

WORDS = Path(__file__).parents[1] / "rhi_app/static/vendor/words-eff-large.txt"
Json = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    body: bytes

    @property
    def json(self) -> Json:
        read: Json = json.loads(self.body)
        return read


Send = Callable[[str, str, bytes, Mapping[str, str]], Answer]


def to_app(app: Flask) -> Send:
    """Sends to an application in this process."""

    def send(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        response = app.test_client().open(path, method=method, data=body, headers=dict(headers))
        return Answer(response.status_code, response.get_data())

    return send


def to_address(base_url: str, seconds: float = 20) -> Send:
    """Sends to a running installation; raises OSError (or HTTPException) when it does not answer."""
    parts = urlsplit(base_url)
    assert parts.scheme == "http"
    assert parts.hostname is not None

    def send(method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        connection = HTTPConnection(str(parts.hostname), parts.port, timeout=seconds)
        try:
            connection.request(method, path, body=body or None, headers=dict(headers))
            response = connection.getresponse()
            return Answer(response.status, response.read())
        finally:
            connection.close()

    return send


class Refused(Exception):
    """The server answered with a problem."""

    def __init__(self, answer: Answer) -> None:
        self.status, self.problem = answer.status, str(answer.json["problem"])
        super().__init__(f"{self.status} {self.problem}")


@dataclass
class Phone(Drafting):
    """One phone of one interviewer. `now` is its own clock, which may be wrong; `offset_ms` what it last measured."""

    send: Send
    now: Callable[[], datetime] = lambda: datetime.now(UTC)
    offset_ms: int | None = 0
    signing: crypto.PrivateKey = field(default_factory=crypto.make_private)
    agreement: crypto.PrivateKey = field(default_factory=crypto.make_private)
    device: str = ""
    organisation: str = ""
    user: str = ""
    root: bytes = b""
    manifest: Json = field(default_factory=dict)
    sequence: int = 0
    previous: str = ""
    bundle_number: int = 0
    made: dict[str, list[Json]] = field(default_factory=dict)  # entries by record
    snapshots: dict[str, int] = field(default_factory=dict)  # numbers by record

    # Enrolment

    def claim(self, code: str) -> Json:
        """Trades the code for a place, and pins the root."""
        points = {name: canonical.to_text(point) for name, point in self.points().items()}
        answer = self._post("/sync/enrolments", {"code": code, **points})
        self.device, self.organisation, self.user = answer["enrolment"], answer["organisation"], answer["user"]
        self.root = canonical.from_text(answer["root"])
        self.take_manifest(answer["manifest"])
        return answer

    def prove(self, challenge: str) -> Json:
        """Opens the challenge with one key and signs it with the other."""
        signing, agreement = self.points().values()
        opened = crypto.open_sealed(self.agreement, trust.challenge_info(signing, agreement), canonical.from_text(challenge))
        signature = crypto.sign(self.signing, trust.ENROL, trust.proof_body(opened, signing, agreement))
        return self._post(f"/sync/enrolments/{self.device}/proof", {"signature": canonical.to_text(signature)})

    def enrol(self, code: str) -> "Phone":
        """Both steps; the coordinator has still to compare the words."""
        self.prove(self.claim(code)["challenge"])
        return self

    def six_words(self) -> list[str]:
        signing, agreement = self.points().values()
        return trust.six_words(signing, agreement, self.root, WORDS.read_text().split())

    def points(self) -> dict[str, bytes]:
        return {"signing": crypto.public_point(self.signing), "agreement": crypto.public_point(self.agreement)}

    def take_manifest(self, signed: Json) -> None:
        """Only the pinned root's, and none older."""
        crypto.verify(self.root, trust.MANIFEST, canonical.write(signed["manifest"]), canonical.from_text(signed["signature"]))
        assert signed["manifest"]["epoch"] >= self.manifest.get("epoch", 0), "the manifest goes back"
        self.manifest = signed["manifest"]

    # Entries and envelopes

    def entry(self, record: str, kind: str, answers: Json, **changes: Any) -> Json:
        """The next entry of this phone in that record."""
        made = self.made.setdefault(record, [])
        moment = write_moment(self.now())
        entry = {
            "id": new_id(), "record": record, "number": len(made) + 1, "kind": kind, "form": kind, "form_version": 1, "author": self.user,
            "device": self.device, "protocol": {"authority": "essex", "version": "1"}, "app": "0123456789abcdef", "happened_at": moment,
            "recorded_at": moment, "offset_ms": self.offset_ms, "previous": made[-1]["digest"] if made else "", "answers": answers,
        } | changes  # fmt: skip
        entry["digest"] = changes.get("digest") or canonical.digest({name: value for name, value in entry.items() if name != "digest"})
        made.append(entry)
        return entry

    def seal(self, case: Json, entries: list[Json], *, state: str = "open", urgent: bool = False, **header: Any) -> bytes:
        """The next envelope: entries of one case. `case` needs record, child and episodes."""
        payload = {
            "record": case["record"], "child": case["child"]["id"], "episodes": [episode["id"] for episode in case["episodes"]],
            "entries": entries, "state": state, "bundle": self.bundle_number,
        }  # fmt: skip
        return self.seal_bytes(canonical.write(payload), urgent=urgent, **header)

    def seal_bytes(self, payload: bytes, *, urgent: bool = False, **header: Any) -> bytes:
        """Any bytes at all as an envelope of this phone."""
        padded = header.pop("padded", None) or pad(payload)
        sealing = self.manifest["sealing"][0]
        self.sequence += 1
        whole = {
            "v": 1, "suite": SUITE, "organisation": self.organisation, "key": sealing["key"], "device": self.device, "user": self.user,
            "envelope": new_id(), "sequence": self.sequence, "previous": self.previous, "schema": "entries/1", "urgent": urgent,
            "created": write_moment(self.now()), "length": len(padded) + SEALED_EXTRA,
        } | header  # fmt: skip
        header_bytes = canonical.write(whole)
        ciphertext = crypto.seal(canonical.from_text(sealing["public"]), seal_info(ENVELOPE, header_bytes), padded)
        data = self.sign_envelope(header_bytes, ciphertext)
        self.previous = canonical.hash_text(data)
        return data

    def sign_envelope(self, header_bytes: bytes, ciphertext: bytes) -> bytes:
        signature = crypto.sign(self.signing, ENVELOPE.purpose, signed_body(header_bytes, ciphertext))
        return pack(ENVELOPE, header_bytes, ciphertext, signature)

    def upload(self, data: bytes) -> Json:
        """The receipt's statement, once its signature and its hash are found right."""
        signed = self.post_bytes("/sync/envelopes", data)
        self.check_statement(trust.RECEIPT, "receipt", signed)
        assert signed["receipt"]["hash"] == canonical.hash_text(data), "the receipt is for other bytes"
        receipt: Json = signed["receipt"]
        return receipt

    def send_entry(self, case: Json, kind: str, answers: Json, *, state: str = "open", urgent: bool = False, **changes: Any) -> Json:
        """One entry in one envelope, uploaded."""
        return self.upload(self.seal(case, [self.entry(case["record"], kind, answers, **changes)], state=state, urgent=urgent))

    # Reading

    def fetch_bundle(self) -> Json | None:
        """What is inside the newest bundle; None when there is no newer one."""
        answer = self.ask("GET", f"/sync/bundle?after={self.bundle_number}")
        return None if answer.status == 204 else self.open_bundle(answer.body)

    def open_bundle(self, data: bytes) -> Json:
        parts = unpack(BUNDLE, data)
        header = parts.header
        assert header["device"] == self.device, "a bundle for another phone"
        assert header["number"] > self.bundle_number, "the bundle goes back"
        point = trust.points_of(self.manifest, "worker")[header["key"]]
        crypto.verify(point, BUNDLE.purpose, signed_body(parts.header_bytes, parts.ciphertext), parts.signature)
        padded = crypto.open_sealed(self.agreement, seal_info(BUNDLE, parts.header_bytes), parts.ciphertext)
        self.bundle_number = header["number"]
        content: Json = canonical.read(unpad(padded))
        return content

    def status(self, *envelopes: str, unsent: int = 0, **more: Any) -> Json:
        """The server's word on envelopes; each "processed" is checked."""
        body = json.dumps({"envelopes": list(envelopes), "unsent": unsent, **more}).encode()
        told = self.ask("POST", "/sync/status", body).json
        self.take_manifest(told["manifest"])
        for signed in told["envelopes"].values():
            if signed is not None:
                self.check_statement(trust.PROCESSED, "processed", signed)
        return told

    def ask(self, method: str, path: str, body: bytes = b"", **changes: str) -> Answer:
        """A request with this phone's word."""
        return self._answer(self.send(method, path, body, {"Authorization": str(self.word(method, path, body) | changes)}))

    def word(self, method: str, path: str, body: bytes) -> "Word":
        time = write_moment(self.now())
        signature = crypto.sign(self.signing, trust.REQUEST, trust.request_body(method, path, time, body))
        return Word({"device": self.device, "time": time, "signature": canonical.to_text(signature)})

    def check_statement(self, purpose: str, name: str, signed: Json) -> None:
        kind = {"receipt": "receipt", "processed": "worker"}[name]
        point = trust.points_of(self.manifest, kind)[signed["key"]]
        crypto.verify(point, purpose, canonical.write(signed[name]), canonical.from_text(signed["signature"]))

    def post_bytes(self, path: str, data: bytes) -> Json:
        return self._answer(self.send("POST", path, data, {"Content-Type": "application/octet-stream"})).json

    def _post(self, path: str, value: Json) -> Json:
        return self._answer(self.send("POST", path, json.dumps(value).encode(), {"Content-Type": "application/json"})).json

    def _answer(self, answer: Answer) -> Answer:
        if answer.status >= 400:
            raise Refused(answer)
        return answer


class Word(dict[str, str]):
    """The Authorization header of a request."""

    def __or__(self, other: Mapping[str, str]) -> "Word":  # type: ignore[override]
        return Word({**self, **other})

    def __str__(self) -> str:
        return "RHI " + ", ".join(f'{name}="{value}"' for name, value in self.items())
