/**
 * The page's side of the vault: starts the worker that holds the keys, speaks with it, and ends it, which is what "lock" means.
 * Whatever needs no key (sealed bytes on their way, the server's signatures) works while locked.
 */

import { fromText } from "./canonical.js";
import { countGuess, forgiveGuesses, secondsToWait } from "./guesses.js";
import { readMeta, writeMeta } from "./meta.js";
import { askPasskey, forgetPasskey, makePasskey } from "./passkey.js";
import { Problem } from "./problems.js";
import * as store from "./store.js";
import { scriptAddress } from "./trusted.js";

/** @typedef {{v: 1, name: "argon2id", memory_kib: number, iterations: number, parallelism: number, salt: string}} Kdf */

let worker = null;
let deriver = null; // the next one, which has read and compiled its program
let unlocked = false;
let lastCall = 0;
const waiting = new Map();
const lockListeners = new Set();
const unlockListeners = new Set();

/** @returns {Promise<boolean>} */
export async function isEnrolled() {
  return (await readMeta("vault")) !== null;
}

/** @returns {boolean} */
export function isUnlocked() {
  return unlocked;
}

/**
 * Opens the vault with the words. Rejects with "wrong-words", or with "wait" (its `seconds` says how long).
 * @param {string} words
 */
export async function unlock(words) {
  await comeIn(await wordsDoor(words));
  await forgiveGuesses();
}

/** Opens it with the passkey, which waits for nobody's wrong words: the phone itself limits its guesses. */
export async function unlockByPasskey() {
  await comeIn(await passkeyDoor());
}

/** Whether these are the words, for coming back from a blank screen; the vault stays as it is. @param {string} words */
export async function checkWords(words) {
  await check(await wordsDoor(words));
  await forgiveGuesses();
}

export async function checkPasskey() {
  await check(await passkeyDoor());
}

/** @returns {Promise<boolean>} */
export async function hasPasskey() {
  return (await readMeta("passkey")) !== null;
}

/** A passkey beside the words, never instead of them: a phone that loses it still opens. @param {string} words @param {string} name of the app, shown by the phone */
export async function addPasskey(words, name) {
  const door = await wordsDoor(words);
  await check({ ...door, secret: door.secret.slice() }); // no passkey is made for wrong words
  await forgiveGuesses();
  const { secret, parameters } = await makePasskey(name);
  const wrapped = await call("addPasskey", { door, secret, parameters }, [door.secret.buffer, secret.buffer]);
  await writeMeta({ passkey: { parameters, wrapped } });
}

export async function removePasskey() {
  const { parameters } = await readMeta("passkey");
  await writeMeta({ passkey: null });
  await forgetPasskey(parameters);
}

/** Ends the worker, and with it every key. Who shows or holds something of a record clears it in `onLock`. */
export function lock() {
  const was = unlocked;
  unlocked = false;
  worker?.terminate();
  worker = null;
  refuseAll("locked");
  if (was) for (const listener of lockListeners) listener();
}

/** @param {() => void} listener @returns {() => void} stops listening */
export function onLock(listener) {
  lockListeners.add(listener);
  return () => lockListeners.delete(listener);
}

/** @param {() => void} listener @returns {() => void} stops listening */
export function onUnlock(listener) {
  unlockListeners.add(listener);
  return () => unlockListeners.delete(listener);
}

/** A vault was just made or opened. */
export function markUnlocked() {
  unlocked = true;
  deriver?.terminate(); // a passkey opened it
  deriver = null;
  for (const listener of unlockListeners) listener();
}

/**
 * Asks the worker. The tasks are those of vault-worker.js.
 * @param {string} task
 * @param {object} [argument]
 * @param {Transferable[]} [transfer]
 */
export function call(task, argument = {}, transfer = []) {
  worker ??= startWorker();
  const id = (lastCall += 1);
  return new Promise((resolve, reject) => {
    waiting.set(id, { resolve, reject });
    worker.postMessage({ id, task, argument }, transfer);
  });
}

/** Starts both workers before they are needed: their files are read while somebody types. */
export function warmUp() {
  worker ??= startWorker();
  deriver ??= startDeriver();
}

/** One spelling for the same words (README "Decisions" 6). @param {string} words @returns {string} */
export function spellingOf(words) {
  return words.normalize("NFKC").trim().replace(/\s+/g, " ");
}

/**
 * The key that the words give, by Argon2id in a worker of its own.
 * @param {string} words
 * @param {Kdf} kdf
 * @returns {Promise<Uint8Array>}
 */
export function derivePassphraseKey(words, kdf) {
  const kdfWorker = deriver ?? startDeriver();
  deriver = null; // each serves once: ending it gives its memory back
  return new Promise((resolve, reject) => {
    const failed = (detail) => reject(Object.assign(new Problem("key-derivation-failed"), { cause: detail }));
    kdfWorker.onmessage = ({ data }) => (data.key ? resolve(data.key) : failed(data.detail));
    kdfWorker.onerror = (event) => failed(event.message);
    kdfWorker.postMessage({ words: spellingOf(words), salt: fromText(kdf.salt), kdf });
  }).finally(() => kdfWorker.terminate());
}

async function wordsDoor(words) {
  const stored = await readMeta("vault");
  if (!stored) throw new Problem("not-enrolled");
  const seconds = await secondsToWait();
  if (seconds > 0) throw Object.assign(new Problem("wait"), { seconds });
  await countGuess();
  return { way: "words", secret: await derivePassphraseKey(words, stored.kdf), wrapped: stored.wrapped, parameters: stored.kdf };
}

async function passkeyDoor() {
  const { wrapped, parameters } = await readMeta("passkey");
  return { way: "passkey", secret: await askPasskey(parameters), wrapped, parameters };
}

async function comeIn(door) {
  const [stored, { device }, recordKeys] = await Promise.all([readMeta("vault"), readMeta("enrolment"), store.getAll("record_keys")]);
  await call("unlock", { door, stored, device, recordKeys }, [door.secret.buffer]);
  markUnlocked();
}

/** The secret is handed over, not copied: this page keeps none of it. */
function check(door) {
  return call("check", { door }, [door.secret.buffer]);
}

function refuseAll(slug) {
  for (const { reject } of waiting.values()) reject(new Problem(slug));
  waiting.clear();
}

function startDeriver() {
  const started = new Worker(scriptAddress("kdf-worker"), { type: "module" });
  started.onerror = () => {
    if (deriver === started) deriver = null; // its file did not come: the next try asks again
  };
  return started;
}

function startWorker() {
  const started = new Worker(scriptAddress("vault-worker"), { type: "module" });
  started.onmessage = ({ data }) => {
    const { resolve, reject } = waiting.get(data.id) ?? {};
    waiting.delete(data.id);
    if (!data.slug) return resolve?.(data.answer);
    return reject?.(Object.assign(new Problem(data.slug), { cause: data.detail }));
  };
  // A worker that cannot start (its file is not there) answers nobody: say so instead of waiting for ever.
  started.onerror = () => {
    refuseAll("unexpected");
    worker = null; // the next question starts another
  };
  return started;
}
