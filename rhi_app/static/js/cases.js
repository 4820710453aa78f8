/** The cases on this phone: what the server sent, together with what this phone has made since. */

import { inOrder } from "./entry-order.js";
import { openLog } from "./heads.js";
import { readMeta } from "./meta.js";
import { noteItem } from "./not-opened.js";
import { allRows, rowsOf, stepOf } from "./outbox.js";
import { Problem, toProblem } from "./problems.js";
import { provisionalEpisode } from "./provisional.js";
import { openAll, openOne } from "./sealed.js";
import * as store from "./store.js";

/** @typedef {"open"|"visit_ended"|"finished"|"declined"} State */
/** @typedef {{record: string, reference: string, initials: string, state: State, takenBack: boolean, case: object | null, problem?: Problem}} Row */

export const STATES = ["open", "visit_ended", "declined", "finished"];
const CONTACT_MS = 7 * 24 * 3600 * 1000;

/** All cases. One that is damaged says so in its own row; the others open. @returns {Promise<Row[]>} */
export async function listCases() {
  const [rows, kept, isLongAgo] = await Promise.all([store.getAll("index"), everythingKept(), isLongWithoutContact()]);
  const fromServer = isLongAgo ? [] : rows.map(({ record }) => kept(record).fromServer).filter(Boolean);
  const [indexes, cases] = await Promise.all([openIndexes(rows), openAll(fromServer.map(caseItem))]);
  const opened = new Map(fromServer.map(({ record }, at) => [record, cases[at]]));
  return Promise.all(rows.map(({ record, sequence }, at) => readRow(record, sequence, indexes[at], { ...kept(record), opened: opened.get(record) }, isLongAgo)));
}

/**
 * One case with all its entries: first those that the server has numbered, then this phone's own (`local`, with `custody`); each maker's in turn.
 * @param {string} record
 */
export async function getCase(record) {
  const index = await readIndex(record);
  if (!index) throw new Problem("unknown-record");
  if (isSealed(index.state)) throw new Problem("record-sealed");
  if (index.takenBack) throw new Problem("with-someone-else");
  const [kept, isLongAgo] = await Promise.all([keptOf(record), isLongWithoutContact()]);
  return readCase(record, index, kept, isLongAgo);
}

/** What concerns no single case: organisation, account, protocols, bank_holidays, numbers. Null before the first fetch. */
export async function common() {
  const row = await readMeta("common");
  return row ? openOne({ store: "common", id: "common", sequence: row.sequence }, row.sealed) : null;
}

/** @param {string} record @returns {Promise<object | null>} {reference, initials, state, final, takenBack, reached, sequence} */
export async function readIndex(record) {
  const row = await store.get("index", record);
  return row ? { ...(await openOne(indexAddress(record, row.sequence), row.sealed)), sequence: row.sequence } : null;
}

/** Each in its own place: `{value}`, or `{problem: slug}`. @param {{record: string, sequence: number, sealed: Uint8Array}[]} rows */
export function openIndexes(rows) {
  return openAll(rows.map(({ record, sequence, sealed }) => ({ address: indexAddress(record, sequence), sealed })));
}

/** The case as the server sent it. @param {string} record */
export async function readServerCase(record) {
  return openServerCase(await store.get("cases", record));
}

/** @param {object | undefined} row that was read already */
export async function openServerCase(row, opened = null) {
  if (!row) throw new Problem("unknown-record");
  const { value, problem } = opened ?? (await openAll([caseItem(row)]))[0];
  if (problem) throw new Problem(problem);
  return value;
}

const caseItem = ({ record, sequence, sealed }) => ({ address: caseAddress(record, sequence), sealed });

/** @param {State} state */
export function isSealed(state) {
  return state === "finished" || state === "declined";
}

/** @param {string} record @param {number} sequence */
export function indexAddress(record, sequence) {
  return { store: "index", id: record, sequence };
}

