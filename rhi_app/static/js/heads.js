/**
 * The local log of a record, and its head: how many entries this phone made, the digest of the last, and the first it still keeps.
 * Sealed with the rest, so that a tail that was cut off, or an entry taken out of the middle, shows.
 */

import { digest } from "./canonical.js";
import { openAll } from "./sealed.js";
import * as store from "./store.js";

/** @typedef {{count: number, last: string, first: number}} Head */

const NONE = { count: 0, last: "", first: 1 };

/**
 * Where the log of a record stands. A head that does not open is made again from the entries that are there: nobody is kept from
 * writing on, and `isDamaged` says that the log cannot be vouched for.
 * @param {string} record
 * @returns {Promise<{head: Head, sequence: number, isDamaged: boolean}>}
 */
export async function readHead(record) {
  const row = await store.get("heads", record);
  if (!row) return { head: NONE, sequence: 0, isDamaged: false };
  const { value } = await openHead(record, row);
  return { head: value ?? (await headOf(record)), sequence: row.sequence, isDamaged: !value };
}

/**
 * The entries that this phone made and still keeps, and whether they are all there and unchanged.
 * @param {string} record
 * @returns {Promise<{entries: object[], isWhole: boolean}>}
 */
export async function readLog(record) {
  const [head, rows] = await Promise.all([store.get("heads", record), store.getAllOf("entries", record)]);
  return openLog(record, head, rows);
}

/** The same of rows that were read already. @param {string} record @param {object | undefined} headRow @param {object[]} rows in the order of their numbers */
export async function openLog(record, headRow, rows) {
  const [{ value: head }, { entries, count }] = await Promise.all([headRow ? openHead(record, headRow) : { value: NONE }, openEntries(record, rows)]);
  return { entries, isWhole: Boolean(head) && entries.length === count && (await isUnbroken(entries, head)) };
}

async function openHead(record, { sequence, sealed }) {
  return (await openAll([{ address: headAddress(record, sequence), sealed }]))[0];
}

async function openEntries(record, rows) {
  if (rows.length === 0) return { entries: [], count: 0 };
  const opened = await openAll(rows.map((row) => ({ address: entryAddress(record, row.number), sealed: row.sealed })));
  return { entries: opened.filter(({ value }) => value).map(({ value }) => value), count: rows.length };
}

async function headOf(record) {
  const { entries } = await openEntries(record, await store.getAllOf("entries", record));
  const last = entries.at(-1);
  return last ? { count: last.number, last: last.digest, first: entries[0].number } : NONE;
}

/** @param {string} record @param {number} sequence */
export function headAddress(record, sequence) {
  return { store: "heads", id: record, sequence, record };
}

/** @param {string} record @param {number} number */
export function entryAddress(record, number) {
  return { store: "entries", id: `${record}/${number}`, sequence: number, record };
}

async function isUnbroken(entries, { count, last, first }) {
  if (entries.length !== count - first + 1) return false;
  let previous = entries[0]?.previous;
  for (const [index, entry] of entries.entries()) {
    const { digest: said, ...rest } = entry;
    const isNext = entry.number === first + index && entry.previous === previous;
    if (!isNext || said !== (await digest(rest))) return false;
    previous = said;
  }
  return entries.length === 0 || previous === last;
}
