/**
 * What is being typed: one sealed row for each form of a record, replaced at every pause. It goes when its entry is made, or on request.
 * What came meanwhile (a draft that was handed on, an entry of another) is never written over by a form that has not shown it.
 */

import { besideEntries, writtenOver } from "./beside.js";
import { writeText } from "./canonical.js";
import { readMeta } from "./meta.js";
import { noteItem } from "./not-opened.js";
import { Problem } from "./problems.js";
import { openAll, openOne, sealOne } from "./sealed.js";
import * as store from "./store.js";
import { makeTurns } from "./turns.js";
import { call, onLock } from "./vault.js";

/**
 * `handed`: what of it somebody else wrote, as it was handed on: answers by question, who wrote each, and their names; and what stands
 * beside an answer of this draft until a person chooses.
 * @typedef {{form: string, formVersion: number, answers: object, savedAt: string, handed?: Handed}} Draft
 * @typedef {{answers: object, writtenBy: Record<string, string>, names: Record<string, string>, beside?: import("./beside.js").Beside}} Handed
 */

const turns = new Map();
const handedOn = new Map(); // by record and form: null where nobody else wrote
const places = new Map(); // by record and form: the row's stored name and last number, so that autosave need not ask for them each time
const shown = new Map(); // by record and form: the answers that the form showed, or said last
const beneath = new Map(); // by record and form: something came since; the entries among it, which a form without a draft has not on the disk
const listeners = new Set();
const handedListeners = new Set();
onLock(() => [handedOn, places, shown, beneath].forEach((each) => each.clear()));

/** Called when a draft has changed or is gone. @param {(record: string) => void} listener */
export function onDrafts(listener) {
  listeners.add(listener);
}

/** @param {string} record */
export function tellDrafts(record) {
  for (const listener of listeners) listener(record);
}

/** Called when drafts of a record were changed by what came. @param {(record: string) => void} listener */
export function onHanded(listener) {
  handedListeners.add(listener);
}

/** @param {string} record */
export function tellHanded(record) {
  tellDrafts(record);
  for (const listener of handedListeners) listener(record);
}

/** For a form to be shown: from here on it is what may be written over. @param {string} record @param {string} form @returns {Promise<Draft | null>} */
export function loadDraft(record, form) {
  return turnOf(record)(async () => {
    const draft = await readDraft(record, form);
    shown.set(`${record}/${form}`, draft?.answers ?? {});
    beneath.delete(`${record}/${form}`);
    return draft;
  });
}

async function readDraft(record, form) {
  const id = await idOf(record, form);
  const row = await store.get("drafts", id);
  const draft = row ? await opened(row) : null;
  handedOn.set(`${record}/${form}`, draft?.handed ?? null);
  return draft;
}

/**
 * What came changes these forms: nothing is saved of the record until `end` is called, and then not over what no form has shown.
 * @param {string} record
 * @param {string[]} forms
 * @param {object[]} entries of others, newly here
 * @returns {Promise<() => void>} end
 */
export function holdDrafts(record, forms, entries) {
  return new Promise((held) => {
    turnOf(record)(() => new Promise((end) => {
      for (const form of forms) beneath.set(`${record}/${form}`, [...(beneath.get(`${record}/${form}`) ?? []), ...entries]);
      held(end);
    }));
  });
}

async function opened(row) {
  try {
    return await openOne(addressOf(row), row.sealed);
  } catch (error) {
    if (error.slug !== "damaged") throw error;
    return putAside(row);
  }
}

/** One that does not open is kept under another name, and the form begins anew: nobody is kept from writing on. */
async function putAside(row) {
  noteItem("drafts", row.record);
  await store.write(["drafts"], ({ drafts }) => Promise.all([drafts.put({ ...row, id: `aside/${row.id}` }), drafts.delete(row.id)]));
  return null;
}

/**
 * Resolves when the answers are on the phone's disk; rejects with a Problem when they are not.
 * @param {string} record
 * @param {string} form
 * @param {object} answers
 * @param {number} [formVersion]
 * @returns {Promise<string>} when it was saved
 */
