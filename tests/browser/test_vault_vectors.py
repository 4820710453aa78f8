"""A vault of every version that was ever on a phone opens: in Python (which made it), in node and in the browser."""

import json
import subprocess
from typing import Any

import pytest
from playwright.sync_api import Browser

from rhi_app.domain import canonical
from rhi_app.services import crypto
from tests.browser.site import Site, core
from tests.engines.browsers import Phone
from tests.engines.node import NODE
from tests.sync.test_vectors_in_browsers import address
from tests.vectors import make_vault

__all__ = ["address"]
VAULTS: dict[str, dict[str, Any]] = json.loads(make_vault.FILE.read_text(encoding="utf-8"))
RUN = """async () => {
  const { run } = await import("/tests/vectors/vault_run.js");
  return run(await (await fetch("/tests/vectors/vault.json")).json());
}"""


def bytes_of(vault: dict[str, Any], field: str) -> bytes:
    return canonical.from_text(vault[field])


@pytest.mark.parametrize("version", VAULTS)
def test_python_opens_the_vault(version: str) -> None:
    vault = VAULTS[version]
    key = make_vault.passphrase_key(vault["words"], vault["kdf"])
    assert key == bytes_of(vault, "passphrase_key")
    vault_key = crypto.unwrap(key, bytes_of(vault, "wrapped_vault_key"), canonical.write(vault["kdf"]))
    record_key = crypto.unwrap(
        make_vault.subkey(vault_key, "record-keys"), bytes_of(vault, "wrapped_record_key"), make_vault.context("record_keys", vault["record"])
    )
    place = make_vault.context("drafts", vault["draft_name"], vault["draft_sequence"])
    padded = crypto.open_under(record_key, bytes_of(vault, "sealed_draft"), place)
    assert json.loads(padded[4 : 4 + int.from_bytes(padded[:4], "big")]) == vault["draft"]


def test_node_opens_every_vault() -> None:
    command = [NODE, "--disable-warning=MODULE_TYPELESS_PACKAGE_JSON", str(make_vault.FILE.with_name("vault_in_node.js"))]
    assert json.loads(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout) == []


@pytest.mark.browser
def test_a_browser_opens_every_vault(chromium: Browser, address: str) -> None:
    page = chromium.new_page()
    page.goto(address)
    assert page.evaluate(RUN) == []
    page.close()


@pytest.mark.browser
def test_the_phones_own_worker_derives_the_key_at_full_strength(site: Site, phone: Phone) -> None:
    vault = VAULTS["1"]
    page = phone.open(site.url())
    assert vault["kdf"]["memory_kib"] == 65536
    told = core(page, "vault.derivePassphraseKey", f" {vault['words'].replace(' ', '  ')}", vault["kdf"])
    assert bytes(told[str(at)] if isinstance(told, dict) else told[at] for at in range(32)) == bytes_of(vault, "passphrase_key")
