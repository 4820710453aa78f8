/**
 * A case that the server no longer sends is no longer this phone's. What was typed of it goes as a last snapshot, what is sealed is
 * sent; then the case leaves with its key, and only the line that says so stays for some days.
 */

import { indexAddress, isSealed, openIndexes, readIndex } from "./cases.js";
import { rowsOf } from "./outbox.js";
import { sealOne } from "./sealed.js";
import { isSafe } from "./snapshots.js";
import * as store from "./store.js";
import { call } from "./vault.js";

const STORES = ["record_keys", "cases", "index", "drafts", "entries", "heads", "outbox", "snapshots"];
const SAID_FOR_MS = 3 * 24 * 3600 * 1000;
const CUSTODY_SHOWN_MS = 14 * 24 * 3600 * 1000; // who has read what this phone finished is looked at for so long

/** The change that a bundle without the record makes. @param {string} record @returns {Promise<(stores: object) => unknown>} */
export async function takeBack(record) {
  const index = await readIndex(record).catch((error) => unlessDamaged(error));
  if (!index) return (await isProcessed(record)) ? (stores) => clear(stores, record) : () => undefined;
  if (isSealed(index.state)) return (await isLongAgo(record)) ? (stores) => clear(stores, record) : () => undefined;
  if (index.takenBack || (index.begun && !(await isProcessed(record)))) return () => undefined; // begun here: the server does not know it yet
  const { sequence, ...rest } = index;
  const row = { record, sequence: sequence + 1 };
  const value = { ...rest, takenBack: true, takenAt: new Date().toISOString() };
  row.sealed = await sealOne(indexAddress(record, row.sequence), value);
  return (stores) => stores.index.put(row);
}

/** After each round of sending: what is safe elsewhere leaves; at last also the line that says so. */
export async function dropTakenBack() {
  const rows = await store.getAll("index");
  const indexes = await openIndexes(rows); // each round, of every record: one by one would be a thousand ways to the worker
  for (const { record } of rows.filter((_, at) => indexes[at].value?.takenBack)) {
    const index = await readIndex(record).catch((error) => unlessDamaged(error));
    if (!index?.takenBack) continue;
    const isOld = Date.now() - Date.parse(index.takenAt ?? 0) > SAID_FOR_MS && (await hasLetGo(record));
    if (!(await isProcessed(record)) || !(await isSafe(record))) continue;
    await store.write(STORES, (stores) => clear(stores, record, isOld));
    await call("forgetRecordKey", { record });
  }
}

async function isProcessed(record) {
  return (await rowsOf(record)).every(({ processed }) => processed);
}

/** Not even a spare copy is left. */
async function hasLetGo(record) {
  return (await rowsOf(record)).every(({ bytes }) => !bytes);
}

async function isLongAgo(record) {
  const lastAt = Date.parse((await rowsOf(record)).at(-1)?.sealedAt ?? 0);
  return (await isProcessed(record)) && (await hasLetGo(record)) && Date.now() - lastAt > CUSTODY_SHOWN_MS;
}

async function clear(stores, record, withIndex = true) {
  for (const name of ["record_keys", "cases", "heads", "snapshots"]) await stores[name].delete(record);
  if (withIndex) await stores.index.delete(record);
  for (const name of ["entries", "drafts", ...(withIndex ? ["outbox"] : [])]) {
    for (const key of await stores[name].index("record").getAllKeys(record)) await stores[name].delete(key);
  }
}

/** One damaged row must not keep a whole bundle out. */
function unlessDamaged(error) {
  if (error.slug === "damaged" || error.slug === "record-sealed") return null;
  throw error;
}
