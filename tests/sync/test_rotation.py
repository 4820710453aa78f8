"""The sealing key is renewed while a phone is away: what it seals to the old one opens, it learns of the new one by the root's word alone."""

import json
from copy import deepcopy
from typing import Any

import pytest
from click.testing import Result

from rhi_app.domain import canonical, trust
from rhi_app.services import crypto, key_files
from rhi_app.services.keys import rotate_sealing_key
from rhi_app.services.trust import read_signed_manifest
from tests.phone_simulator import Phone
from tests.sync.conftest import Office
from tests.sync.readers import ATTEMPT, Case, fate_of


def sealed(phone: Phone, case: Case) -> bytes:
    return phone.seal(case, [phone.entry(case["record"], "attempt", ATTEMPT)])


def keys_of(phone: Phone) -> list[str]:
    return [each["key"] for each in phone.manifest["sealing"]]


def flask(office: Office, *words: str) -> Result:
    return office.app.test_cli_runner().invoke(args=list(words))


def test_a_phone_that_was_away_for_two_renewals_loses_nothing_and_seals_to_the_newest(office: Office, phone: Phone, case: Case) -> None:
    (first,) = keys_of(phone)
    before = sealed(phone, case)
    for _ in range(2):
        assert flask(office, "keys", "rotate").exit_code == 0
        meanwhile = sealed(phone, case)  # still away: it knows the first key alone
    late = [phone.upload(data)["envelope"] for data in (before, meanwhile)]
    phone.status()
    assert (phone.manifest["epoch"], keys_of(phone)[-1], len(keys_of(phone))) == (3, first, 3)
    new = str(phone.send_entry(case, "attempt", ATTEMPT)["envelope"])
    office.work()
    assert {fate_of(office, envelope) for envelope in [*late, new]} == {("processed", "")}
    told = phone.status(*late, new)["envelopes"].values()
    assert {each["processed"]["state"] for each in told} == {"processed"}


def test_the_worker_needs_each_key_until_its_last_envelope_is_in(office: Office, phone: Phone, case: Case) -> None:
    """Taken away too early, it is asked for by name, and nothing is lost."""
    old = sealed(phone, case)
    rotate_sealing_key(office.settings, office.folders, office.now())
    whole = office.folders.opening_file.read_bytes()
    newest = next(iter(key_files.read_privates(office.folders.opening_file).values()))
    key_files.replace(office.folders.opening_file, key_files.join_privates([newest]))
    envelope = str(phone.upload(old)["envelope"])
    office.work()
    assert fate_of(office, envelope) == ("quarantined", "unknown-key")
    assert whole.count(b"BEGIN PRIVATE KEY") == 2


def manifest(office: Office, change: dict[str, Any], signer: crypto.PrivateKey | None = None) -> dict[str, Any]:
    """The one in force, changed, and signed anew: by the root unless somebody else is named."""
    statement = deepcopy(read_signed_manifest(office.settings)["manifest"]) | change
    root = signer or key_files.read_private(office.folders.root_file)
    return {"manifest": statement, "signature": canonical.to_text(crypto.sign(root, trust.MANIFEST, canonical.write(statement)))}


def serve(office: Office, signed: dict[str, Any]) -> None:
    office.settings.manifest_file.write_text(json.dumps(signed))


def test_a_lower_epoch_and_another_root_are_refused(office: Office, phone: Phone) -> None:
    first = read_signed_manifest(office.settings)
    rotate_sealing_key(office.settings, office.folders, office.now())
    phone.status()
    known = keys_of(phone)
    serve(office, first)  # a server that was put back, or somebody who wants the old key used
    with pytest.raises(AssertionError, match="goes back"):
        phone.status()
    serve(office, manifest(office, {"epoch": 9}, crypto.make_private()))
    with pytest.raises(crypto.NotGenuine):
        phone.status()
    assert keys_of(phone) == known