export function saveDraft(record, form, answers, formVersion = 1) {
  return turnOf(record)(() => putDraft(record, { form, formVersion, answers, savedAt: new Date().toISOString() }));
}

function turnOf(record) {
  if (!turns.has(record)) turns.set(record, makeTurns());
  return turns.get(record);
}

/** A person has chosen: nothing stands beside this answer any more. @param {string} record @param {string} form @param {string} question @param {unknown} answer */
export async function settleDraft(record, form, question, answer) {
  const { formVersion, answers, handed } = await loadDraft(record, form);
  const beside = Object.fromEntries(Object.entries(handed?.beside ?? {}).filter(([id]) => id !== question));
  handedOn.set(`${record}/${form}`, handed ? { ...handed, beside } : null);
  return saveDraft(record, form, { ...answers, [question]: answer }, formVersion);
}

/** @param {string} record @param {string} form */
export async function discardDraft(record, form) {
  const id = await idOf(record, form);
  await store.write(["drafts"], ({ drafts }) => drafts.delete(id));
  for (const each of [handedOn, shown, beneath]) each.delete(`${record}/${form}`);
  tellDrafts(record);
}

/** Who else wrote of these answers, by question: what was changed since is nobody else's. @param {Handed | null | undefined} handed @param {object} answers @returns {Record<string, string>} */
export function writtenBy(handed, answers) {
  const still = Object.entries(handed?.writtenBy ?? {}).filter(([id]) => isSame(handed.answers[id], answers[id]));
  return Object.fromEntries(still);
}

/** A draft as a row to put on disk. @param {string} record @param {Draft} draft */
export async function rowOf(record, draft) {
  const key = `${record}/${draft.form}`;
  const { id, sequence } = places.get(key) ?? (await placeOf(record, draft.form));
  const row = { id, record, sequence: sequence + 1 };
  places.set(key, row); // a number is used once, whatever becomes of the row
  handedOn.set(key, draft.handed ?? null);
  return { ...row, sealed: await sealOne(addressOf(row), draft) };
}

async function placeOf(record, form) {
  const id = await idOf(record, form);
  return { id, sequence: (await store.get("drafts", id))?.sequence ?? 0 };
}

/** Every draft of a record that opens. @param {string} record @returns {Promise<Draft[]>} */
export async function listDrafts(record) {
  const rows = await store.getAllOf("drafts", record);
  const opened = await openAll(rows.map((row) => ({ address: addressOf(row), sealed: row.sealed })));
  return opened.filter(({ value }) => value).map(({ value }) => value);
}

/** The stored name of a draft, for a transaction that removes it. @param {string} record @param {string} form @returns {Promise<string>} */
export function idOf(record, form) {
  return call("nameDraft", { record, form });
}

async function putDraft(record, draft) {
  const row = await rowOf(record, await wholeOf(record, draft));
  await store.write(["drafts", "record_keys"], async ({ drafts, record_keys }) => {
    const [key] = await Promise.all([record_keys.get(record), drafts.put(row)]);
    if (!key) throw new Problem("record-sealed"); // finished meanwhile: what no key opens is not left over, the throw undoes it
  });
  shown.set(`${record}/${draft.form}`, draft.answers);
  tellDrafts(record);
  return draft.savedAt;
}

/** With what others wrote of it. */
async function wholeOf(record, draft) {
  const key = `${record}/${draft.form}`;
  const came = beneath.get(key);
  const there = came || !handedOn.has(key) ? await readDraft(record, draft.form).catch(() => null) : null; // a damaged row is written over
  if (came && there) return writtenOver(draft, shown.get(key) ?? {}, there, (await readMeta("enrolment")).user);
  const handed = handedOn.get(key);
  const whole = handed ? { ...draft, handed } : draft;
  return besideEntries([whole], came ?? [])[0] ?? whole;
}

function isSame(one, other) {
  return one !== undefined && other !== undefined && writeText(one) === writeText(other); // whatever order the names come in
}

function addressOf({ id, record, sequence }) {
  return { store: "drafts", id, sequence, record };
}
