/**
 * Draft snapshots: what is being typed, sealed to the organisation, so that a forgotten passphrase or a broken phone costs no more
 * than the last half minute. Made on leaving a section, every 30 seconds of change, and before the lock. One row a record, the latest
 * alone; it has a counter of its own, and leaves behind the entries. Sealed bytes: sending needs no unlocked vault.
 */

import { writeText } from "./canonical.js";
import { readIndex } from "./cases.js";
import { idOf, listDrafts, onDrafts, writtenBy } from "./drafts.js";
import { SUITE } from "./envelope.js";
import { readMeta } from "./meta.js";
import { tellSealed } from "./outbox.js";
import { wellFormed } from "./entries.js";
import * as store from "./store.js";
import { makeTurns } from "./turns.js";
import { call, isUnlocked, onUnlock } from "./vault.js";

const EVERY_MS = 30_000;
const LEAP = 1000; // beyond what the server has seen of a phone that was rolled back
const SLOT = "*"; // no form has this name

const inTurn = makeTurns();
const changed = new Set();
let timer = null;

/** Begins to watch; called once. */
export function start() {
  onDrafts(touch);
  onUnlock(touchOlder);
  if (isUnlocked()) touchOlder();
}

/** Whether what is typed of a record is at the server, all of it. @param {string} record */
export async function isSafe(record) {
  const [drafts, row] = await Promise.all([store.getAllOf("drafts", record), store.get("snapshots", record)]);
  return drafts.length === 0 || (!changed.has(record) && Boolean(row?.receipt));
}

/** Of every record whose drafts changed since; one that fails is tried again with the next change. @returns {Promise<void>} */
export function makeSnapshots() {
  clearTimeout(timer);
  timer = null;
  return inTurn(async () => {
    if (!isUnlocked() || changed.size === 0) return;
    let isMade = false;
    for (const record of [...changed]) {
      changed.delete(record);
      await make(record).then((isNew) => (isMade ||= isNew), () => changed.add(record));
    }
    if (isMade) tellSealed(); // told of nothing, sending would bring the screen anew, and that would bring us here again, without end
  });
}

/** Sealed and without a receipt. @returns {Promise<object[]>} */
export async function unsentSnapshots() {
  return (await store.getAll("snapshots")).filter(({ bytes }) => bytes);
}

/** The server has it: the bytes go, the number stays. @param {object} row @param {object} receipt */
export function markSent(row, receipt) {
  return change(row, { bytes: null, receipt });
}

/** The server has a higher number: this phone's storage was rolled back. The next one goes far beyond. @param {object} row */
export async function leap(row) {
  await change(row, { bytes: null, number: row.number + LEAP });
  touch(row.record);
}

/** What was typed just before the app was ended, and is in no snapshot yet. */
async function touchOlder() {
  for (const record of new Set((await store.getAll("drafts")).map((row) => row.record))) {
    const [drafts, row] = await Promise.all([listDrafts(record), store.get("snapshots", record)]);
    if (drafts.some(({ savedAt }) => !row || savedAt > row.sealedAt)) touch(record);
  }
}

function touch(record) {
  changed.add(record);
  timer ??= setTimeout(makeSnapshots, EVERY_MS);
}

/** @returns {Promise<boolean>} whether there was anything to make */
async function make(record) {
  const index = await readIndex(record);
  if (!index || !(await store.get("record_keys", record))) return false;
  const [[enrolment, manifest], drafts, row] = await Promise.all([
    Promise.all(["enrolment", "manifest"].map(readMeta)), listDrafts(record), store.get("snapshots", record),
  ]);
  if (!drafts.length && !row && !index.taken?.length) return false; // the server has nothing of it to be told that it is gone
  const [[sealing], number, sealedAt] = [manifest.manifest.sealing, (row?.number ?? 0) + 1, new Date().toISOString()];
  const slot = row?.slot ?? (await idOf(record, SLOT));
  const header = {
    v: 1, suite: SUITE, organisation: enrolment.organisation, key: sealing.key, device: enrolment.device, user: enrolment.user,
    slot, number, created: sealedAt,
  };
  const payload = { record, taken: index.taken ?? [], drafts: drafts.map(plain).filter(isWritable) };
  const { bytes, hash } = await call("sealSnapshot", { header, sealingPoint: sealing.public, payload });
  await store.write(["snapshots", "record_keys"], async ({ snapshots, record_keys }) => {
    if (await record_keys.get(record)) await snapshots.put({ record, slot, number, bytes, hash, sealedAt, receipt: null }); // else finished meanwhile
  });
  return true;
}

function plain({ form, formVersion, answers, savedAt, handed }) {
  const beside = Object.keys(handed?.beside ?? {}).length ? { beside: wellFormed(handed.beside) } : {};
  return { form, form_version: formVersion, answers: wellFormed(answers), saved_at: savedAt, written_by: writtenBy(handed, answers), ...beside };
}

/** One draft that has no canonical form must not keep the others from being saved. */
function isWritable(draft) {
  try {
    return writeText(draft) !== "";
  } catch {
    return false;
  }
}

/** One that was made anew meanwhile is left alone. */
function change(row, values) {
  return store.write(["snapshots"], async ({ snapshots }) => {
    const now = await snapshots.get(row.record);
    if (now?.number === row.number) await snapshots.put({ ...now, ...values });
  });
}
