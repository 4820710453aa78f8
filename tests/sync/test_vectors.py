"""The shared vectors: what Python says of them, and that JavaScript says the same."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from rhi_app.domain import canonical, envelope, trust
from rhi_app.services import crypto
from tests.engines.node import NODE
from tests.vectors.make import WORDS, private_of

HERE = Path(__file__).parents[1] / "vectors"
KINDS = {"envelopes": envelope.ENVELOPE, "bundles": envelope.BUNDLE, "snapshots": envelope.SNAPSHOT}


def load(name: str) -> Any:
    return json.loads((HERE / f"{name}.json").read_text())


CANONICAL, ENVELOPES, SNAPSHOTS, TRUST = load("canonical"), load("envelope"), load("snapshot"), load("trust")
PACKED = [(kind, each) for name, kind in KINDS.items() for each in (ENVELOPES | SNAPSHOTS)[name]]
REFUSED = [(envelope.ENVELOPE, case) for case in ENVELOPES["refused"]] + [(envelope.SNAPSHOT, case) for case in SNAPSHOTS["refused"]]


def bytes_of(text: str) -> bytes:
    return canonical.from_text(text)


def point_of(name: str) -> bytes:
    return bytes_of(ENVELOPES["keys"][name]["public"])


@pytest.mark.parametrize("case", CANONICAL["written"])
def test_a_value_has_one_form_and_is_read_from_it(case: dict[str, Any]) -> None:
    assert canonical.to_text(canonical.write(case["value"])) == case["text"]
    assert canonical.digest(case["value"]) == case["digest"]
    assert canonical.read(bytes_of(case["text"])) == case["value"]


@pytest.mark.parametrize("text", CANONICAL["not_read"])
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.read(bytes_of(text))


@pytest.mark.parametrize("value", CANONICAL["not_written"])
def test_a_value_without_a_canonical_form_is_not_written(value: Any) -> None:
    with pytest.raises(canonical.NotCanonical):
        canonical.write(value)


def test_bytes_in_json_have_one_spelling() -> None:
    for case in CANONICAL["bytes"]:
        assert canonical.from_text(case["text"]) == bytes.fromhex(case["hex"])
        assert canonical.to_text(bytes.fromhex(case["hex"])) == case["text"]
    for text in CANONICAL["not_bytes"]:
        with pytest.raises(canonical.NotCanonical):
            canonical.from_text(text)


@pytest.mark.parametrize(("kind", "case"), PACKED)
def test_sealed_bytes_are_verified_and_opened(kind: envelope.Format, case: dict[str, Any]) -> None:
    data = bytes_of(case["bytes"])
    parts = envelope.unpack(kind, data)
    assert parts.header == case["header"]
    assert canonical.hash_text(data) == case["hash"]
    assert canonical.hash_text(parts.header_bytes) == case["header_hash"]
    assert envelope.seal_info(kind, parts.header_bytes) == bytes_of(case["info"])
    body = envelope.signed_body(parts.header_bytes, parts.ciphertext)
    assert body == bytes_of(case["signed_body"])
    crypto.verify(point_of(case["signer"]), kind.purpose, body, parts.signature)
    padded = crypto.open_sealed(private_of(case["reader"]), bytes_of(case["info"]), parts.ciphertext)
    assert len(padded) == case["padded_length"]
    assert canonical.read(envelope.unpad(padded)) == case["payload"]
    assert envelope.pack(kind, parts.header_bytes, parts.ciphertext, parts.signature) == data


@pytest.mark.parametrize(("kind", "case"), REFUSED, ids=lambda each: each["name"] if isinstance(each, dict) else each.purpose)
def test_a_changed_envelope_is_refused(kind: envelope.Format, case: dict[str, Any]) -> None:
    if case["stage"] == "unpack":
        with pytest.raises(envelope.Malformed):
            envelope.unpack(kind, bytes_of(case["bytes"]))
        return
    parts = envelope.unpack(kind, bytes_of(case["bytes"]))
    with pytest.raises(crypto.NotGenuine):
        crypto.verify(point_of("device-signing"), kind.purpose, envelope.signed_body(parts.header_bytes, parts.ciphertext), parts.signature)


@pytest.mark.parametrize("case", SNAPSHOTS["statements"], ids=lambda case: f"{case['purpose']} {case['statement'].get('order', '')}")
def test_what_is_said_of_a_snapshot_or_to_a_lost_phone_is_signed_for_that_alone(case: dict[str, Any]) -> None:
    statement, signature = canonical.write(case["statement"]), bytes_of(case["signature"])
    crypto.verify(point_of(case["signer"]), case["purpose"], statement, signature)
    with pytest.raises(crypto.NotGenuine):
        crypto.verify(point_of(case["signer"]), trust.PROCESSED, statement, signature)


@pytest.mark.parametrize("case", ENVELOPES["padding_refused"], ids=lambda case: case["name"])
def test_padding_has_one_form_and_inflating_a_limit(case: dict[str, str]) -> None:
    with pytest.raises(envelope.Malformed):
        envelope.unpad(bytes_of(case["padded"]))


@pytest.mark.parametrize(
    ("name", "purpose", "signer"),
    [("manifest", trust.MANIFEST, "root"), ("receipt", trust.RECEIPT, "receipt"), ("processed", trust.PROCESSED, "worker")],
)
def test_a_statement_is_signed_by_its_own_key_for_its_own_purpose(name: str, purpose: str, signer: str) -> None:
    statement, signature = canonical.write(TRUST[name][name]), bytes_of(TRUST[name]["signature"])
    crypto.verify(point_of(signer), purpose, statement, signature)
    with pytest.raises(crypto.NotGenuine):
        crypto.verify(point_of("stranger"), purpose, statement, signature)
    with pytest.raises(crypto.NotGenuine):
        crypto.verify(point_of(signer), trust.REQUEST, statement, signature)


@pytest.mark.parametrize("case", TRUST["requests"], ids=lambda case: case["path"])
def test_a_request_is_signed_with_its_method_path_time_and_body(case: dict[str, str]) -> None:
    body = trust.request_body(case["method"], case["path"], case["time"], bytes_of(case["body"]))
    assert f"{trust.REQUEST}\n".encode() + body == bytes_of(case["signed"])
    crypto.verify(point_of("device-signing"), trust.REQUEST, body, bytes_of(case["signature"]))


def test_an_enrolment_is_proved_with_both_keys() -> None:
    case, signing, agreement = TRUST["enrolment"], point_of("device-signing"), point_of("device-agreement")
    assert trust.challenge_info(signing, agreement) == bytes_of(case["info"])
    challenge = crypto.open_sealed(private_of("device-agreement"), bytes_of(case["info"]), bytes_of(case["sealed_challenge"]))
    assert challenge == bytes_of(case["challenge"])
    crypto.verify(signing, trust.ENROL, trust.proof_body(challenge, signing, agreement), bytes_of(case["signature"]))


def test_six_words_are_those_of_the_list() -> None:
    listed = WORDS.read_text().split()
    for case in load("words"):
        points = (bytes_of(case[name]) for name in ("signing", "agreement", "root"))
        assert trust.six_words(*points, listed) == case["words"]
    with pytest.raises(ValueError, match="not whole"):
        trust.six_words(b"", b"", b"", listed[:-1])


def in_node(*arguments: str) -> str:
    command = [NODE, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", str(HERE / "in_node.js"), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def test_javascript_says_the_same_of_every_vector() -> None:
    told = json.loads(in_node())
    assert told["failed"] == []
    assert told["count"] >= 100


def test_python_opens_what_javascript_sealed_and_signed() -> None:
    case = ENVELOPES["envelopes"][0]
    parts = envelope.unpack(envelope.ENVELOPE, bytes_of(in_node("make").strip()))
    body = envelope.signed_body(parts.header_bytes, parts.ciphertext)
    crypto.verify(point_of("device-signing"), envelope.ENVELOPE.purpose, body, parts.signature)
    info = envelope.seal_info(envelope.ENVELOPE, parts.header_bytes)
    padded = crypto.open_sealed(private_of("sealing"), info, parts.ciphertext)
    assert canonical.read(envelope.unpad(padded)) == case["payload"]
