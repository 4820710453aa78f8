/** The cases on this phone: what the server sent, together with what this phone has made since. */

import { inOrder } from "./entry-order.js";
import { readLog } from "./heads.js";
import { readMeta } from "./meta.js";
import { noteItem } from "./not-opened.js";
import { rowsOf, stepOf } from "./outbox.js";
import { Problem, toProblem } from "./problems.js";
import { provisionalEpisode } from "./provisional.js";
import { openOne } from "./sealed.js";
import * as store from "./store.js";

/** @typedef {"open"|"visit_ended"|"finished"|"declined"} State */
/** @typedef {{record: string, reference: string, initials: string, state: State, takenBack: boolean, case: object | null, problem?: Problem}} Row */

export const STATES = ["open", "visit_ended", "declined", "finished"];
const CONTACT_MS = 7 * 24 * 3600 * 1000;

/** All cases. One that is damaged says so in its own row; the others open. @returns {Promise<Row[]>} */
export async function listCases() {
  const rows = await store.getAll("index");
  return (await Promise.all(rows.map(readRow))).filter((row) => row !== null);
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
  if (await isClosed(record)) throw new Problem("out-of-contact");
  return readCase(record, index);
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

/** The case as the server sent it. @param {string} record */
export async function readServerCase(record) {
  const row = await store.get("cases", record);
  if (!row) throw new Problem("unknown-record");
  return openOne(caseAddress(record, row.sequence), row.sealed);
}

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

async function readRow({ record }) {
  try {
    const index = await readIndex(record);
    const { reference, initials, state, takenBack = false } = index;
    const canBeTakenUp = state === "declined" && Boolean(index.child); // the offer stays open
    const row = { record, reference, initials, state, takenBack, canBeTakenUp, case: null };
    if (isSealed(state) || takenBack) return row;
    try {
      if (await isClosed(record)) throw new Problem("out-of-contact");
      return { ...row, case: await readCase(record, index) };
    } catch (error) {
      if (error?.slug === "damaged") noteItem("cases", record);
      return { ...row, problem: toProblem(error, "damaged") };
    }
  } catch (error) {
    if (error?.slug === "locked") throw error;
    noteItem("index", record);
    return { record, reference: "", initials: "", state: "open", takenBack: false, case: null, problem: toProblem(error, "damaged") };
  }
}

async function readCase(record, index) {
  const [fromServer, log, rows] = await Promise.all([readServerCase(record), readLog(record), rowsOf(record)]);
  const known = new Set(fromServer.entries.map(({ id }) => id));
  const own = log.entries.filter(({ id }) => !known.has(id));
  const local = own.map((entry) => ({ ...entry, local: true, custody: custodyOf(entry, rows) }));
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
async function isClosed(record) {
  const contact = await readMeta("contact");
  if (!contact?.lastAt || Date.now() - Date.parse(contact.lastAt) < CONTACT_MS) return false;
  const [drafts, rows] = await Promise.all([store.getAllOf("drafts", record), rowsOf(record)]);
  return drafts.length === 0 && rows.every(({ receipt }) => receipt);
}
