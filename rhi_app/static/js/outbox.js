/**
 * What is sealed and on its way. A row keeps its bytes until the worker of the server has signed "processed" (a receipt is not
 * enough), and for seven days more, for a server that had to be restored from a backup. What the server cannot open stays here too,
 * marked, and never holds up the others.
 */

import { Problem } from "./problems.js";
import * as store from "./store.js";

/**
 * @typedef {object} Row
 * @property {string} id of the envelope
 * @property {string} record
 * @property {number} sequence
 * @property {boolean} urgent
 * @property {string[]} entries ids
 * @property {Uint8Array | null} bytes null a week after it was processed
 * @property {string} hash
 * @property {string} sealedAt
 * @property {string | null} sentAt
 * @property {object | null} receipt
 * @property {object | null} processed
 * @property {string} [processedAt] when this phone heard of it
 * @property {string | null} problem slug: being looked at
 */

const SPARE_MS = 7 * 24 * 3600 * 1000;

const sealedListeners = new Set();

/** Called when something new is on disk and may leave. @param {() => void} listener */
export function onSealed(listener) {
  sealedListeners.add(listener);
}

export function tellSealed() {
  for (const listener of sealedListeners) listener();
}

/** @param {Omit<Row, "sentAt"|"receipt"|"processed"|"problem">} row @returns {Row} */
export function newRow(row) {
  return { ...row, sentAt: null, receipt: null, processed: null, problem: null };
}

/** In the order they were made. @param {string} record @returns {Promise<Row[]>} */
export async function rowsOf(record) {
  return bySequence(await store.getAllOf("outbox", record));
}

/** @returns {Promise<Row[]>} */
export async function allRows() {
  return bySequence(await store.getAll("outbox"));
}

/** Those without a receipt: urgent first, then in the order they were made. @returns {Promise<Row[]>} */
export async function unsentRows() {
  const rows = (await allRows()).filter(({ receipt }) => !receipt);
  return [...rows.filter(({ urgent }) => urgent), ...rows.filter(({ urgent }) => !urgent)];
}

/** @returns {Promise<{count: number, oldestAt: string | null}>} */
export async function unsentCount() {
  const rows = (await allRows()).filter(({ receipt }) => !receipt);
  return { count: rows.length, oldestAt: rows[0]?.sealedAt ?? null };
}

/** Changes one row; one that is gone stays gone. @param {string} id @param {Partial<Row>} change */
export function mark(id, change) {
  return markAll(new Map([[id, change]]));
}

/** The same for many, in one transaction. @param {Map<string, Partial<Row>>} changes by id */
export function markAll(changes) {
  return store.write(["outbox"], async ({ outbox }) => {
    const rows = await Promise.all([...changes.keys()].map((id) => outbox.get(id)));
    await Promise.all(rows.filter(Boolean).map((row) => outbox.put({ ...row, ...changes.get(row.id) })));
  });
}

/** The worker has signed that it is processed: from now on the sealed bytes are a spare copy. @param {object} processed @returns {Partial<Row>} */
export const asProcessed = (processed) => ({ processed, processedAt: new Date().toISOString(), problem: null });

/** The server that acknowledged it no longer has it: it is sent again, byte for byte. @type {Partial<Row>} */
export const GONE = { receipt: null, sentAt: null, processed: null };

/** Here, and only here, sealed bytes go: a week after they were processed. @param {string[]} confirmed what the server was asked for just now, and has not lost */
export async function dropSpare(confirmed, now = Date.now()) {
  const isOld = ({ id, processed, processedAt, bytes }) => confirmed.includes(id) && processed && bytes && now - Date.parse(processedAt) > SPARE_MS;
  const old = (await allRows()).filter(isOld); // what it has lost has just been marked so
  if (old.length) await markAll(new Map(old.map(({ id }) => [id, { bytes: null }])));
}

/** @param {Row} row @returns {"on_this_phone"|"received"|"processed"|"being_looked_at"} */
export function stepOf({ receipt, processed, problem }) {
  if (problem) return "being_looked_at";
  if (processed) return "processed";
  return receipt ? "received" : "on_this_phone";
}

/**
 * Where a record is. A step is there when all its envelopes have come that far; `detail` says how many have, or who.
 * @param {Row[]} rows of one record
 * @param {{made?: object[], delivered?: object[], opened?: object[], acknowledged?: object[]}} reached as the server last said
 * @param {{who: string, reason: string, outcome: string} | null} lookedAt the person who looks at what could not be opened
 */
export function custodyOf(rows, reached = {}, lookedAt = null) {
  if (rows.length === 0) return [];
  const steps = [
    stepAt("on_this_phone", rows, ({ sealedAt }) => sealedAt),
    stepAt("sent", rows, ({ sentAt }) => sentAt),
    stepAt("received", rows, ({ receipt }) => receipt?.receipt.received_at),
    stepAt("processed", rows, ({ processed }) => processed?.processed.at, { isKept: rows.some(({ bytes }) => bytes) }),
    ...["delivered", "opened", "acknowledged", "acted", "unopened"].map((step) => stepBy(step, reached)),
  ].filter((step) => step !== null);
  const problem = rows.find((row) => row.problem)?.problem;
  return problem || lookedAt ? [...steps, lookedAtStep(problem, lookedAt)] : steps;
}

function stepAt(step, rows, timeOf, more = {}) {
  const times = rows.map(timeOf).filter(Boolean).sort();
  if (times.length === 0) return null;
  return { step, at: times.length === rows.length ? times.at(-1) : null, detail: { done: times.length, of: rows.length, ...more } };
}

function stepBy(step, reached) {
  const people = reached[step] ?? [];
  if (people.length === 0) return null;
  return { step, at: hasAll(people, reached) ? people.map(({ at }) => at).sort().at(-1) : null, detail: { by: people } };
}

/** Whoever it was made for. An urgent notice goes ahead of the synopsis and no longer counts beside it. */
function hasAll(people, { made, delivered = [] }) {
  const meant = made ?? delivered;
  const hasSynopsis = meant.some(({ urgent }) => !urgent);
  const count = (readers) => readers.filter(({ urgent }) => !hasSynopsis || !urgent).length;
  return count(people) >= count(meant);
}

function lookedAtStep(problem, lookedAt) {
  const isHeld = lookedAt?.reason === "device-revoked";
  const why = new Problem(isHeld ? "held" : (problem ?? "envelope-unreadable")).sentence;
  if (!lookedAt) return { step: "being_looked_at", at: null, detail: { sentence: why } };
  if (lookedAt.outcome === "settled") return { step: "being_looked_at", at: null, detail: { sentence: `${lookedAt.who} has settled it. The sealed copy stays on this phone.` } };
  return { step: "being_looked_at", at: null, detail: { sentence: `${why} Somebody is looking at it: ${lookedAt.who}.` } };
}

function bySequence(rows) {
  return rows.sort((a, b) => a.sequence - b.sequence);
}
