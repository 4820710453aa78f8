/**
 * The phone's disk: IndexedDB. Every write is one strict transaction: it is answered when it is on disk, not when it is queued
 * (Chrome's default since 121 is "relaxed"). Nothing is stored in the clear but opaque ids, numbers and times.
 */

import { openDB } from "../vendor/idb-8.0.4.js";
import { whenBegun } from "./new-log.js";
import { Problem, toProblem } from "./problems.js";

const NAME = "rhi";
const VERSION = 2;
const EVERY = ["meta", "record_keys", "cases", "index", "heads", "drafts", "entries", "outbox", "snapshots"];
const TRIES = 4;
const DRAWN_AT_ONCE = 65_536; // the browser gives no more random bytes in one call

let opening = null;

/** @param {string} store @param {IDBValidKey} key */
export function get(store, key) {
  return retried((database) => database.get(store, key), "unexpected");
}

/** @param {string} store @returns {Promise<any[]>} */
export function getAll(store) {
  return retried((database) => database.getAll(store), "unexpected");
}

/** All rows of one record, in the order of their keys. @param {string} store @param {string} record @returns {Promise<any[]>} */
export function getAllOf(store, record) {
  return retried((database) => database.getAllFromIndex(store, "record", record), "unexpected");
}

/**
 * One strict transaction: all of it is on disk when this resolves, or none of it. `change` may run more than once (the connection
 * of iOS drops after a while in the background), so it only puts and deletes what was prepared before.
 * @param {string[]} stores
 * @param {(stores: Record<string, any>) => Promise<void> | void} change
 */
export function write(stores, change) {
  return retried(async (database) => {
    await whenBegun();
    const transaction = database.transaction(stores, "readwrite", { durability: "strict" });
    const opened = Object.fromEntries(stores.map((store) => [store, transaction.objectStore(store)]));
    try {
      await change(opened);
    } catch (error) {
      abort(transaction);
      await transaction.done.catch(() => undefined);
      throw error;
    }
    await transaction.done;
  }, "not-saved");
}

/** Whether so much can be put on disk and taken off again: what the browser estimates is only that. @param {number} bytes @returns {Promise<boolean>} */
export async function takes(bytes) {
  const value = new Uint8Array(bytes);
  for (let at = 0; at < bytes; at += DRAWN_AT_ONCE) crypto.getRandomValues(value.subarray(at, at + DRAWN_AT_ONCE)); // zeros would be packed to nothing
  try {
    await write(["meta"], ({ meta }) => meta.put({ name: "probe", value }));
    await write(["meta"], ({ meta }) => meta.delete("probe"));
    return true;
  } catch {
    return false;
  }
}

/** One strict transaction that leaves nothing but what `put` puts. @param {(stores: Record<string, any>) => Promise<void>} put */
export function empty(put) {
  return write(EVERY, async (stores) => {
    await Promise.all(EVERY.map((name) => stores[name].clear()));
    await put(stores);
  });
}

/** Forgets the connection, as a dropped one would; the next use opens a new one. */
export async function close() {
  const was = opening;
  opening = null;
  (await was?.catch(() => null))?.close();
}

function database() {
  opening ??= openDB(NAME, VERSION, {
    upgrade: makeStores,
    blocking: close, // a newer version in another tab must not wait for this one
    terminated: () => {
      opening = null;
    },
  });
  return opening;
}

/** Step by step from whatever version a phone still has. */
function makeStores(database, from) {
  if (from < 1) makeFirstStores(database);
  if (from < 2) database.createObjectStore("snapshots", { keyPath: "record" });
}

function makeFirstStores(database) {
  database.createObjectStore("meta", { keyPath: "name" });
  for (const store of ["record_keys", "cases", "index", "heads"]) database.createObjectStore(store, { keyPath: "record" });
  database.createObjectStore("drafts", { keyPath: "id" }).createIndex("record", "record");
  database.createObjectStore("entries", { keyPath: ["record", "number"] }).createIndex("record", "record");
  database.createObjectStore("outbox", { keyPath: "id" }).createIndex("record", "record");
}

/** Reopens and tries again when the connection is gone; what is full or refused is said at once. */
async function retried(use, slug) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await use(await database());
    } catch (error) {
      const problem = problemOf(error, slug);
      if (problem.slug !== slug || error instanceof Problem || attempt === TRIES) throw problem;
      await close();
      await new Promise((resolve) => setTimeout(resolve, 50 * attempt ** 2));
    }
  }
}

function problemOf(error, slug) {
  if (error?.name === "QuotaExceededError" || error?.inner?.name === "QuotaExceededError") return toProblem(error, "phone-full");
  if (error?.name === "SecurityError" || typeof indexedDB === "undefined") return toProblem(error, "storage-refused");
  return toProblem(error, slug);
}

function abort(transaction) {
  try {
    transaction.abort();
  } catch {
    // already ended, by the failure that brought us here
  }
}