/** @param {string} record @param {number} sequence */
export function caseAddress(record, sequence) {
  return { store: "cases", id: record, sequence, record };
}

/** What is kept of a record, as rows. @typedef {{fromServer?: object, opened?: object, head?: object, entries: object[], rows: object[], drafts: object[]}} Kept */

/** @param {string} record @returns {Promise<Kept>} */
async function keptOf(record) {
  const [fromServer, head, entries, rows, drafts] = await Promise.all([
    store.get("cases", record), store.get("heads", record), store.getAllOf("entries", record), rowsOf(record), store.getAllOf("drafts", record),
  ]);
  return { fromServer, head, entries, rows, drafts };
}

/** Of all records, each store read once. @returns {Promise<(record: string) => Kept>} */
export async function everythingKept() {
  const [cases, heads, entries, rows, drafts] = (await Promise.all([...["cases", "heads", "entries"].map(store.getAll), allRows(), store.getAll("drafts")])).map(byRecord);
  const of = (them, record) => them.get(record) ?? [];
  return (record) => ({
    fromServer: of(cases, record)[0], head: of(heads, record)[0], entries: of(entries, record), rows: of(rows, record), drafts: of(drafts, record),
  });
}

function byRecord(rows) {
  const those = new Map();
  for (const row of rows) those.set(row.record, [...(those.get(row.record) ?? []), row]);
  return those;
}

async function readRow(record, sequence, { value, problem }, kept, isLongAgo) {
  if (problem === "locked") throw new Problem("locked");
  if (problem) {
    noteItem("index", record);
    return { record, reference: "", initials: "", state: "open", takenBack: false, case: null, problem: new Problem("damaged") };
  }
  const index = { ...value, sequence };
  const { reference, initials, state, takenBack = false } = index;
  const canBeTakenUp = state === "declined" && Boolean(index.child); // the offer stays open
  const row = { record, reference, initials, state, takenBack, canBeTakenUp, case: null };
  if (isSealed(state) || takenBack) return row;
  try {
    return { ...row, case: await readCase(record, index, kept, isLongAgo) };
  } catch (error) {
    if (error?.slug === "damaged") noteItem("cases", record);
    return { ...row, problem: toProblem(error, "damaged") };
  }
}

/** @param {string} record @param {object} index @param {Kept} kept @param {boolean} isLongAgo */
async function readCase(record, index, kept, isLongAgo) {
  if (isLongAgo && holdsNothingUnsent(kept)) throw new Problem("out-of-contact");
  const [fromServer, log] = await Promise.all([openServerCase(kept.fromServer, kept.opened), openLog(record, kept.head, kept.entries)]);
  const known = new Set(fromServer.entries.map(({ id }) => id));
  const own = log.entries.filter(({ id }) => !known.has(id));
  const local = own.map((entry) => ({ ...entry, local: true, custody: custodyOf(entry, kept.rows) }));
  const entries = inOrder([...fromServer.entries, ...local]);
  const episodes = fromServer.episodes.length ? fromServer.episodes : [provisionalEpisode(entries, (await common()).protocols.versions)];
  const whole = { ...fromServer, episodes, entries, state: index.state, takenBack: index.takenBack ?? false };
  if (log.isWhole) return whole;
  noteItem("entries", record);
  return { ...whole, problem: new Problem("damaged") };
}

function custodyOf(entry, rows) {
  const row = rows.find(({ entries }) => entries.includes(entry.id));
  return row ? stepOf(row) : "on_this_phone";
}

/** Out of contact for 7 days: what holds nothing unsent closes. The phone's clock alone is judged, and only forwards. */
async function isLongWithoutContact() {
  const contact = await readMeta("contact");
  return Boolean(contact?.lastAt) && Date.now() - Date.parse(contact.lastAt) >= CONTACT_MS;
}

const holdsNothingUnsent = ({ drafts, rows }) => drafts.length === 0 && rows.every(({ receipt }) => receipt);
