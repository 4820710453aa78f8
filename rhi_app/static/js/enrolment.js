/**
 * Enrolling this phone, once, with a network: the code, the phone's keys, the organisation's root, four words, then six words that
 * two people compare. Until the words have made the vault nothing is on disk, so that giving up half-way leaves nothing behind.
 */

import { fromText, toText } from "./canonical.js";
import { putMeta, readMeta, writeMeta } from "./meta.js";
import { requestJson } from "./network.js";
import { unsentCount } from "./outbox.js";
import { Problem } from "./problems.js";
import { sealOne } from "./sealed.js";
import { unsentSnapshots } from "./snapshots.js";
import * as store from "./store.js";
import * as trust from "./trust.js";
import { call, derivePassphraseKey, lock, markUnlocked, spellingOf } from "./vault.js";
import { wordList } from "./words.js";

const ARGON2ID = { v: 1, name: "argon2id", memory_kib: 65536, iterations: 3, parallelism: 1 };
/** Weak on purpose: only a demonstration server that a test started with RHI_TEST_LIGHT_KDF=1 asks for it, when the phone is enrolled. */
const ARGON2ID_IN_TESTS = { ...ARGON2ID, memory_kib: 8192, iterations: 1 };
const SALT_BYTES = 16;

let claimed = null;

/**
 * Trades the code for this phone's place, with two key pairs made for it. A phone that is set up already, and whose words are
 * forgotten, takes the code of a recovery alone, and only when everything sealed has left it.
 * @param {string} code
 * @returns {Promise<{accountName: string}>}
 */
export async function claimPlace(code) {
  const isAnew = (await readMeta("vault")) !== null;
  if (isAnew) await refuseUnlessSent();
  lock(); // a fresh worker
  const keys = await call("makeDevice");
  const { answer, offsetMs } = await requestJson("/sync/enrolments", { code: code.trim(), ...keys });
  if (isAnew && answer.recovers !== true) throw new Problem("not-a-recovery");
  await call("checkManifest", { answer: answer.manifest, root: answer.root });
  if (answer.manifest.manifest.organisation !== answer.organisation) throw new Problem("not-genuine");
  claimed = { keys, answer, offsetMs };
  return { accountName: answer.account_name };
}

/**
 * Makes the vault under the words, puts it on disk, and proves to the server that this phone holds its keys.
 * @param {string} words as proposed
 * @param {string} again as typed from memory
 */
export async function makeVault(words, again) {
  if (spellingOf(words) !== spellingOf(again)) throw new Problem("words-differ");
  const { answer, offsetMs } = claimed;
  const signature = await call("proveDevice", { challenge: answer.challenge });
  const kdf = { ...(answer.light_kdf === true ? ARGON2ID_IN_TESTS : ARGON2ID), salt: toText(crypto.getRandomValues(new Uint8Array(SALT_BYTES))) };
  const passphraseKey = await derivePassphraseKey(words, kdf);
  const vault = await call("makeVault", { passphraseKey, kdf, device: answer.enrolment }, [passphraseKey.buffer]);
  const name = await sealOne({ store: "account", id: "account", sequence: 1 }, { name: answer.account_name });
  const values = {
    enrolment: { device: answer.enrolment, organisation: answer.organisation, user: answer.user, root: answer.root, state: "claimed", signature },
    vault,
    passkey: null, // one of an earlier vault would open nothing
    manifest: answer.manifest,
    account: name,
    contact: { lastAt: new Date().toISOString(), offsetMs },
  };
  await store.empty(({ meta }) => putMeta(meta, values)); // an earlier vault, whose words are forgotten, ends here and not before
  claimed = null;
  await prove();
  markUnlocked();
}

async function refuseUnlessSent() {
  const [{ count }, snapshots] = await Promise.all([unsentCount(), unsentSnapshots()]);
  if (count + snapshots.length > 0) throw new Problem("not-all-sent");
}

/** Undoes a setting up that came to nothing (the words did not match, the code ran out). Refused once there was a case on this phone. */
export async function startOver() {
  if ((await readMeta("bundle")) !== null) throw new Problem("unexpected");
  await store.write(["meta"], ({ meta }) => meta.clear());
  lock();
}

/** Sends the proof, again if its answer was lost. */
export async function prove() {
  const enrolment = await readMeta("enrolment");
  if (enrolment.state !== "claimed") return;
  await requestJson(`/sync/enrolments/${enrolment.device}/proof`, { signature: enrolment.signature });
  await markEnrolment("proved");
}

/** @returns {Promise<"claimed"|"proved"|"active"|"revoked"|null>} */
export async function enrolmentState() {
  return (await readMeta("enrolment"))?.state ?? null;
}

/** @param {"proved"|"active"|"revoked"} state */
export async function markEnrolment(state) {
  await writeMeta({ enrolment: { ...(await readMeta("enrolment")), state } });
}

/** The six words that the coordinator sees too. @returns {Promise<string[]>} */
export async function sixWords() {
  const [{ root }, { signing, agreement }, list] = await Promise.all([readMeta("enrolment"), readMeta("vault"), wordList()]);
  return trust.sixWords(signing.point, agreement.point, fromText(root), list);
}
