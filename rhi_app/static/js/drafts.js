/** What is being typed: one sealed row for each form of a record, replaced at every pause. It goes when its entry is made, or on request. */

import { Problem } from "./problems.js";
import { openAll, openOne, sealOne } from "./sealed.js";
import * as store from "./store.js";
import { makeTurns } from "./turns.js";
import { call } from "./vault.js";

/** @typedef {{form: string, formVersion: number, answers: object, savedAt: string}} Draft */

const turns = new Map();

/** @param {string} record @param {string} form @returns {Promise<Draft | null>} */
export async function loadDraft(record, form) {
  const id = await idOf(record, form);
  const row = await store.get("drafts", id);
  return row ? openOne(addressOf(row), row.sealed) : null;
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
  const key = `${record}/${form}`;
  if (!turns.has(key)) turns.set(key, makeTurns());
  return turns.get(key)(() => putDraft(record, { form, formVersion, answers, savedAt: new Date().toISOString() }));
}

/** @param {string} record @param {string} form */
export async function discardDraft(record, form) {
  const id = await idOf(record, form);
  await store.write(["drafts"], ({ drafts }) => drafts.delete(id));
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
  const id = await idOf(record, draft.form);
  const sequence = ((await store.get("drafts", id))?.sequence ?? 0) + 1;
  const row = { id, record, sequence };
  const sealed = await sealOne(addressOf(row), draft);
  await store.write(["drafts", "record_keys"], async ({ drafts, record_keys }) => {
    // Finished meanwhile: a row that no key opens would be left over for ever.
    if (!(await record_keys.get(record))) throw new Problem("record-sealed");
    await drafts.put({ ...row, sealed });
  });
  return draft.savedAt;
}

function addressOf({ id, record, sequence }) {
  return { store: "drafts", id, sequence, record };
}
