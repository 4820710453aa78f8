/** Opens the vaults of vault.json with the app's own modules; the same in node and in a page. Gives the names of what failed. */

import { fromText, toText, write } from "../../rhi_app/static/js/canonical.js";
import * as keys from "../../rhi_app/static/js/crypto.js";
import { uuid7 } from "../../rhi_app/static/js/identifiers.js";
import { contextOf, openItem, sealItem } from "../../rhi_app/static/js/items.js";
import { argon2id } from "../../rhi_app/static/vendor/argon2-hash-wasm-4.13.0.js";

/** @param {Record<string, any>} vaults version to vault */
export async function run(vaults) {
  const failed = [];
  const check = (name, isRight) => isRight || failed.push(name);
  for (const [version, vault] of Object.entries(vaults)) await openAll(`version ${version}`, vault, check);
  check("uuid7", uuid7(0x017f22e279b0, Uint8Array.of(0x0c, 0xc3, 0x18, 0xc4, 0xdc, 0x0c, 0x0c, 0x07, 0x39, 0x8f)) === "017f22e2-79b0-7cc3-98c4-dc0c0c07398f");
  return failed;
}

async function openAll(name, vault, check) {
  const derived = await deriveKey(vault);
  check(`${name}: passphrase key`, toText(derived) === vault.passphrase_key);
  const passphraseKey = await keys.holdKey(derived);
  const base = await keys.holdVaultKey(await keys.unwrap(passphraseKey, fromText(vault.wrapped_vault_key), write(vault.kdf)));
  const weaker = write({ ...vault.kdf, iterations: 1 });
  check(`${name}: parameters are authenticated`, await refuses(() => keys.unwrap(passphraseKey, fromText(vault.wrapped_vault_key), weaker)));
  if (vault.passkey) await openByPasskey(name, vault, check);
  const place = { device: vault.device, store: "record_keys", id: vault.record, sequence: 0 };
  const wrapping = await keys.subkey(base, "record-keys");
  const recordKey = await keys.holdKey(await keys.unwrap(wrapping, fromText(vault.wrapped_record_key), contextOf(place)));
  const draftName = toText(await keys.nameOf(await keys.namingKey(base, "names"), `${vault.record}/interview`));
  check(`${name}: draft name`, draftName === vault.draft_name);
  await openDraft(name, vault, recordKey, check);
}

/** The second wrap gives the same vault key; another secret, or other parameters, give nothing. */
async function openByPasskey(name, vault, check) {
  const wrapped = fromText(vault.passkey_wrapped);
  const key = () => keys.holdPasskeyKey(fromText(vault.passkey_secret));
  const bytes = await keys.unwrap(await key(), wrapped, write(vault.passkey));
  const draftName = await keys.nameOf(await keys.namingKey(await keys.holdVaultKey(bytes), "names"), `${vault.record}/interview`);
  check(`${name}: opens by passkey`, toText(draftName) === vault.draft_name);
  const another = await keys.holdPasskeyKey(new Uint8Array(32).fill(7));
  check(`${name}: another secret`, await refuses(() => keys.unwrap(another, wrapped, write(vault.passkey))));
  const elsewhere = write({ ...vault.passkey, rp: "elsewhere.example" });
  check(`${name}: passkey parameters are authenticated`, await refuses(async () => keys.unwrap(await key(), wrapped, elsewhere)));
}

async function openDraft(name, vault, key, check) {
  const place = { device: vault.device, store: "drafts", id: vault.draft_name, sequence: vault.draft_sequence };
  const sealed = fromText(vault.sealed_draft);
  check(`${name}: draft`, JSON.stringify(await openItem(key, place, sealed)) === JSON.stringify(vault.draft));
  check(`${name}: same length`, (await sealItem(key, place, vault.draft)).length === sealed.length);
  for (const [field, other] of Object.entries({ device: vault.record, store: "entries", id: "x", sequence: 8 })) {
    check(`${name}: another ${field}`, await refuses(() => openItem(key, { ...place, [field]: other }, sealed)));
  }
  for (const at of [0, 12, sealed.length - 1]) {
    const changed = sealed.slice();
    changed[at] ^= 1;
    check(`${name}: changed byte ${at}`, await refuses(() => openItem(key, place, changed)));
  }
  check(`${name}: cut off`, await refuses(() => openItem(key, place, sealed.slice(0, 5))));
}

function deriveKey({ words, kdf }) {
  const { parallelism, iterations, memory_kib: memorySize, salt } = kdf;
  return argon2id({ password: words, salt: fromText(salt), parallelism, iterations, memorySize, hashLength: 32, outputType: "binary" });
}

async function refuses(work) {
  try {
    await work();
    return false;
  } catch (error) {
    return error instanceof keys.NotOpened;
  }
}
